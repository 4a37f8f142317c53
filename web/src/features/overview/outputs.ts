/** An input's destinations by state, in the order of how much they want to be looked at. Pure. */
import type { InputPicture, OutputState } from "@/api/types";

const ORDER: readonly OutputState[] = ["error", "live", "connecting", "waiting", "off"];

export type Count = readonly [state: OutputState, count: number];

export function countsOf(input: InputPicture | undefined): Count[] {
  const by = input?.status.outputs_by_state ?? {};
  return ORDER.flatMap(state => {
    const count = by[state] ?? 0;
    return count > 0 ? [[state, count] as const] : [];
  });
}

export const sameCounts = (a: readonly Count[], b: readonly Count[]): boolean =>
  a.length === b.length &&
  a.every(([state, count], index) => state === b[index]?.[0] && count === b[index]?.[1]);

export const totalOf = (counts: readonly Count[]): number =>
  counts.reduce((sum, [, count]) => sum + count, 0);
