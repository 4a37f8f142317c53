import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import type { StatusWarning } from "@/api/types";
import { setLanguage, startI18n } from "@/i18n";
import { type Broken, brokenOf, grouped } from "@/ui/warnings/limits";
import { adviceOn } from "@/ui/warnings/sentences";

const keyframe = (name: string, limit: number): Broken => ({
  name: "keyframe",
  platform: name,
  actual: 8.33,
  limit,
});

test("platforms that want the same are named together, once each; the strictest counts", () => {
  const [group, ...more] = grouped([
    keyframe("YouTube", 2),
    keyframe("X", 3),
    keyframe("Twitch", 2),
    keyframe("YouTube", 2),
  ]);
  expect(more).toEqual([]);
  expect(group?.wanted).toEqual([
    { platforms: ["YouTube", "Twitch"], limit: 2 },
    { platforms: ["X"], limit: 3 },
  ]);
  expect(group?.strictest).toBe(2);
});

test("codecs that all platforms take are advised", () => {
  const codec = (name: string, limit: string[]): Broken => ({
    name: "videoCodec",
    platform: name,
    actual: "AV1",
    limit,
  });
  const [group] = grouped([codec("A", ["H264", "H265"]), codec("B", ["H264"])]);
  expect(group?.strictest).toEqual(["H264"]);
});

describe("sentences", () => {
  beforeAll(() => startI18n("en"));
  const said = (broken: Broken[], language: string) =>
    adviceOn(broken, i18next.getFixedT(language, "warnings"), language);

  test("in English", () => {
    const [one] = said([keyframe("YouTube", 2), keyframe("Twitch", 2), keyframe("X", 3)], "en");
    expect(one?.words).toBe(
      "Your encoder sends a keyframe every 8.3 s; YouTube and Twitch want one every 2 s; X wants one every 3 s.",
    );
    expect(one?.todo).toContain("Keyframe Interval: 2 s");
  });

  test("in Spanish, figures too", async () => {
    await setLanguage("es");
    const [one] = said([keyframe("YouTube", 2)], "es");
    expect(one?.words).toBe(
      "Su codificador envía un fotograma clave cada 8,3 s; YouTube quiere uno cada 2 s.",
    );
  });

  test("what is typed into an encoder is in kb/s", () => {
    const rate: Broken = { name: "videoBitrate", platform: "T", actual: 8e6, limit: 6e6 };
    expect(said([rate], "en")[0]?.words).toContain("8.00 Mb/s");
    expect(said([rate], "en")[0]?.todo).toContain("6000 Kbps");
  });
});

describe("a warning's own figures", () => {
  const of = (code: string, values: StatusWarning["values"]) =>
    brokenOf({ code, message: "…", values: { platform: "Twitch", ...values } });

  test.each([
    ["keyframe_interval", { seconds: 8.3, limit: 2 }, "keyframe", 8.3, 2],
    ["video_bitrate", { bps: 9e6, limit: 6e6 }, "videoBitrate", 9e6, 6e6],
    ["audio_bitrate", { bps: 4e5, limit: 16e4 }, "audioBitrate", 4e5, 16e4],
    ["fps", { fps: 119.9, limit: 60 }, "fps", 119.9, 60],
    [
      "video_codec",
      { codec: "AV1", taken: "H.264 / H.265" },
      "videoCodec",
      "AV1",
      ["H.264", "H.265"],
    ],
    ["audio_codec", { codec: "Opus", taken: "AAC" }, "audioCodec", "Opus", ["AAC"]],
  ])("%s", (code, values, name, actual, limit) => {
    expect(of(code, values as StatusWarning["values"])).toEqual({
      name,
      platform: "Twitch",
      actual,
      limit,
    });
  });

  test("none for an unknown code or without figures", () => {
    expect(of("brand_new", { fps: 1, limit: 2 })).toBeNull();
    expect(of("fps", {})).toBeNull();
    expect(of("fps", { fps: 100 })).toBeNull();
    expect(brokenOf({ code: "fps", message: "…" } as StatusWarning)).toBeNull();
  });
});
