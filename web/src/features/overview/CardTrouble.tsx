import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { InputPicture } from "@/api/types";
import { secondsUntil } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useCurrent } from "@/live/hooks";
import { useNow } from "@/ui/useNow";
import classes from "./CardTrouble.module.css";
import { useInputField } from "./useInputField";

/** An encoder that was turned away longer ago than this has been given up. */
const REFUSAL_MS = 10 * 60_000;

function toldOf(input: InputPicture | undefined) {
  const status = input?.status;
  return {
    state: status?.state,
    error: status?.error,
    problem: status?.problem,
    refusal: status?.last_refusal,
  };
}

type Told = ReturnType<typeof toldOf>;

const sameTold = (a: Told, b: Told) =>
  a.state === b.state &&
  a.problem === b.problem &&
  a.error?.message === b.error?.message &&
  a.error?.next_retry_at === b.error?.next_retry_at &&
  a.refusal?.at === b.refusal?.at;

/** What is wrong with an input, in words. */
export function CardTrouble({ id }: { id: string }) {
  const told = useInputField(id, toldOf, sameTold);
  const words = useServerWords();
  if (!useCurrent()) return null;
  const { error, problem, refusal, state } = told;
  const waits = state === "offline" || state === "reconnecting";
  return (
    <>
      {error && (
        <TroubleNote tone="error">
          {words(error.message)}
          {error.next_retry_at !== null && <NextTry at={error.next_retry_at} />}
        </TroubleNote>
      )}
      {problem && <TroubleNote tone="warn">{words(problem)}</TroubleNote>}
      {waits && refusal && <Refused at={refusal.at} reason={words(refusal.reason)} />}
    </>
  );
}

/** A note with a sign, in the colour of its weight. */
export function TroubleNote({ tone, children }: { tone: "error" | "warn"; children: ReactNode }) {
  return (
    <div className={classes.note} data-tone={tone}>
      <IconAlertTriangle size={16} className={classes.sign} aria-hidden />
      <div className={classes.words}>{children}</div>
    </div>
  );
}

function NextTry({ at }: { at: string }) {
  const { t } = useTranslation("overview");
  const seconds = secondsUntil(Date.parse(at), useNow());
  return (
    <div className={classes.retry} aria-hidden>
      {seconds > 0 ? t("card.retryIn", { seconds }) : t("card.retrying")}
    </div>
  );
}

function Refused({ at, reason }: { at: string; reason: string }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  if (useNow() - Date.parse(at) > REFUSAL_MS) return null;
  return (
    <TroubleNote tone="warn">{t("card.refused", { time: format.clock(at), reason })}</TroubleNote>
  );
}
