import { describe, expect, it } from "vitest";
import { sparkline } from "@/features/overview/curve";
import {
  belongsTo,
  filterOf,
  type Group,
  isFiltering,
  matches,
  NO_FILTER,
  withFilter,
} from "@/features/overview/filter";
import { countsOf, sameCounts, totalOf } from "@/features/overview/outputs";
import { groupCounts, totalsOf } from "@/features/overview/totals";
import { fromSnapshot } from "@/live/picture";
import { inputPicture, picture } from "../../live/fixtures";

const INPUTS = [
  inputPicture("a", { state: "live", outputs_by_state: { live: 2, error: 1 } }),
  inputPicture("b", { state: "live", outputs_by_state: { live: 1, connecting: 1 } }),
  inputPicture("c", { state: "error", outputs_by_state: { waiting: 3 } }),
  inputPicture("d", { state: "offline" }, { name: "Interpretación", path: "es-1" }),
  inputPicture("e", { state: "disabled", outputs_by_state: { off: 1 } }),
];
const named = (group: Group) =>
  INPUTS.filter(input => belongsTo(input, group)).map(input => input.id);

describe("the filter", () => {
  it.each([
    ["all", ["a", "b", "c", "d", "e"]],
    ["live", ["a", "b"]],
    ["trouble", ["a", "c"]],
    ["idle", ["d"]],
    ["off", ["e"]],
  ] as const)("%s shows %o", (group, ids) => {
    expect(named(group)).toEqual(ids);
  });

  it("takes a stream that has a problem, or is interrupted, for trouble", () => {
    expect(belongsTo(inputPicture("x", { state: "live", problem: "No PMT." }), "trouble")).toBe(
      true,
    );
    expect(belongsTo(inputPicture("x", { state: "reconnecting" }), "trouble")).toBe(true);
  });

  it.each([
    ["INTERPRETACION", true],
    ["ción", true],
    [" es-1 ", true],
    ["es-2", false],
    ["", true],
  ])("finds “%s” by name and path, whatever the accents: %s", (text, found) => {
    const [, , , input] = INPUTS;
    expect(input && matches(input, { text, group: "all" })).toBe(found);
  });

  it("is kept in the address, beside what else is there", () => {
    const query = withFilter(new URLSearchParams("x=1"), { text: "hall", group: "trouble" });
    expect(query.toString()).toBe("x=1&q=hall&state=trouble");
    expect(filterOf(query)).toEqual({ text: "hall", group: "trouble" });
    expect(withFilter(query, NO_FILTER).toString()).toBe("x=1");
    expect(filterOf(new URLSearchParams("state=nonsense"))).toEqual(NO_FILTER);
  });

  it("filters as soon as there is something to look for", () => {
    expect(isFiltering(NO_FILTER)).toBe(false);
    expect(isFiltering({ text: " ", group: "all" })).toBe(false);
    expect(isFiltering({ text: "a", group: "all" })).toBe(true);
    expect(isFiltering({ text: "", group: "off" })).toBe(true);
  });
});

describe("totals", () => {
  const all = fromSnapshot(picture(INPUTS));

  it("count inputs, and destinations over all of them", () => {
    expect(totalsOf(all)).toEqual({
      inputs: 5,
      liveInputs: 2,
      outputs: { live: 3, error: 1, connecting: 1, waiting: 3, off: 1 },
    });
  });

  it("count what each filter shows", () => {
    expect(groupCounts(all)).toEqual({ all: 5, live: 2, trouble: 2, idle: 1, off: 1 });
  });
});

describe("destinations of an input", () => {
  it("are counted with errors first, and none that there are none of", () => {
    const input = inputPicture("a", { outputs_by_state: { live: 2, off: 0, error: 1 } });
    expect(countsOf(input)).toEqual([
      ["error", 1],
      ["live", 2],
    ]);
    expect(totalOf(countsOf(input))).toBe(3);
    expect(countsOf(undefined)).toEqual([]);
  });

  it("are the same when states and counts are", () => {
    expect(sameCounts([["live", 1]], [["live", 1]])).toBe(true);
    expect(sameCounts([["live", 1]], [["live", 2]])).toBe(false);
    expect(sameCounts([["live", 1]], [])).toBe(false);
  });
});

describe("the sparkline", () => {
  const size = { width: 60, height: 23 };

  it("ends at the right edge, and stands on zero", () => {
    const samples = [
      { at: 59_000, bps: 100 },
      { at: 60_000, bps: 50 },
    ];
    expect(sparkline(samples, 60_000, size)).toEqual({
      line: "M59 3L60 13",
      area: "M59 23L59 3L60 13L60 23Z",
    });
  });

  it("has a gap where the input was not live, or nothing was heard", () => {
    const at = [50_000, 51_000, 52_000, 53_000, 54_000, 58_000, 59_000];
    const samples = at.map(one => ({ at: one, bps: one === 52_000 ? null : 100 }));
    expect(sparkline(samples, 60_000, size).line).toBe("M50 3L51 3M53 3L54 3M58 3L59 3");
  });

  it("is nothing as long as there is one sample", () => {
    expect(sparkline([], 0, size)).toEqual({ line: "", area: "" });
    expect(sparkline([{ at: 0, bps: 1 }], 0, size).line).toBe("");
  });

  it("lies on the ground when nothing comes", () => {
    const samples = [
      { at: 0, bps: 0 },
      { at: 1_000, bps: 0 },
    ];
    expect(sparkline(samples, 1_000, size).line).toBe("M59 23L60 23");
  });
});
