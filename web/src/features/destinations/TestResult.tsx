import { Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OutputTestResult } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useErrorWords } from "@/ui/Feedback";
import classes from "./Notes.module.css";
import { Reason } from "./Reason";
import type { useTest } from "./useTest";

/** How a test goes: on its way, what it showed, or why there was none. */
export function TestResult({ test }: { test: ReturnType<typeof useTest> }) {
  const { t } = useTranslation("destinations", { keyPrefix: "test" });
  const words = useErrorWords();
  return (
    <div role="status" aria-live="polite">
      {test.isPending && (
        <Text size="sm" className={classes.pending}>
          <Loader size={16} aria-hidden /> {t("connecting")}
        </Text>
      )}
      {test.isSuccess && <Outcome result={test.data} />}
      {test.isError && (
        <div className={classes.note}>
          <IconInfoCircle size={18} className={classes.sign} aria-hidden />
          <div className={classes.words}>
            <Text size="sm" fw={650} className={classes.title}>
              {t("refused")}
            </Text>
            <Text size="sm">{words(test.error)}</Text>
          </div>
        </div>
      )}
    </div>
  );
}

function Outcome({ result }: { result: OutputTestResult }) {
  if (!result.ok) return <Reason kind={result.kind} message={result.message} />;
  return <Accepted result={result} />;
}

function Accepted({ result: { message, took_ms, remote_address } }: { result: OutputTestResult }) {
  const { t } = useTranslation("destinations", { keyPrefix: "test" });
  const format = useFormat();
  const words = useServerWords();
  const time = format.seconds(took_ms / 1000);
  return (
    <div className={classes.note} data-tone="good">
      <IconCircleCheck size={18} className={classes.sign} aria-hidden />
      <div className={classes.words}>
        <Text size="sm" fw={650} className={classes.title}>
          {t("ok")}
        </Text>
        <Text size="sm">{words(message)}</Text>
        <Text size="xs" className={classes.detail}>
          {remote_address ? t("tookAt", { time, address: remote_address }) : t("took", { time })}
        </Text>
      </div>
    </div>
  );
}
