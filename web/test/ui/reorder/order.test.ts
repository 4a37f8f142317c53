import { describe, expect, it } from "vitest";
import { moved, sameOrder, shownOrder } from "@/ui/reorder/order";

describe("orders", () => {
  it.each([
    ["a", "c", ["b", "c", "a", "d"]],
    ["d", "b", ["a", "d", "b", "c"]],
    ["a", "a", ["a", "b", "c", "d"]],
    ["x", "a", ["a", "b", "c", "d"]],
    ["a", "x", ["a", "b", "c", "d"]],
  ])("%s is put into the place of %s", (from, to, after) => {
    expect(moved(["a", "b", "c", "d"], from, to)).toEqual(after);
  });

  it("shows what is wanted, without what is gone, with what is new at the end", () => {
    expect(shownOrder(["a", "b", "new"], ["b", "gone", "a"])).toEqual(["b", "a", "new"]);
  });

  it("is the server's when nothing is wanted", () => {
    const ids = ["a", "b"];
    expect(shownOrder(ids, null)).toBe(ids);
  });

  it("knows what is the same", () => {
    expect(sameOrder(["a", "b"], ["a", "b"])).toBe(true);
    expect(sameOrder(["a", "b"], ["b", "a"])).toBe(false);
    expect(sameOrder(["a"], ["a", "b"])).toBe(false);
  });
});
