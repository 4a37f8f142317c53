import { describe, expect, test } from "vitest";
import { joined, type Kept, type Sample, sampleOf } from "@/features/input/charts/curves";
import { inputPicture } from "../../live/fixtures";

const kept = (at: number[], bitrates: (number | null)[], step = 1): Kept => ({
  at,
  step_s: step,
  series: {
    bitrate_bps: bitrates,
    fps: at.map(() => 30),
    rtt_ms: at.map(() => null),
    loss_percent: at.map(() => null),
  },
});

const sample = (at: number, bps: number | null): Sample => ({
  at,
  bitrate_bps: bps,
  fps: 30,
  rtt_ms: null,
  loss_percent: null,
});

const bitrates = (...given: Parameters<typeof joined>) => {
  const { at, series } = joined(...given);
  return at.map((one, i) => [one, series.bitrate_bps[i]]);
};

describe("kept and live figures", () => {
  test("live ones follow where the kept ones end; what both have is taken once", () => {
    const live = [sample(101, 99), sample(102, 3), sample(103, 4)];
    expect(bitrates(kept([100, 101], [1, 2]), live, 0, 1)).toEqual([
      [100, 1],
      [101, 2],
      [102, 3],
      [103, 4],
    ]);
  });

  test("a gap between them is a gap", () => {
    expect(bitrates(kept([100, 101], [1, 2]), [sample(140, 3)], 0, 1)).toEqual([
      [100, 1],
      [101, 2],
      [102, null],
      [140, 3],
    ]);
  });

  test("a second that a timer skipped is none", () => {
    expect(bitrates(undefined, [sample(10, 1), sample(12, 2)], 0, 1)).toEqual([
      [10, 1],
      [12, 2],
    ]);
  });

  test("gaps that the server tells stay", () => {
    expect(bitrates(kept([1, 2, 3], [1, null, 3]), [], 0, 1)).toEqual([
      [1, 1],
      [2, null],
      [3, 3],
    ]);
  });

  test("a page that is open knows what a server has forgotten that was restarted", () => {
    const forgotten = {
      ...kept([1, 2], [null, 5]),
      series: { ...kept([1, 2], [null, 5]).series, fps: [null, 30] },
    };
    expect(bitrates(forgotten, [sample(1, 4), sample(2, 9)], 0, 1)).toEqual([
      [1, 4],
      [2, 5],
    ]);
  });

  test("live figures are joined to the steps of an hour", () => {
    const live = [sample(110, 2), sample(115, 4), sample(121, 8), sample(122, null)];
    expect(bitrates(kept([90, 100], [1, 1], 10), live, 0, 10)).toEqual([
      [90, 1],
      [100, 1],
      [110, 3],
      [120, 8],
    ]);
  });

  test("what is older than the chart is left out", () => {
    expect(bitrates(kept([1, 50], [1, 2]), [], 40, 1)).toEqual([[50, 2]]);
  });
});

test("only what is live has figures", () => {
  const status = { bitrate_bps: 5_000_000, fps: 30 };
  expect(sampleOf(inputPicture("a", { ...status, state: "live" }), 7)).toMatchObject({
    at: 7,
    bitrate_bps: 5_000_000,
    rtt_ms: null,
  });
  expect(
    sampleOf(inputPicture("a", { ...status, state: "reconnecting" }), 7).bitrate_bps,
  ).toBeNull();
  expect(sampleOf(undefined, 7).fps).toBeNull();
});
