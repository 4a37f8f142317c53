import { describe, expect, test } from "vitest";
import type { Connection } from "@/api/types";
import { counted, ratesBetween } from "@/features/input/connections/rates";
import { bytesOf, inOrder, roleOf } from "@/features/input/connections/roles";
import { protocolName } from "@/ui/protocols";

const conn = (id: string, given: Partial<Connection> = {}): Connection => ({
  id,
  protocol: "rtmp",
  state: "read",
  remote_address: "10.0.0.1:1",
  user_agent: "",
  connected_at: "2026-01-01T12:00:00Z",
  inbound_bytes: 0,
  outbound_bytes: 0,
  srt: null,
  node: "engine",
  ...given,
});

test.each([
  ["publish", "publish"],
  ["read", "read"],
  ["idle", "idle"],
  ["something of tomorrow", "idle"],
])("state %s is role %s", (state, role) => {
  expect(roleOf(conn("a", { state }))).toBe(role);
});

test("the encoder stands first, then who came first", () => {
  const all = [
    conn("late", { connected_at: "2026-01-01T13:00:00Z" }),
    conn("waits", { state: "idle", connected_at: null }),
    conn("early"),
    conn("encoder", { state: "publish", connected_at: "2026-01-01T14:00:00Z" }),
  ];
  expect(inOrder(all).map(one => one.id)).toEqual(["encoder", "early", "late", "waits"]);
});

test("bytes are those of the stream", () => {
  const both = { inbound_bytes: 7, outbound_bytes: 3 };
  expect(bytesOf(conn("a", { state: "publish", ...both }))).toBe(7);
  expect(bytesOf(conn("a", both))).toBe(3);
});

test("protocols have their names", () => {
  expect(protocolName("srt")).toBe("SRT");
  expect(protocolName("webrtc")).toBe("WebRTC");
  expect(protocolName("new")).toBe("NEW");
});

describe("rates", () => {
  const at = (ms: number, bytes: Record<string, number>) =>
    counted(
      Object.entries(bytes).map(([id, outbound_bytes]) => conn(id, { outbound_bytes })),
      ms,
    );

  test("come from two answers", () => {
    const rates = ratesBetween(at(0, { a: 1000, gone: 1 }), at(2000, { a: 251_000, new: 5 }));
    expect([...rates]).toEqual([["a", 1_000_000]]);
  });

  test("are not guessed when a counter began anew or no time passed", () => {
    expect(ratesBetween(at(0, { a: 10 }), at(1000, { a: 5 })).size).toBe(0);
    expect(ratesBetween(at(5, { a: 10 }), at(5, { a: 20 })).size).toBe(0);
  });
});
