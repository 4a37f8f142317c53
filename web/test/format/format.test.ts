import { describe, expect, it } from "vitest";
import * as format from "@/format";

describe("figures in words", () => {
  it.each([
    [0, "0 kb/s"],
    [159_600, "160 kb/s"],
    [999_499, "999 kb/s"],
    [999_500, "1.00 Mb/s"],
    [6_023_000, "6.02 Mb/s"],
    [51_000_000, "51.0 Mb/s"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("a bitrate of %s is %s", (bps, text) => expect(format.bitrate(bps, "en")).toBe(text));

  it("writes decimals as the language does", () => {
    expect(format.bitrate(6_023_000, "es")).toBe("6,02 Mb/s");
    expect(format.milliseconds(3.14, "es")).toBe("3,1 ms");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_440_000_000, "1.4 GB"],
    [999_950, "1.0 MB"],
  ])("%s bytes are %s", (count, text) => expect(format.bytes(count, "en")).toBe(text));

  it.each([
    [-5_000, "0:00"],
    [7_900, "0:07"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
    [273_906_000, "3 d 4:05:06"],
    [undefined, "–"],
  ])("a span of %s ms is %s", (ms, text) => expect(format.duration(ms)).toBe(text));

  it.each([
    [30, "30"],
    [29.97003, "29.97"],
    [null, "–"],
  ])("%s frames per second are %s", (fps, text) => expect(format.fps(fps, "en")).toBe(text));

  it("knows no resolution without a picture", () => {
    expect(format.resolution(1920, 1080)).toBe("1920 × 1080");
    expect(format.resolution(null, 1080)).toBe("–");
  });

  it.each([
    [10_000, 8_999, 2],
    [10_000, 9_001, 1],
    [10_000, 12_000, 0],
  ])("until %s at %s there are %s s", (moment, now, seconds) =>
    expect(format.secondsUntil(moment, now)).toBe(seconds),
  );
});
