/** Events in the user's language: made from their kind and the name in them. Pure. */
import type { TFunction } from "i18next";
import type { LogEvent } from "@/api/types";

const KINDS = [
  "input.live",
  "input.reconnecting",
  "input.offline",
  "input.error",
  "input.refused",
  "input.created",
  "input.deleted",
  "input.switched_on",
  "input.switched_off",
  "input.path_changed",
  "input.source_changed",
  "input.key_rotated",
  "output.live",
  "output.error",
  "output.created",
  "output.deleted",
  "output.switched_on",
  "output.switched_off",
  "path.restored",
  "engine.lost",
  "engine.ready",
] as const;

export type Kind = (typeof KINDS)[number];

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

interface Sentence {
  text: string;
  /** Why, or how; null where the sentence says it all. */
  detail: string | null;
}

/** `words` translates what the server says. The name is the one that the thing had then. An event of
 * a kind that this page does not know is told in the server's own sentence. */
export function sentenceOf(
  event: LogEvent,
  t: TFunction<"activity">,
  words: (sentence: string) => string,
): Sentence {
  const { kind, message } = event;
  if (!isKind(kind)) return { text: words(message), detail: null };
  const about = kind.startsWith("input.") || kind.startsWith("output.");
  const name = about ? nameIn(message) : "";
  if (name === null) return { text: words(message), detail: null };
  return { text: t(`kind.${kind}`, { name }), detail: detailOf(kind, message, t, words) };
}

/** Names may have quotation marks in them: what follows the last one is the server's. */
const QUOTED =
  /(?:Input|Output|input) “(.+)”(?= (?:is|was|lost|can't|failed|got|has|takes|over|and)\b)/s;

function nameIn(message: string): string | null {
  return QUOTED.exec(message)?.[1] ?? null;
}

const FAILED = /” (?:failed|can't get its stream): (.+)$/s;
const REFUSED = /^Somebody at (.+?) tried .+ was refused(?:, because|:) (.+?)\.?$/s;

function detailOf(
  kind: Kind,
  message: string,
  t: TFunction<"activity">,
  words: (sentence: string) => string,
): string | null {
  if (kind === "input.error" || kind === "output.error") {
    const reason = FAILED.exec(message)?.[1];
    return reason === undefined ? null : words(reason);
  }
  if (kind === "input.refused") {
    const [, address, reason] = REFUSED.exec(message) ?? [];
    if (address === undefined || reason === undefined) return words(message);
    return t("from", { address, reason: words(reason) });
  }
  return kind === "path.restored" || kind === "engine.lost" ? words(message) : null;
}
