import { describe, expect, it } from "vitest";
import type { Platform } from "@/api/types";
import { found, serverChoices } from "@/features/destinations/form/choice";
import { codecList, rateWords } from "@/features/destinations/limits";

const platform = (id: string, name: string): Platform => ({ id, name, servers: [] }) as never;
const ALL = [
  platform("youtube", "YouTube"),
  platform("x", "X (Twitter)"),
  platform("amazon-ivs", "Amazon IVS"),
  platform("web", "Web.TV"),
];
const ids = (text: string) => found(ALL, text).map(one => one.id);

describe("the search for a platform", () => {
  it("takes names as people write them", () => {
    expect(ids("you tube")).toEqual(["youtube"]);
    expect(ids("TWITTER")).toEqual(["x"]);
    expect(ids("webtv")).toEqual(["web"]);
    expect(ids("amazon-ivs")).toEqual(["amazon-ivs"]);
    expect(ids("nothing")).toEqual([]);
  });

  it("has those first that begin with it", () => {
    expect(ids("tw")).toEqual(["x"]);
    expect(ids("t")[0]).not.toBe("youtube");
  });
});

describe("servers", () => {
  it("are in groups, each once", () => {
    const servers = [
      { name: "Nearest", url: "rtmps://a/app", protocol: "rtmps" },
      { name: "Nearest", url: "rtmp://a/app", protocol: "rtmp" },
      { name: "Again", url: "rtmp://a/app", protocol: "rtmp" },
    ];
    expect(serverChoices({ servers } as Platform)).toEqual({
      rtmps: [{ value: "rtmps://a/app", label: "Nearest" }],
      rtmp: [{ value: "rtmp://a/app", label: "Nearest" }],
    });
  });
});

describe("limits", () => {
  it("are said as people say them", () => {
    expect(rateWords(6_000_000, "en")).toBe("6 Mb/s");
    expect(rateWords(2_500_000, "es")).toBe("2,5 Mb/s");
    expect(rateWords(160_000, "en")).toBe("160 kb/s");
    expect(codecList(["H264", "AV1"], "en")).toBe("H.264 or AV1");
    expect(codecList(["H264", "AV1"], "es")).toBe("H.264 o AV1");
  });
});
