import { describe, expect, it } from "vitest";
import { History, SPAN_MS } from "@/live/history";
import { inputPicture } from "./fixtures";

const of = (bps: number | null, state: "live" | "offline" = "live") =>
  new Map([["a", inputPicture("a", { state, bitrate_bps: bps })]]);

describe("a minute of bitrates", () => {
  it("takes at most one sample a second, however often it is told", () => {
    const history = new History();
    for (let ms = 0; ms < 3_000; ms += 100) history.add(of(1), 10_000 + ms);
    expect(history.of("a").length).toBeLessThanOrEqual(4);
  });

  it("holds one minute", () => {
    const history = new History();
    for (let s = 0; s < 200; s++) history.add(of(s), s * 1000);
    const samples = history.of("a");
    expect(samples[0]?.at).toBeGreaterThanOrEqual(199_000 - SPAN_MS);
    expect(samples.at(-1)?.bps).toBe(199);
  });

  it("has a gap, not a zero, while nothing comes in", () => {
    const history = new History();
    history.add(of(5, "offline"), 1_000);
    expect(history.of("a")).toEqual([{ at: 1_000, bps: null }]);
  });

  it("forgets an input that is gone", () => {
    const history = new History();
    history.add(of(5), 1_000);
    history.add(new Map(), 2_000);
    expect(history.of("a")).toEqual([]);
  });
});
