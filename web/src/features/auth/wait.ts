/** How long somebody who guessed too often has to wait. */
import { ApiError } from "@/api/problem";
import { secondsUntil } from "@/format";
import { live } from "@/live/store";
import { useNow } from "@/ui/useNow";

/** When the next try is allowed, ms since the epoch; null when the error is not about waiting.
 * Pure. */
export function waitUntil(error: unknown, submittedAt: number): number | null {
  if (!(error instanceof ApiError) || error.status !== 429) return null;
  return submittedAt + (error.retryAfter ?? 60) * 1000;
}

/** Seconds until a moment, counting down. */
export function useRemaining(until: number | null): number | null {
  const now = useNow() - live.clockOffset;
  return until === null ? null : secondsUntil(until, now);
}
