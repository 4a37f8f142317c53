import { Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { StatusWarning } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import classes from "./Notes.module.css";
import { ToDo } from "./Reason";
import { usePlatform } from "./usePlatform";
import { wordsOf } from "./warnings";

/** What of the stream breaks a limit of the platform, and where to change it. The server's own
 * sentence for what this page does not know. */
export function WarningNote({
  warning,
  platform,
}: {
  warning: StatusWarning;
  platform: string | null;
}) {
  const { t, i18n } = useTranslation("destinations", { keyPrefix: "warning" });
  const words = useServerWords();
  const name = usePlatform(platform)?.name;
  const known = wordsOf(warning, name, i18n.language);
  return (
    <div className={classes.note}>
      <IconAlertTriangle size={18} className={classes.sign} aria-hidden />
      <div className={classes.words}>
        <Text size="sm">{known ? t(known.key, known.values) : words(warning.message)}</Text>
        {known && <ToDo>{t(`${known.key}Do`, known.values)}</ToDo>}
      </div>
    </div>
  );
}
