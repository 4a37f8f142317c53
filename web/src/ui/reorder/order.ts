/** Orders of ids. Pure. */

/** `ids` with `from` in the place of `to`; those between move up. */
export function moved(ids: readonly string[], from: string, to: string): string[] {
  const place = ids.indexOf(to);
  const rest = ids.filter(id => id !== from);
  if (place < 0 || rest.length === ids.length) return [...ids];
  rest.splice(place, 0, from);
  return rest;
}

/** The wanted order of what is there now: without what is gone, and what is new at its end. */
export function shownOrder(
  ids: readonly string[],
  wanted: readonly string[] | null,
): readonly string[] {
  if (wanted === null) return ids;
  const there = new Set(ids);
  const known = new Set(wanted);
  return [...wanted.filter(id => there.has(id)), ...ids.filter(id => !known.has(id))];
}

export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
