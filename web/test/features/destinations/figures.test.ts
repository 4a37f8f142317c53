import { describe, expect, it } from "vitest";
import type { SrtStatus } from "@/api/types";
import { countStates, isOnAir, onAir } from "@/features/destinations/counts";
import { figuresOf } from "@/features/destinations/figures";
import { outputPicture, outputStatus } from "../../live/fixtures";

const names = (status: Parameters<typeof figuresOf>[0]) => figuresOf(status).map(one => one.name);
const srt = (given: Partial<SrtStatus>) => ({ rtt_ms: 40, loss_percent: 0, ...given }) as SrtStatus;

describe("figures of a destination", () => {
  it("are few while all is well", () => {
    const well = outputStatus({ state: "live", bitrate_bps: 6e6, queue_ms: 120 });
    expect(names(well)).toEqual(["bitrate", "fps", "rtt", "sent"]);
    expect(figuresOf(well).some(one => one.loud)).toBe(false);
  });

  it("tell of trouble when there is or was some", () => {
    const slow = outputStatus({ queue_ms: 2300, dropped_frames: 7, reconnects: 2 });
    expect(names(slow).slice(4)).toEqual(["queue", "dropped", "reconnects"]);
    expect(figuresOf(slow).find(one => one.name === "queue")?.loud).toBe(true);
  });

  it("have loss and the line's own round trip for SRT", () => {
    const figures = figuresOf(outputStatus({ rtt_ms: 1, srt: srt({ loss_percent: 3.5 }) }));
    expect(figures.find(one => one.name === "rtt")?.value).toBe(40);
    expect(figures.find(one => one.name === "loss")).toEqual({
      name: "loss",
      value: 3.5,
      loud: true,
    });
  });
});

describe("counts of destinations", () => {
  const outputs = new Map(
    [
      outputPicture("a", "in", { state: "live" }),
      outputPicture("b", "in", { state: "error" }),
      outputPicture("c", "in", { state: "live" }),
      outputPicture("d", "in", { state: "waiting", held: true }),
      outputPicture("e", "in", { state: "waiting" }),
    ].map(one => [one.id, one]),
  );
  const ids = ["a", "b", "c", "d", "e", "gone"];

  it("have trouble first and leave out what is not there", () => {
    expect(Object.entries(countStates(ids, outputs))).toEqual([
      ["error", 1],
      ["live", 2],
      ["waiting", 2],
    ]);
  });

  it("know which ones somebody may be watching", () => {
    expect(onAir(ids, outputs)).toEqual(["a", "c", "d"]);
    expect(isOnAir(undefined)).toBe(false);
  });
});
