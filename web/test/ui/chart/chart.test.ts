import { expect, test } from "vitest";
import { times, topOf, withRoom } from "@/ui/chart/options";
import { summaryOf } from "@/ui/chart/summary";

test("latest, lowest and highest; gaps count for nothing", () => {
  expect(summaryOf([1, 2, 3], [4, null, 2], 0)).toEqual({ latest: 2, min: 2, max: 4 });
});

test("a last value of long ago is none of now", () => {
  expect(summaryOf([1, 2], [4, 5], 10)).toEqual({ latest: null, min: 4, max: 5 });
  expect(summaryOf([], [], 10)).toEqual({ latest: null, min: null, max: null });
});

test("the axis leaves air above, and does not make noise look like a storm", () => {
  expect(topOf(100, 10)).toBeCloseTo(115);
  expect(topOf(0.2, 10)).toBe(10);
  expect(topOf(null, 10)).toBe(10);
});

test("times have seconds only where they differ by them", () => {
  const noon = new Date(2026, 0, 1, 12).getTime() / 1000;
  expect(times([noon], 30, "es")).toEqual(["12:00:00"]);
  expect(times([noon], 600, "es")).toEqual(["12:00"]);
});

test("a time that would run into the other axis, or over the edge, is left out", () => {
  const labels = ["11:00 AM", "11:01 AM", "11:02 AM", "11:03 AM"];
  expect(withRoom(labels, [12, 110, 208, 306], 310)).toEqual(["", "11:01 AM", "11:02 AM", ""]);
  expect(withRoom(labels, [30, 110, 190, 270], 310)).toEqual(labels);
});
