import { describe, expect, it } from "vitest";
import { fromSnapshot, serversDiffer, withChanges } from "@/live/picture";
import type { Changes } from "@/live/protocol";
import {
  ENGINE,
  inputPicture,
  inputStatus,
  outputPicture,
  outputStatus,
  picture,
  serverStatus,
} from "./fixtures";

const nothing: Changes = { inputs: {}, outputs: {}, removed: { inputs: [], outputs: [] } };
const before = fromSnapshot(
  picture(
    [inputPicture("b", {}, { position: 1 }), inputPicture("a", {}, { position: 0 })],
    [
      outputPicture("x", "a"),
      outputPicture("y", "a", {}, { position: 1 }),
      outputPicture("z", "b"),
    ],
  ),
);

describe("the live picture", () => {
  it("is ordered as people ordered it, not as it was sent", () => {
    expect(before.inputOrder).toEqual(["a", "b"]);
    expect(before.outputOrder.get("a")).toEqual(["x", "y"]);
  });

  it("keeps every object that did not change", () => {
    const after = withChanges(before, {
      ...nothing,
      outputs: { x: { status: outputStatus({ state: "live" }) } },
    });
    expect(after.outputs.get("x")?.status.state).toBe("live");
    expect(after.outputs.get("x")?.name).toBe("Output x");
    expect(after.outputs.get("y")).toBe(before.outputs.get("y"));
    expect(after.inputs).toBe(before.inputs);
    expect(after.inputOrder).toBe(before.inputOrder);
    expect(after.outputOrder).toBe(before.outputOrder);
  });

  it("takes up what is new and lets go what was deleted", () => {
    const after = withChanges(before, {
      ...nothing,
      inputs: { c: inputPicture("c", {}, { position: 2 }) },
      removed: { inputs: ["b"], outputs: ["z"] },
    });
    expect(after.inputOrder).toEqual(["a", "c"]);
    expect(after.outputs.has("z")).toBe(false);
    expect(after.outputOrder.get("b")).toBeUndefined();
    expect(after.outputOrder.get("a")).toBe(before.outputOrder.get("a"));
  });

  it("does not make a thing of a status whose head it never got", () => {
    const after = withChanges(before, { ...nothing, inputs: { ghost: { status: inputStatus() } } });
    expect(after.inputs.has("ghost")).toBe(false);
  });

  it("follows a new order", () => {
    const after = withChanges(before, {
      ...nothing,
      outputs: {
        x: outputPicture("x", "a", {}, { position: 1 }),
        y: outputPicture("y", "a", {}, { position: 0 }),
      },
    });
    expect(after.outputOrder.get("a")).toEqual(["y", "x"]);
  });

  it("takes all media servers anew, and keeps those that are as they were", () => {
    expect(withChanges(before, nothing).servers).toBe(before.servers);
    const nodes = [structuredClone(ENGINE), serverStatus("a")];
    const after = withChanges(before, { ...nothing, nodes });
    expect(after.servers[0]).toBe(before.servers[0]);
    expect(after.servers.map(one => one.id)).toEqual(["engine", "a"]);
    expect(withChanges(after, { ...nothing, nodes: [ENGINE] }).servers).toHaveLength(1);
  });

  it.each([
    [{ inbound_bps: 5, streams: 1 }, false],
    [{ name: "New" }, true],
    [{ state: "unreachable" } as const, true],
    [{ listeners: { rtmp: { port: 1, encrypted: false } } }, true],
  ])("addresses and lists follow a server that is %j: %s", (given, differs) => {
    expect(serversDiffer([ENGINE], [{ ...ENGINE, ...given }])).toBe(differs);
  });
});
