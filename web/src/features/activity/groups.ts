/** Events by what they are about, and by day. Pure. */
import type { LogEvent } from "@/api/types";

export const GROUPS = ["encoders", "destinations", "people", "system"] as const;
export type Group = (typeof GROUPS)[number];

const ENCODERS = new Set(["live", "reconnecting", "offline", "error", "refused"]);

/** What people did with an input or a destination belongs to them, what happened to it does not. */
export function groupOf(kind: string): Group {
  const [noun, verb = ""] = kind.split(".");
  if (noun !== "input" && noun !== "output") return "system";
  if (!ENCODERS.has(verb)) return "people";
  return noun === "input" ? "encoders" : "destinations";
}

export interface Day {
  /** Local midnight, ms since the epoch. */
  start: number;
  events: LogEvent[];
}

/** `events`: newest first; so are the days. */
export function byDay(events: readonly LogEvent[]): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const start = dayStart(Date.parse(event.at));
    const last = days.at(-1);
    if (last?.start === start) last.events.push(event);
    else days.push({ start, events: [event] });
  }
  return days;
}

/** `today`, `yesterday`, or null for an earlier day; both in ms. */
export function nearDay(start: number, now: number): "today" | "yesterday" | null {
  const today = dayStart(now);
  if (start === today) return "today";
  return start === dayStart(today - 1) ? "yesterday" : null;
}

function dayStart(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
