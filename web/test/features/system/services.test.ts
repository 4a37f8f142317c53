import { describe, expect, it } from "vitest";
import { rowsOf } from "@/features/system/services";

describe("rows of services", () => {
  it("stand in a fixed order, those without words last", () => {
    const on = { port: 1, reason: null };
    const rows = rowsOf({ webrtc: on, hls: on, rtmp: { port: null, reason: "Port taken." } });
    expect(rows.map(row => [row.name, row.known])).toEqual([
      ["rtmp", "rtmp"],
      ["hls", "hls"],
      ["webrtc", null],
    ]);
    expect(rows[0]).toMatchObject({ port: null, reason: "Port taken." });
  });
});
