/** Encoders that were turned away, and what the person at the encoder has to do. Pure. */
import type { InputStatus, LogEvent } from "@/api/types";

export type Advice = "key" | "passphrase" | "busy" | "disabled" | "other";

export interface Refusal {
  at: string;
  /** In the server's English. */
  reason: string;
  advice: Advice;
}

/** An encoder's own retries are told of once in ten minutes; what is older has been given up. */
const FORGET_AFTER_MS = 30 * 60_000;

const ADVICE: [RegExp, Advice][] = [
  [/\bkey is (wrong|missing)/i, "key"],
  [/passphrase|key length|AES-/i, "passphrase"],
  [/already publishing/i, "busy"],
  [/switched off/i, "disabled"],
];

const adviceFor = (reason: string): Advice =>
  ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? "other";

/** The reason in the sentence of an event: “… and was refused, because the stream key is wrong.” */
function reasonIn(message: string): string {
  return /was refused(?:, because|:) (.+?)\.?$/.exec(message)?.[1] ?? message;
}

/** The last encoder that was turned away since one came in; null when there is none. `events`: of
 * this input, newest first. `now`: ms, server's clock. */
export function lastRefusal(
  events: readonly LogEvent[],
  status: InputStatus | undefined,
  now: number,
): Refusal | null {
  const after = events.findIndex(one => one.kind === "input.live");
  const since = after === -1 ? events : events.slice(0, after);
  const told = since.find(one => one.kind === "input.refused");
  const found = told ? [{ at: told.at, reason: reasonIn(told.message) }] : [];
  const own = status?.last_refusal;
  const cameIn = after === -1 ? 0 : Date.parse(events[after]?.at ?? "");
  if (own && Date.parse(own.at) > cameIn) found.push({ at: own.at, reason: own.reason });
  found.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const [latest] = found;
  if (!latest || now - Date.parse(latest.at) > FORGET_AFTER_MS) return null;
  return { ...latest, advice: adviceFor(latest.reason) };
}
