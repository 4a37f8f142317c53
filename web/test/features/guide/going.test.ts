import { describe, expect, it } from "vitest";
import { authority, onlyHere } from "@/features/guide/address";
import { goingOf } from "@/features/guide/going";

describe("going live", () => {
  it.each([
    [["off"], true, "off"],
    [["off", "waiting"], false, "noSignal"],
    [["connecting"], true, "connecting"],
    [["live", "off"], true, "live"],
    [["error", "connecting"], true, "trouble"],
    [["error", "live"], true, "partly"],
  ] as const)("%o with signal %s is %s", (states, signal, going) => {
    expect(goingOf(states, signal, true)).toBe(going);
  });

  it("is never claimed while the line is lost", () => {
    expect(goingOf(["live"], true, false)).toBe("unknown");
  });
});

describe("addresses", () => {
  it("have a host and a port", () => {
    expect(authority("rtmp://tv.example.org:1935/main?key=x")).toBe("tv.example.org:1935");
    expect(authority("srt://[fe80::1]:8890?mode=caller")).toBe("[fe80::1]:8890");
  });

  it.each([
    ["rtmp://localhost:1935", "localhost"],
    ["rtmp://127.0.0.1:1935", "127.0.0.1"],
    ["srt://[::1]:8890?x", "[::1]"],
    ["rtmp://localhost.example.org", null],
    ["rtmp://192.168.1.5:1935", null],
  ])("%s is only good on this computer: %s", (address, host) => {
    expect(onlyHere(address)).toBe(host);
  });
});
