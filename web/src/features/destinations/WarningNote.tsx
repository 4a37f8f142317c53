import { Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { StatusWarning } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { brokenOf } from "@/ui/warnings/limits";
import { adviceOn } from "@/ui/warnings/sentences";
import classes from "./Notes.module.css";
import { ToDo } from "./Reason";

/** What of the stream breaks a limit of the platform, and where to change it. The server's own
 * sentence for what this page does not know. */
export function WarningNote({ warning }: { warning: StatusWarning }) {
  const { t, i18n } = useTranslation("warnings");
  const words = useServerWords();
  const broken = brokenOf(warning);
  const [advice] = broken ? adviceOn([broken], t, i18n.language) : [];
  return (
    <div className={classes.note}>
      <IconAlertTriangle size={18} className={classes.sign} aria-hidden />
      <div className={classes.short}>
        <Text size="sm">{advice ? advice.words : words(warning.message)}</Text>
        {advice && <ToDo>{advice.todo}</ToDo>}
      </div>
    </div>
  );
}
