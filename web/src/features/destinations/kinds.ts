/** Kinds of errors of a destination that we have words for. Pure. */
export const KINDS = [
  "dns",
  "refused",
  "network",
  "timeout",
  "tls",
  "rejected",
  "protocol",
  "stalled",
  "codec",
  "internal",
  "media_server",
] as const;

export type Kind = (typeof KINDS)[number] | "other";

/** `other` for a kind that a newer server may know. */
export function kindOf(kind: string | null | undefined): Kind {
  return KINDS.find(one => one === kind) ?? "other";
}
