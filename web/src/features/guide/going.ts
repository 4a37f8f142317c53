/** How far going live has got, over all destinations of an input. Pure. */
import type { OutputState } from "@/api/types";

export type Going = "unknown" | "off" | "noSignal" | "connecting" | "live" | "partly" | "trouble";

export function goingOf(states: readonly OutputState[], signal: boolean, current: boolean): Going {
  if (!current) return "unknown";
  if (states.includes("error")) return states.includes("live") ? "partly" : "trouble";
  if (states.includes("live")) return "live";
  if (states.length > 0 && states.every(state => state === "off")) return "off";
  return signal ? "connecting" : "noSignal";
}
