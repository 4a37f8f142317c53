/** Curves from what the server has kept and what came live since. Pure. All times in seconds of the
 * server's clock. */
import type { InputPicture } from "@/api/types";

export const FIGURES = ["bitrate_bps", "fps", "rtt_ms", "loss_percent"] as const;
export type FigureName = (typeof FIGURES)[number];
type Value = number | null;

export interface Sample extends Record<FigureName, Value> {
  at: number;
}

export interface Kept {
  at: readonly number[];
  step_s: number;
  series: Record<FigureName, readonly Value[]>;
}

export interface Curves {
  at: number[];
  series: Record<FigureName, Value[]>;
}

/** The figures of this moment; all null when the input is not live. */
export function sampleOf(input: InputPicture | undefined, at: number): Sample {
  const status = input?.status.state === "live" ? input.status : undefined;
  return {
    at,
    bitrate_bps: status?.bitrate_bps ?? null,
    fps: status?.fps ?? null,
    rtt_ms: status?.srt?.rtt_ms ?? null,
    loss_percent: status?.srt?.loss_percent ?? null,
  };
}

/** A step that is late by less than this is no gap: timers of browsers are never exact. */
const LATE_S = 2;

/** What was kept, then what came since, in steps of the same length; where nothing is known of a
 * while there is a null, so that no line is drawn across it. */
export function joined(
  kept: Kept | undefined,
  samples: readonly Sample[],
  from: number,
  step: number,
): Curves {
  const seen = inSteps(samples, step);
  const known = kept ? withSeen(rowsOf(kept), seen) : [];
  const last = known.at(-1)?.at ?? 0;
  const since = seen.filter(row => row.at > last);
  const rows = [...known, ...since].filter(row => row.at >= from);
  return columnsOf(withGaps(rows, step));
}

function rowsOf(kept: Kept): Sample[] {
  return kept.at.map((at, i) => rowOf(at, name => kept.series[name][i] ?? null));
}

/** What the server does not know, as after a restart, this page may have seen. */
function withSeen(known: Sample[], seen: readonly Sample[]): Sample[] {
  const at = new Map(seen.map(row => [row.at, row]));
  const empty = (row: Sample) => FIGURES.every(name => row[name] === null);
  return known.map(row => (empty(row) ? (at.get(row.at) ?? row) : row));
}

/** Means of the samples in each step. */
function inSteps(samples: readonly Sample[], step: number): Sample[] {
  const steps = new Map<number, Sample[]>();
  for (const sample of samples) {
    const start = Math.floor(sample.at / step) * step;
    const there = steps.get(start);
    if (there) there.push(sample);
    else steps.set(start, [sample]);
  }
  return [...steps].map(([at, all]) => rowOf(at, name => mean(all.map(one => one[name]))));
}

function mean(values: Value[]): Value {
  const known = values.filter(value => value !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function withGaps(rows: Sample[], step: number): Sample[] {
  return rows.flatMap((row, i) => {
    const before = rows[i - 1]?.at;
    const gap = before !== undefined && row.at - before > step + LATE_S;
    return gap ? [rowOf(before + step, () => null), row] : [row];
  });
}

function columnsOf(rows: readonly Sample[]): Curves {
  const column = (name: FigureName) => rows.map(row => row[name]);
  return {
    at: rows.map(row => row.at),
    series: {
      bitrate_bps: column("bitrate_bps"),
      fps: column("fps"),
      rtt_ms: column("rtt_ms"),
      loss_percent: column("loss_percent"),
    },
  };
}

function rowOf(at: number, value: (name: FigureName) => Value): Sample {
  return {
    at,
    bitrate_bps: value("bitrate_bps"),
    fps: value("fps"),
    rtt_ms: value("rtt_ms"),
    loss_percent: value("loss_percent"),
  };
}
