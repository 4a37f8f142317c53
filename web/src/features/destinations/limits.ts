/** Limits of platforms as people say them. Pure; `language` is a BCP 47 tag. */
import { codecName } from "@/ui/warnings/sentences";

/** `H.264, H.265 or AV1`. */
export function codecList(codecs: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: "disjunction" }).format(codecs.map(codecName));
}

/** A bitrate without more digits than it needs: `6 Mb/s`, `160 kb/s`. */
export function rateWords(bps: number, language: string): string {
  const mega = bps >= 1e6;
  const shown = (mega ? bps / 1e6 : bps / 1000).toLocaleString(language, {
    maximumFractionDigits: mega ? 1 : 0,
  });
  return `${shown} ${mega ? "Mb/s" : "kb/s"}`;
}
