/** Pure. */
import type { OutputPicture, OutputState } from "@/api/types";

const ORDER: readonly OutputState[] = ["error", "live", "connecting", "waiting", "off"];

/** How many of the outputs are in each state, trouble first; states that none is in are left out. */
export function countStates(
  ids: readonly string[],
  outputs: ReadonlyMap<string, OutputPicture>,
): Partial<Record<OutputState, number>> {
  const states = ids.flatMap(id => outputs.get(id)?.status.state ?? []);
  const counts = ORDER.map(state => [state, states.filter(one => one === state).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Those that somebody may be watching now: live ones, and those held open for the encoder. */
export function onAir(
  ids: readonly string[],
  outputs: ReadonlyMap<string, OutputPicture>,
): string[] {
  return ids.filter(id => isOnAir(outputs.get(id)));
}

export function isOnAir(output: OutputPicture | undefined): boolean {
  return output !== undefined && (output.status.state === "live" || output.status.held);
}
