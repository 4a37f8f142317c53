/** Names of codecs as people know them. Pure. */

const NAMES: Record<string, string> = {
  H264: "H.264",
  H265: "H.265 (HEVC)",
  "MPEG-4 Audio": "AAC",
};

export const codecName = (codec: string): string => NAMES[codec] ?? codec;

/** `H.264, H.265 (HEVC) or AV1`. */
export function codecList(codecs: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: "disjunction" }).format(codecs.map(codecName));
}
