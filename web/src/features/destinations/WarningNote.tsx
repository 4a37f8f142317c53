import { Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { StatusWarning } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { brokenOf } from "@/ui/warnings/limits";
import { adviceOn } from "@/ui/warnings/sentences";
import classes from "./Notes.module.css";
import { ToDo } from "./Reason";

/** What of the stream breaks a limit of the platform, and where to change it; `brief` where that
 * stands on the same page already. The server's own sentence for what this page does not know. */
export function WarningNote({
  warning,
  brief = false,
}: {
  warning: StatusWarning;
  brief?: boolean;
}) {
  const { t, i18n } = useTranslation("warnings");
  const words = useServerWords();
  const broken = brokenOf(warning);
  const [advice] = broken ? adviceOn([broken], t, i18n.language) : [];
  return (
    <div className={classes.note} data-brief={brief || undefined}>
      <IconAlertTriangle size={18} className={classes.sign} aria-hidden />
      <div className={classes.short}>
        <Text size="sm">{advice ? advice.words : words(warning.message)}</Text>
        {advice && !brief && <ToDo>{advice.todo}</ToDo>}
      </div>
    </div>
  );
}
