/** The bitrate of the last minute as SVG paths. Pure. */
import { type Sample, SPAN_MS } from "@/live/history";

export interface Size {
  width: number;
  height: number;
}

export interface Curve {
  line: string;
  area: string;
}

/** Longer without a sample than this is a gap. */
const GAP_MS = 3_000;

/** The right edge is `now`, the lower edge is zero: a line that stands still is drawn as such. */
export function sparkline(samples: readonly Sample[], now: number, size: Size): Curve {
  const top = Math.max(1, ...samples.map(sample => sample.bps ?? 0)) * 1.15;
  const x = (at: number) => round(size.width * (1 - (now - at) / SPAN_MS));
  const y = (bps: number) => round(size.height * (1 - bps / top));
  const runs = runsOf(samples).map(run => run.map(({ at, bps }) => `${x(at)} ${y(bps ?? 0)}`));
  const line = runs.map(points => `M${points.join("L")}`).join("");
  const area = runs
    .map(points => {
      const [first] = points[0]?.split(" ") ?? [];
      const [last] = points.at(-1)?.split(" ") ?? [];
      return `M${first} ${size.height}L${points.join("L")}L${last} ${size.height}Z`;
    })
    .join("");
  return { line, area };
}

/** Samples without a gap between them; a line needs two. */
function runsOf(samples: readonly Sample[]): Sample[][] {
  const runs: Sample[][] = [];
  let before: Sample | undefined;
  for (const sample of samples) {
    if (sample.bps === null) {
      before = undefined;
      continue;
    }
    if (before && sample.at - before.at < GAP_MS) runs.at(-1)?.push(sample);
    else runs.push([sample]);
    before = sample;
  }
  return runs.filter(run => run.length > 1);
}

const round = (value: number) => Math.round(value * 10) / 10;
