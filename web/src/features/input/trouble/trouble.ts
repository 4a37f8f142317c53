/** What is wrong with an input itself, whatever its destinations say. Pure. */
import type { InputStatus, SrtStatus } from "@/api/types";
import type { Sample } from "@/live/history";

/** What somebody can do about an error. */
export type Remedy = "address" | "line" | "auth" | "source" | "encoder" | "server" | "otherServer";

export type Trouble =
  | { code: "error"; kind: string; remedy: Remedy; message: string; nextRetryAt: string | null }
  | { code: "problem"; message: string }
  | { code: "noVideo" }
  | { code: "noAudio" }
  | { code: "keyframe"; seconds: number }
  | { code: "keyframeUnknown" }
  | { code: "swings"; low: number; high: number }
  | { code: "loss"; percent: number; latencyMs: number | null };

const REMEDIES: Record<string, Remedy> = {
  media_server: "server",
  publisher: "encoder",
  internal: "server",
  dns: "address",
  not_found: "address",
  forbidden: "address",
  protocol: "address",
  refused: "line",
  network: "line",
  timeout: "line",
  ended: "line",
  tls: "address",
  rejected: "auth",
  auth: "auth",
  codec: "source",
};

/** Tracks of one stream are not all known at the same moment. */
const SETTLED_MS = 5_000;
const MAX_KEYFRAME_S = 4;
/** Who has sent two keyframes by then sends them often enough to be measured. */
const KEYFRAME_KNOWN_MS = 15_000;
/** SRT mends what is below this without anybody seeing it. */
const MUCH_LOSS_PERCENT = 2;

/** `samples`: bitrates of the last minute; `now`: ms, server's clock; `keyframeTold`: the platforms'
 * warnings already speak of keyframes. */
export function troublesOf(
  status: InputStatus,
  samples: readonly Sample[],
  now: number,
  keyframeTold: boolean,
): Trouble[] {
  const { error, problem } = status;
  const found: Trouble[] = [];
  if (error)
    found.push({
      code: "error",
      kind: error.kind,
      remedy: remedyOf(error),
      message: error.message,
      nextRetryAt: error.next_retry_at,
    });
  if (problem) found.push({ code: "problem", message: problem });
  if (status.state !== "live") return found;
  const age = status.since === null ? Number.POSITIVE_INFINITY : now - Date.parse(status.since);
  found.push(...ofTracks(status, age));
  if (!keyframeTold) found.push(...ofKeyframes(status, age));
  const swing = swingOf(samples);
  if (swing) found.push({ code: "swings", ...swing });
  const { srt } = status;
  const loss = srt?.loss_percent ?? 0;
  if (srt && loss >= MUCH_LOSS_PERCENT)
    found.push({ code: "loss", percent: loss, latencyMs: betterLatency(srt) });
  return found;
}

/** What is said of a media server by its name is about one that was added: nobody here starts it. */
const remedyOf = ({ kind, message }: NonNullable<InputStatus["error"]>): Remedy =>
  kind === "media_server" && /media server “|bound to a media server/.test(message)
    ? "otherServer"
    : (REMEDIES[kind] ?? "line");

/** Four times the round trip lets a lost packet be asked for more than once. Null: it has that. */
function betterLatency({ rtt_ms: rtt, latency_ms: latency }: SrtStatus): number | null {
  if (rtt === null || latency === null || latency >= 4 * rtt) return null;
  return Math.ceil((4 * rtt) / 10) * 10;
}

const has = (status: InputStatus, type: string) => status.tracks.some(track => track.type === type);

function ofTracks(status: InputStatus, age: number): Trouble[] {
  if (age < SETTLED_MS || status.tracks.length === 0) return [];
  if (!has(status, "video")) return [{ code: "noVideo" }];
  return has(status, "audio") ? [] : [{ code: "noAudio" }];
}

function ofKeyframes(status: InputStatus, age: number): Trouble[] {
  const seconds = status.keyframe_interval_s;
  if (seconds !== null) return seconds > MAX_KEYFRAME_S ? [{ code: "keyframe", seconds }] : [];
  const overdue = has(status, "video") && age > KEYFRAME_KNOWN_MS;
  return overdue ? [{ code: "keyframeUnknown" }] : [];
}

/** Fewer samples than these say nothing. */
const ENOUGH = 30;
const SWING = 0.7;
/** Below this no encoder holds a bitrate, and nobody minds. */
const SMALL_BPS = 300_000;

/** Nine tenths of the lowest and highest bitrates, when they are far apart; else null. A moment's
 * peak, such as a cut between scenes, is no swing. */
export function swingOf(samples: readonly Sample[]): { low: number; high: number } | null {
  const known = samples.flatMap(({ bps }) => (bps === null ? [] : [bps])).sort((a, b) => a - b);
  if (known.length < ENOUGH) return null;
  const at = (share: number) => known[Math.floor(share * (known.length - 1))] ?? 0;
  const [low, middle, high] = [at(0.1), at(0.5), at(0.9)];
  return middle > SMALL_BPS && high - low > SWING * middle ? { low, high } : null;
}

/** What comes and goes by the second is shown a while longer, so that the page holds still. */
const LINGER_MS = 15_000;
const FLEETING: ReadonlySet<Trouble["code"]> = new Set(["loss", "swings"]);

export interface Lingering {
  trouble: Trouble;
  at: number;
}

/** `found` with those of before that ended a moment ago; keep the answer for the next time. */
export function lingering(
  found: readonly Trouble[],
  before: readonly Lingering[],
  now: number,
): Lingering[] {
  const ended = before.filter(
    ({ trouble, at }) =>
      FLEETING.has(trouble.code) &&
      now - at < LINGER_MS &&
      !found.some(one => one.code === trouble.code),
  );
  return [...found.map(trouble => ({ trouble, at: now })), ...ended];
}
