import type { MediaServerStatus } from "@/api/types";

export const KNOWN = ["rtmp", "rtmps", "srt", "hls"] as const;
export type KnownService = (typeof KNOWN)[number];

export interface ServiceRow {
  name: string;
  /** Null for one that this dashboard has no words for. */
  known: KnownService | null;
  port: number | null;
  reason: string | null;
}

/** The services in a fixed order, those that we have no words for last. */
export function rowsOf(services: MediaServerStatus["services"]): ServiceRow[] {
  const names = Object.keys(services);
  const strange = names.filter(name => !KNOWN.some(one => one === name));
  return [...KNOWN.filter(name => names.includes(name)), ...strange].map(name => ({
    name,
    known: KNOWN.find(one => one === name) ?? null,
    port: services[name]?.port ?? null,
    reason: services[name]?.reason ?? null,
  }));
}
