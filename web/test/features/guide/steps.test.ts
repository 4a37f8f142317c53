import { describe, expect, it } from "vitest";
import { canGoTo, hasSignal, STEPS, stepOf } from "@/features/guide/steps";
import { inputStatus } from "../../live/fixtures";

describe("the step of the guided start", () => {
  it.each([
    [{ hasInput: false, hasSignal: false, destinations: 0 }, "name"],
    [{ hasInput: true, hasSignal: false, destinations: 0 }, "connect"],
    [{ hasInput: true, hasSignal: false, destinations: 2 }, "connect"],
    [{ hasInput: true, hasSignal: true, destinations: 0 }, "destination"],
    [{ hasInput: true, hasSignal: true, destinations: 1 }, "live"],
  ] as const)("%o is at %s", (situation, step) => {
    expect(stepOf(situation)).toBe(step);
  });

  it("lets go to what makes sense", () => {
    const may = (hasInput: boolean, destinations: number) =>
      STEPS.filter(step => canGoTo(step, { hasInput, hasSignal: false, destinations }));
    expect(may(false, 0)).toEqual(["name"]);
    expect(may(true, 0)).toEqual(["connect", "destination"]);
    expect(may(true, 1)).toEqual(["connect", "destination", "live"]);
  });

  it("counts an encoder that is away for a moment", () => {
    expect(hasSignal(inputStatus({ state: "reconnecting" }))).toBe(true);
    expect(hasSignal(inputStatus({ state: "offline" }))).toBe(false);
    expect(hasSignal(undefined)).toBe(false);
  });
});
