/** How charts are drawn: axes in the user's language, colours for light and dark. Pure. */
import type uPlot from "uplot";

/** Contrasts to the page: text and line 4.5 and more. */
const COLOURS = {
  light: { line: "#186bc6", area: "#186bc61f", text: "#5a626a", grid: "#e7eaed" },
  dark: { line: "#73b0ef", area: "#73b0ef26", text: "#a6adb4", grid: "#353a40" },
} as const;

/** Seconds between the lines of the horizontal axis; the first that leaves room for the times. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

export type Scheme = keyof typeof COLOURS;

export interface Drawn {
  scheme: Scheme;
  language: string;
  format: (value: number) => string;
  /** What the vertical axis shows at least, from 0. */
  atLeast: number;
  /** From when to when, seconds; read at every drawing. */
  span: () => readonly [number, number];
  /** Charts with the same name show their values at the same moment. */
  together: string;
  onCursor: (plot: uPlot) => void;
}

export function optionsOf(drawn: Drawn, size: { width: number; height: number }): uPlot.Options {
  const colours = COLOURS[drawn.scheme];
  const axis = {
    stroke: colours.text,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, fill: colours.line, stroke: colours.line },
      sync: { key: drawn.together },
    },
    hooks: { setCursor: [drawn.onCursor] },
    scales: {
      x: { time: true, range: () => [...drawn.span()] as [number, number] },
      y: { range: (_plot, _min, max) => [0, topOf(max, drawn.atLeast)] },
    },
    axes: [
      {
        ...axis,
        space: 72,
        size: 28,
        incrs: STEPS,
        values: (plot, splits, _axis, _space, step) =>
          withRoom(
            times(splits, step, drawn.language),
            splits.map(at => plot.valToPos(at, "x")),
            plot.bbox.width / devicePixelRatio,
          ),
      },
      { ...axis, space: 34, size: 78, gap: 6, values: (_plot, splits) => splits.map(drawn.format) },
    ],
    series: [
      {},
      {
        stroke: colours.line,
        fill: colours.area,
        width: 1.75,
        points: { show: false },
        spanGaps: false,
      },
    ],
  };
}

/** Some air above the highest value; `max` is null when there is none. */
export function topOf(max: number | null, atLeast: number): number {
  return Math.max((max ?? 0) * 1.15, atLeast);
}

/** About the width of a character of a time, in pixels; rather too much than too little. */
const CHARACTER_PX = 7;

/** Labels that would reach over an end of the axis are left out: on the left they run into the lowest
 * label of the other axis, on the right they are cut off. `centres` and `width` in pixels. */
export function withRoom(
  labels: readonly string[],
  centres: readonly number[],
  width: number,
): string[] {
  return labels.map((label, i) => {
    const half = (label.length * CHARACTER_PX) / 2;
    const centre = centres[i] ?? 0;
    return centre < half || centre > width - half ? "" : label;
  });
}

/** Seconds only where lines are nearer than a minute. */
export function times(splits: readonly number[], step: number, language: string): string[] {
  const form = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(step < 60 && { second: "2-digit" }),
  });
  return splits.map(at => form.format(at * 1000));
}
