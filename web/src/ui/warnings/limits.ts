/** Limits of platforms that a stream breaks: what is sent, who wants what. Pure. */
import type { StatusWarning } from "@/api/types";

/** The server's codes, and the names of their words. */
const NAMES = {
  keyframe_interval: "keyframe",
  video_bitrate: "videoBitrate",
  audio_bitrate: "audioBitrate",
  fps: "fps",
  video_codec: "videoCodec",
  audio_codec: "audioCodec",
} as const;

export type LimitName = (typeof NAMES)[keyof typeof NAMES];

/** One limit of one platform that the stream breaks now. Seconds, bits per second, frames per
 * second, or names of codecs. */
export interface Broken {
  name: LimitName;
  platform: string;
  actual: number | string;
  limit: number | readonly string[];
}

/** The figures of a warning: what comes in and what the platform takes (`LimitWarning` of control/platforms/limits.py says
 * which). Null for a code that is not known here, and when one is missing: then only the server's own
 * sentence can be shown. (A server of another version may send none at all.) */
export function brokenOf({ code, values = {} }: StatusWarning): Broken | null {
  const { platform, limit, taken } = values;
  const actual = values.seconds ?? values.bps ?? values.fps ?? values.codec;
  const wanted = typeof taken === "string" ? taken.split(" / ") : limit;
  if (!isKnown(code) || typeof platform !== "string" || actual === undefined) return null;
  if (wanted === undefined || typeof wanted === "string") return null;
  return { name: NAMES[code], platform, actual, limit: wanted };
}

const isKnown = (code: string): code is keyof typeof NAMES => code in NAMES;

/** What several platforms say about the same thing, together: who wants which limit. */
export interface Grouped {
  name: LimitName;
  actual: number | string;
  wanted: { platforms: readonly string[]; limit: number | readonly string[] }[];
  /** What satisfies all of them. */
  strictest: number | readonly string[];
}

/** In the order in which they first come; platforms with the same limit side by side. */
export function grouped(all: readonly Broken[]): Grouped[] {
  const names = [...new Set(all.map(one => one.name))];
  return names.map(name => {
    const same = all.filter(one => one.name === name);
    const limits = new Map<string, { platforms: string[]; limit: Broken["limit"] }>();
    for (const { platform, limit } of same) {
      const known = limits.get(String(limit)) ?? { platforms: [], limit };
      if (!known.platforms.includes(platform)) known.platforms.push(platform);
      limits.set(String(limit), known);
    }
    const wanted = [...limits.values()];
    const strictest = wanted.map(one => one.limit).reduce(stricter);
    return { name, actual: same[0]?.actual ?? "", wanted, strictest };
  });
}

function stricter(a: Broken["limit"], b: Broken["limit"]): Broken["limit"] {
  if (typeof a === "number" && typeof b === "number") return Math.min(a, b);
  if (typeof a === "number" || typeof b === "number") return a;
  const both = a.filter(codec => b.includes(codec));
  return both.length > 0 ? both : a;
}
