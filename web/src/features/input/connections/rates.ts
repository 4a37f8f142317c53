/** How fast bytes come and go, from two answers of the server. Pure. */
import type { Connection } from "@/api/types";
import { bytesOf } from "./roles";

export interface Counted {
  /** ms since the epoch */
  at: number;
  bytes: ReadonlyMap<string, number>;
}

export const counted = (all: readonly Connection[], at: number): Counted => ({
  at,
  bytes: new Map(all.map(one => [one.id, bytesOf(one)])),
});

/** Bits per second of each connection that was there both times. */
export function ratesBetween(before: Counted, after: Counted): ReadonlyMap<string, number> {
  const seconds = (after.at - before.at) / 1000;
  const rates = new Map<string, number>();
  if (seconds <= 0) return rates;
  for (const [id, bytes] of after.bytes) {
    const earlier = before.bytes.get(id);
    if (earlier !== undefined && bytes >= earlier) rates.set(id, ((bytes - earlier) * 8) / seconds);
  }
  return rates;
}
