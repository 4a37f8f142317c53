/** Warnings of a platform's limits in the user's words. Pure. */
import type { StatusWarning } from "@/api/types";

const KEYS = {
  keyframe_interval: "keyframe",
  video_bitrate: "videoBitrate",
  audio_bitrate: "audioBitrate",
  fps: "fps",
  video_codec: "videoCodec",
  audio_codec: "audioCodec",
} as const;

export const CODES = Object.keys(KEYS) as (keyof typeof KEYS)[];

export function wordsOf(
  _warning: StatusWarning,
  _name: string | undefined,
  _language: string,
): { key: (typeof KEYS)[keyof typeof KEYS]; values: Record<string, string | number> } | null {
  return null;
}
