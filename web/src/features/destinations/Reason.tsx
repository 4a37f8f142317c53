import { Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { secondsUntil } from "@/format";
import { useServerWords } from "@/i18n/server";
import { useNow } from "@/ui/useNow";
import { kindOf } from "./kinds";
import classes from "./Notes.module.css";

/** Why a destination fails, what that means and what to do, in plain words; then, folded, the
 * server's own sentence. */
export function Reason({
  kind,
  message,
  nextRetryAt = null,
}: {
  kind: string | null;
  message: string;
  nextRetryAt?: string | null;
}) {
  const { t } = useTranslation("reasons");
  const words = useServerWords();
  const known = kindOf(kind);
  return (
    <div className={classes.note} data-tone="error">
      <IconAlertTriangle size={18} className={classes.sign} aria-hidden />
      <div className={classes.words}>
        <Text size="sm" fw={650} className={classes.title}>
          {t(`${known}.title`)}
        </Text>
        <Text size="sm">{t(`${known}.why`)}</Text>
        <ToDo>{t(`${known}.action`)}</ToDo>
        <details className={classes.detail}>
          <summary>{t("detail")}</summary>
          {words(message)}
        </details>
        {nextRetryAt !== null && <NextTry at={nextRetryAt} />}
      </div>
    </div>
  );
}

/** What somebody can do about it. */
export function ToDo({ children }: { children: string }) {
  return (
    <Text size="sm" fw={500} className={classes.todo}>
      <IconArrowRight size={15} aria-hidden />
      <span>{children}</span>
    </Text>
  );
}

/** Counts down to the next attempt; not read out every second. */
export function NextTry({ at }: { at: string }) {
  const { t } = useTranslation("reasons");
  const seconds = secondsUntil(Date.parse(at), useNow());
  return (
    <Text size="sm" className={classes.retry} aria-hidden>
      {seconds > 0 ? t("retryIn", { seconds }) : t("retrying")}
    </Text>
  );
}
