/** What a chart shows, in three figures: for those who can't see it, and those who have no time. Pure. */
export interface Summary {
  /** Null when nothing is known of now. */
  latest: number | null;
  min: number | null;
  max: number | null;
}

/** `at`: seconds. A last value from before `since` is none of now. */
export function summaryOf(
  at: readonly number[],
  values: readonly (number | null)[],
  since: number,
): Summary {
  const known = values.filter(value => value !== null);
  const last = values.at(-1) ?? null;
  return {
    latest: (at.at(-1) ?? 0) >= since ? last : null,
    min: known.length ? Math.min(...known) : null,
    max: known.length ? Math.max(...known) : null,
  };
}
