import { describe, expect, it, vi } from "vitest";
import type { ServerStatus } from "@/api/types";
import { LiveStore } from "@/live/store";
import { ENGINE, inputPicture, outputPicture, outputStatus, picture } from "./fixtures";

const NOON = Date.parse("2026-01-01T12:00:00Z");
const snapshot = { type: "snapshot", seq: 1, data: picture([inputPicture("a")]) } as const;

describe("the live store", () => {
  it("is live with the first snapshot, and knows how far the clocks are apart", () => {
    const store = new LiveStore();
    expect(store.state.line).toBe("connecting");
    store.receive(snapshot, NOON - 5_000);
    expect(store.state.line).toBe("live");
    expect(store.clockOffset).toBe(5_000);
  });

  it("says since when it is lost, over all tries, and forgets that when it is back", () => {
    const store = new LiveStore();
    store.receive(snapshot, NOON);
    store.lost(NOON + 1_000, NOON + 2_000);
    store.lost(NOON + 2_500, NOON + 4_000);
    expect(store.state).toEqual({ line: "lost", lostAt: NOON + 1_000, retryAt: NOON + 4_000 });
    store.receive(snapshot, NOON + 5_000);
    expect(store.state).toEqual({ line: "live", lostAt: null, retryAt: null });
  });

  it("was never live before the first snapshot: then it is still connecting", () => {
    const store = new LiveStore();
    store.lost(NOON, NOON + 1_000);
    expect(store.state.line).toBe("connecting");
  });

  it("draws no sparkline over a gap", () => {
    const store = new LiveStore();
    store.receive(
      {
        type: "snapshot",
        seq: 1,
        data: picture([inputPicture("a", { state: "live", bitrate_bps: 5 })]),
      },
      NOON,
    );
    expect(store.history.of("a")).toHaveLength(1);
    store.lost(NOON + 1_000, null);
    expect(store.history.of("a")).toHaveLength(0);
  });

  it("tells what was edited, but not mere status", () => {
    const store = new LiveStore();
    store.receive(snapshot, NOON);
    const edited = vi.fn();
    store.onEdited(edited);
    const removed = { inputs: [], outputs: ["y"] };
    store.receive(
      {
        type: "changes",
        seq: 2,
        data: {
          inputs: {},
          outputs: { x: outputPicture("x", "a"), w: { status: outputStatus() } },
          removed,
        },
      },
      NOON,
    );
    expect(edited).toHaveBeenCalledExactlyOnceWith({ inputs: [], outputs: ["x", "y"] });
  });

  it("asks for everything anew after a gap", () => {
    const store = new LiveStore();
    const edited = vi.fn();
    store.onEdited(edited);
    store.receive(snapshot, NOON);
    expect(edited).toHaveBeenCalledExactlyOnceWith({ inputs: [], outputs: [] });
  });

  it("keeps nothing of what was seen when somebody signs out", () => {
    const store = new LiveStore();
    store.receive(snapshot, NOON);
    store.signedOut();
    expect(store.picture.inputs.size).toBe(0);
    expect(store.state.line).toBe("signed-out");
  });

  it("tells when the media servers are others, but not their figures", () => {
    const store = new LiveStore();
    store.receive(snapshot, NOON);
    const told = vi.fn();
    store.onServers(told);
    const nodes = (given: Partial<ServerStatus>) => {
      const removed = { inputs: [], outputs: [] };
      const data = { inputs: {}, outputs: {}, removed, nodes: [{ ...ENGINE, ...given }] };
      store.receive({ type: "changes", seq: 2, data }, NOON);
    };
    nodes({ inbound_bps: 1 });
    expect(told).not.toHaveBeenCalled();
    expect(store.picture.servers[0]?.inbound_bps).toBe(1);
    nodes({ state: "unreachable" });
    expect(told).toHaveBeenCalledOnce();
  });
});
