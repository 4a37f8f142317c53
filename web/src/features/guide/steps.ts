/** Where somebody is in the guided start: read from what there is, so that it goes on after a
 * reload or days later. Pure. */
import type { InputStatus } from "@/api/types";

export const STEPS = ["name", "connect", "destination", "live"] as const;
export type Step = (typeof STEPS)[number];

export interface Situation {
  hasInput: boolean;
  hasSignal: boolean;
  destinations: number;
}

/** The first thing that is still missing. */
export function stepOf({ hasInput, hasSignal, destinations }: Situation): Step {
  if (!hasInput) return "name";
  if (!hasSignal) return "connect";
  return destinations === 0 ? "destination" : "live";
}

/** Whether a step can be chosen: naming is done once, and going live needs a destination. */
export function canGoTo(step: Step, { hasInput, destinations }: Situation): boolean {
  if (!hasInput) return step === "name";
  return step === "connect" || step === "destination" || (step === "live" && destinations > 0);
}

/** Whether a step that was passed is really done: some can be left for later. */
export function isDone(step: Step, { hasInput, hasSignal, destinations }: Situation): boolean {
  return { name: hasInput, connect: hasSignal, destination: destinations > 0, live: false }[step];
}

/** An encoder that went away a moment ago and is waited for counts: its settings are right. */
export const hasSignal = (status: InputStatus | undefined): boolean =>
  status?.state === "live" || status?.state === "reconnecting";
