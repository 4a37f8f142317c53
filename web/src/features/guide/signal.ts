/** What comes in from the encoder, and what is not right about it. Pure. */
import type { InputStatus } from "@/api/types";

export type Phase =
  | "unknown"
  | "disabled"
  | "waiting"
  | "fetching"
  | "received"
  | "lost"
  | "failed";

const PHASES = {
  disabled: "disabled",
  offline: "waiting",
  connecting: "fetching",
  live: "received",
  reconnecting: "lost",
  error: "failed",
} as const satisfies Record<InputStatus["state"], Phase>;

/** `current`: whether the line to the server is up. An input that was made a moment ago may not be
 * in the live picture yet. */
export function phaseOf(status: InputStatus | undefined, current: boolean): Phase {
  if (!current) return "unknown";
  return status ? PHASES[status.state] : "waiting";
}

export type Warning =
  | { code: "keyframe"; seconds: number }
  | { code: "noVideo" }
  | { code: "noAudio" }
  | { code: "codec"; codec: string };

const WANTED_KEYFRAME_S = 2;
/** As the server's own tolerance for platforms: encoders are never exact. */
const TOLERANCE_S = 0.5;
/** Tracks of one stream are not all known at the same moment. */
const SETTLED_MS = 4_000;
const NAMES: Record<string, string> = { H265: "H.265 (HEVC)" };

/** What most platforms would object to, whichever is chosen later. `now`: ms, server's clock. */
export function warningsOf(status: InputStatus, now: number): Warning[] {
  const found: Warning[] = [];
  const video = status.tracks.find(track => track.type === "video");
  const audio = status.tracks.some(track => track.type === "audio");
  const settled = status.since !== null && now - Date.parse(status.since) > SETTLED_MS;
  if (settled && audio && !video) found.push({ code: "noVideo" });
  if (settled && video && !audio) found.push({ code: "noAudio" });
  if (video && video.codec !== "H264")
    found.push({ code: "codec", codec: NAMES[video.codec] ?? video.codec });
  const seconds = status.keyframe_interval_s;
  if (seconds !== null && seconds > WANTED_KEYFRAME_S + TOLERANCE_S)
    found.push({ code: "keyframe", seconds });
  return found;
}
