import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { InputStatus } from "@/api/types";
import { RefusalNote } from "@/features/guide/RefusalNote";
import { secondsUntil } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useInputPicture } from "@/live/hooks";
import { live } from "@/live/store";
import { useNow } from "@/ui/useNow";
import classes from "./Trouble.module.css";
import { TroubleNote } from "./TroubleNote";
import { type Lingering, lingering, type Trouble, troublesOf } from "./trouble";
import { usePlatformAdvice } from "./usePlatformAdvice";

/** Everything that is not right, in plain words, the worst first; nothing while the line is lost. */
export function Troubles({ inputId }: { inputId: string }) {
  const status = useInputPicture(inputId)?.status;
  if (!useCurrent() || !status) return null;
  return <Known inputId={inputId} status={status} />;
}

function Known({ inputId, status }: { inputId: string; status: InputStatus }) {
  const { t } = useTranslation("input", { keyPrefix: "trouble" });
  const now = useNow();
  const { advice, others } = usePlatformAdvice(inputId);
  const keyframeTold = advice.some(one => one.name === "keyframe");
  const found = troublesOf(status, live.history.of(inputId), now, keyframeTold);
  const troubles = useLingering(found, now, status.state);
  return (
    <ul className={classes.list} aria-label={t("label")}>
      {troubles.map(one => (
        <One key={one.code} trouble={one} />
      ))}
      <li className={classes.refusal}>
        <RefusalNote inputId={inputId} status={status} />
      </li>
      {advice.map(one => (
        <TroubleNote key={one.name} title={one.words} todo={one.todo} />
      ))}
      {others.map(sentence => (
        <TroubleNote key={sentence} title={sentence} />
      ))}
    </ul>
  );
}

/** Of another state than before nothing lingers. */
function useLingering(found: Trouble[], now: number, state: InputStatus["state"]): Trouble[] {
  const before = useRef<{ state: string; told: Lingering[] }>({ state, told: [] });
  const told = lingering(found, before.current.state === state ? before.current.told : [], now);
  useEffect(() => {
    before.current = { state, told };
  });
  return told.map(one => one.trouble);
}

function One({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation("input", { keyPrefix: "trouble" });
  const format = useFormat();
  const words = useServerWords();
  switch (trouble.code) {
    case "error":
      return <Failure trouble={trouble} />;
    case "problem":
      return (
        <TroubleNote title={t("problem")} todo={t("do.problem")}>
          <Text size="sm">{words(trouble.message)}</Text>
        </TroubleNote>
      );
    case "keyframe":
      return (
        <TroubleNote
          title={t("keyframe", { seconds: format.seconds(trouble.seconds) })}
          todo={t("keyframeDo")}
        />
      );
    case "keyframeUnknown":
      return <TroubleNote title={t("keyframeUnknown")} todo={t("keyframeDo")} />;
    case "swings":
      return (
        <TroubleNote
          title={t("swings", {
            low: format.bitrate(trouble.low),
            high: format.bitrate(trouble.high),
          })}
          todo={t("swingsDo")}
        />
      );
    case "loss":
      return (
        <TroubleNote
          title={t("loss", { percent: format.percent(trouble.percent) })}
          todo={
            trouble.latencyMs === null
              ? t("lossDo")
              : t("lossDoLatency", { latency: format.milliseconds(trouble.latencyMs) })
          }
        />
      );
    default:
      return <TroubleNote title={t(trouble.code)} todo={t(`${trouble.code}Do`)} />;
  }
}

function Failure({ trouble }: { trouble: Extract<Trouble, { code: "error" }> }) {
  const { t } = useTranslation("input", { keyPrefix: "trouble" });
  const words = useServerWords();
  const { kind, remedy, message, nextRetryAt } = trouble;
  const title =
    kind === "media_server" ? "mediaServer" : kind === "publisher" ? "publisher" : "error";
  return (
    <TroubleNote tone="error" title={t(title)} todo={t(`do.${remedy}`)}>
      <Text size="sm">{words(message)}</Text>
      {nextRetryAt !== null && <NextTry at={nextRetryAt} />}
    </TroubleNote>
  );
}

/** Counts down; not read out every second. */
function NextTry({ at }: { at: string }) {
  const { t } = useTranslation("input", { keyPrefix: "trouble" });
  const seconds = secondsUntil(Date.parse(at), useNow());
  return (
    <Text size="sm" fw={600} className={classes.retry} aria-hidden>
      {seconds > 0 ? t("retryIn", { seconds }) : t("retrying")}
    </Text>
  );
}
