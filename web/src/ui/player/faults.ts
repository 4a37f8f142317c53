/** What to do when hls.js gives up on something. Pure. */

/** Of hls.js's error data, what decides. */
export interface Fault {
  fatal: boolean;
  type: string;
  details: string;
}

/** `skip`: as `reload`, but hls.js is in the middle of its own recovery. */
export type Remedy = "none" | "recover" | "skip" | "reload" | "codec";

const CODEC = new Set([
  "manifestIncompatibleCodecsError",
  "bufferAddCodecError",
  "bufferIncompatibleCodecsError",
]);
/** The browser's decoder gave up, as when pictures were lost on the way to us. hls.js would fetch
 * the very same pictures again and again; a little later there are others. */
const UNDECODABLE = "mediaSourceRequiresReset";
const RECOVERIES = 3;
const WINDOW_MS = 30_000;

/** `recovered`: when it was recovered before, ms. A track that was added or went away is one media
 * error, that recovering mends (docs/hls.md); many in a row are none of that kind. */
export function remedyOf(fault: Fault, recovered: readonly number[], now: number): Remedy {
  if (fault.details === UNDECODABLE) return fault.fatal ? "reload" : "skip";
  if (!fault.fatal) return "none";
  if (CODEC.has(fault.details)) return "codec";
  if (fault.type !== "mediaError") return "reload";
  return recovered.filter(at => at > now - WINDOW_MS).length < RECOVERIES ? "recover" : "reload";
}

/** Tries before a user is told that it does not work; it goes on trying, slower. */
export const PATIENCE = 4;

export const retryDelay = (failures: number): number => (failures < PATIENCE ? 2_000 : 8_000);
