/** Totals over all inputs. Pure. */
import type { OutputState } from "@/api/types";
import type { LivePicture } from "@/live/picture";
import { belongsTo, GROUPS, type Group } from "./filter";

export interface Totals {
  inputs: number;
  liveInputs: number;
  outputs: Partial<Record<OutputState, number>>;
}

export function totalsOf({ inputs }: LivePicture): Totals {
  const outputs: Partial<Record<OutputState, number>> = {};
  let liveInputs = 0;
  for (const { status } of inputs.values()) {
    if (status.state === "live") liveInputs += 1;
    for (const [state, count] of Object.entries(status.outputs_by_state) as [OutputState, number][])
      outputs[state] = (outputs[state] ?? 0) + count;
  }
  return { inputs: inputs.size, liveInputs, outputs };
}

export function sameTotals(a: Totals, b: Totals): boolean {
  return (
    a.inputs === b.inputs &&
    a.liveInputs === b.liveInputs &&
    a.outputs.live === b.outputs.live &&
    a.outputs.error === b.outputs.error &&
    a.outputs.connecting === b.outputs.connecting
  );
}

export type GroupCounts = Record<Group, number>;

/** How many inputs each filter would show. */
export function groupCounts({ inputs }: LivePicture): GroupCounts {
  const counts: GroupCounts = { all: 0, live: 0, trouble: 0, idle: 0, off: 0 };
  for (const input of inputs.values())
    for (const group of GROUPS) if (belongsTo(input, group)) counts[group] += 1;
  return counts;
}

export const sameCounts = (a: GroupCounts, b: GroupCounts): boolean =>
  GROUPS.every(group => a[group] === b[group]);
