import { describe, expect, it } from "vitest";
import { pathFor } from "@/features/input/form/path";
import { newSecret } from "@/features/input/form/secret";
import {
  disturbances,
  fieldErrors,
  type InputValues,
  isAdvanced,
  NEW,
  toCreate,
  toPatch,
} from "@/features/input/form/values";

const values = (given: Partial<InputValues> = {}): InputValues => ({
  ...NEW,
  name: "Main",
  path: "main",
  ...given,
});
const pulled = (given: Partial<InputValues> = {}) =>
  values({ source: "pull", url: "rtsps://camera/1", fingerprint: "ab", ...given });

describe("a new input", () => {
  it("has the path that was typed, else the server makes one", () => {
    expect(toCreate(values(), true).path).toBe("main");
    expect("path" in toCreate(values(), false)).toBe(false);
  });

  it("keeps what makes no sense out of the request", () => {
    const left = { url: "https://x", fingerprint: "ab", onDemand: true, keyLength: 32 as const };
    const create = toCreate(values(left), false);
    expect(create.source).toEqual({
      type: "publish",
      url: null,
      on_demand: false,
      rtsp_transport: "automatic",
      fingerprint: null,
    });
    expect(create.srt).toEqual({ passphrase: null, latency_ms: 200, key_length: 0 });
  });

  it("can't have the fingerprint of a server that shows no certificate", () => {
    expect(toCreate(pulled({ url: "rtmp://x/live" }), false).source?.fingerprint).toBeNull();
    expect(toCreate(pulled(), false).source?.fingerprint).toBe("ab");
  });
});

describe("a change", () => {
  it.each([
    ["nothing", {}, {}],
    ["blanks", { name: " Main ", readKey: " " }, {}],
    ["the name", { name: "Hall" }, { name: "Hall" }],
    ["the path", { path: "hall" }, { path: "hall" }],
    ["the grace time", { grace: 0 }, { grace_s: 0 }],
    ["a key for players", { readKey: "12345678" }, { read_key: "12345678" }],
    ["the latency alone", { latency: 400 }, { srt: { latency_ms: 400 } }],
    [
      "a passphrase with its key length",
      { passphrase: "1234567890", keyLength: 32 as const },
      { srt: { passphrase: "1234567890", key_length: 32 } },
    ],
    [
      "another source",
      { source: "pull" as const, url: "srt://x:1" },
      { source: { type: "pull", url: "srt://x:1" } },
    ],
  ])("of %s sends that and nothing else", (_, given, patch) => {
    expect(toPatch(values(), values(given))).toEqual(patch);
  });

  it("back to an encoder forgets the address", () => {
    expect(toPatch(pulled(), pulled({ source: "publish" }))).toEqual({
      source: { type: "publish" },
    });
  });

  it("of the address keeps the fingerprint that is in the form", () => {
    expect(toPatch(pulled(), pulled({ url: "rtsps://camera/2" }))).toEqual({
      source: { url: "rtsps://camera/2", fingerprint: "ab" },
    });
    expect(toPatch(pulled(), pulled({ url: "rtmp://camera/2" }))).toEqual({
      source: { url: "rtmp://camera/2", fingerprint: null },
    });
  });

  it("ends encryption with null", () => {
    const encrypted = values({ passphrase: "1234567890", keyLength: 16 });
    expect(toPatch(encrypted, values())).toEqual({ srt: { passphrase: null, key_length: 0 } });
  });
});

describe("what disturbs a live stream", () => {
  it.each([
    [{ name: "x", grace_s: 1, read_key: null, srt: { latency_ms: 300 } }, []],
    [{ source: { on_demand: true } }, []],
    [{ path: "x", source: { url: "srt://x:1" } }, ["path", "source"]],
    [{ srt: { passphrase: null } }, ["encryption"]],
  ])("%o: %o", (patch, found) => {
    expect(disturbances(patch)).toEqual(found);
  });
});

describe("what the server says about fields", () => {
  it("goes beside them", () => {
    expect(fieldErrors({ "source.url": "a", "srt.passphrase": "b", grace_s: "c" })).toEqual({
      url: "a",
      passphrase: "b",
      grace: "c",
    });
  });

  it("is told apart when one of them is not in the form", () => {
    expect(fieldErrors({ name: "a", position: "b" })).toBeNull();
    expect(fieldErrors({})).toBeNull();
  });

  it("opens the folded part where it must", () => {
    expect(["name", "url", "path", "passphrase"].map(isAdvanced)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("paths", () => {
  it.each([
    ["Misa de las 12 (Año)", "misa-de-las-12-ano"],
    ["  ", ""],
    ["東京", "input"],
    ["All", "input"],
    ["Main", "main-3"],
  ])("%s: %s", (name, path) => {
    expect(pathFor(name, new Set(["main", "main-2"]))).toBe(path);
  });
});

describe("made up secrets", () => {
  it("differ, and stand in any address", () => {
    const one = newSecret();
    expect(one).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(newSecret()).not.toBe(one);
  });
});
