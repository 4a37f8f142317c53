/** Warnings about limits of platforms as sentences. Pure. */
import type { TFunction } from "i18next";
import { bitrate, fps } from "@/format";
import { type Broken, type Grouped, grouped, type LimitName } from "./limits";

export interface Advice {
  name: LimitName;
  /** what is sent and what the platforms want */
  words: string;
  /** what to do about it */
  todo: string;
}

/** One sentence for each kind of limit, whichever platforms it is about: “Your encoder sends a
 * keyframe every 8.3 s; YouTube and Twitch want one every 2 s.” */
export function adviceOn(
  broken: readonly Broken[],
  t: TFunction<"warnings">,
  language: string,
): Advice[] {
  return grouped(broken).map(group => ({
    name: group.name,
    words: sentence(group, t, language),
    todo: t(`${group.name}.do`, { limit: setting(group.name, group.strictest, language) }),
  }));
}

function sentence({ name, actual, wanted }: Grouped, t: TFunction<"warnings">, language: string) {
  const parts = wanted.map(({ platforms, limit }) =>
    t(`${name}.wants`, {
      count: platforms.length,
      platforms: listed(platforms, language, "conjunction"),
      limit: figure(name, limit, language),
    }),
  );
  return `${[t(`${name}.is`, { actual: figure(name, actual, language) }), ...parts].join("; ")}.`;
}

const CODECS: Record<string, string> = { H264: "H.264", H265: "H.265", "MPEG-4 Audio": "AAC" };

/** The name of a codec as people and encoders write it. */
export const codecName = (codec: string): string => CODECS[codec] ?? codec;

function figure(name: LimitName, value: number | string | readonly string[], language: string) {
  if (typeof value === "string") return codecName(value);
  if (typeof value !== "number") return listed(value.map(codecName), language, "disjunction");
  if (name === "fps") return fps(value, language);
  if (name === "keyframe") return value.toLocaleString(language, { maximumFractionDigits: 1 });
  return bitrate(value, language);
}

/** As it is typed into an encoder: bitrates in kb/s. */
function setting(name: LimitName, value: Broken["limit"], language: string) {
  const isRate = name === "videoBitrate" || name === "audioBitrate";
  return isRate && typeof value === "number"
    ? String(Math.round(value / 1000))
    : figure(name, value, language);
}

function listed(
  all: readonly string[],
  language: string,
  type: Intl.ListFormatOptions["type"],
): string {
  return new Intl.ListFormat(language, { type }).format(all);
}
