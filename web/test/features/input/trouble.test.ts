import { describe, expect, test } from "vitest";
import type { InputStatus, TrackStatus } from "@/api/types";
import { platformWarnings } from "@/features/input/trouble/platforms";
import { lingering, swingOf, type Trouble, troublesOf } from "@/features/input/trouble/trouble";
import { fromSnapshot } from "@/live/picture";
import { inputPicture, inputStatus, outputPicture, picture } from "../../live/fixtures";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const track = (type: string) => ({ type, codec: "H264" }) as TrackStatus;
const BOTH = [track("video"), track("audio")];

const codes = (status: Partial<InputStatus>, keyframeTold = false) =>
  troublesOf(
    inputStatus({
      state: "live",
      since: "2026-01-01T11:00:00Z",
      tracks: BOTH,
      keyframe_interval_s: 2,
      ...status,
    }),
    [],
    NOW,
    keyframeTold,
  ).map(one => one.code);

describe("an input's own trouble", () => {
  test("there is none with a good stream", () => {
    expect(codes({})).toEqual([]);
  });

  test.each([
    ["The media server can't be reached.", "server"],
    ["The media server “Media 1” can't be reached.", "otherServer"],
    ["The input is bound to a media server that does not exist any more.", "otherServer"],
  ])("%s is a matter for %s", (message, remedy) => {
    const error = { kind: "media_server", message, at: "", next_retry_at: null };
    const status = inputStatus({ state: "error", error });
    expect(troublesOf(status, [], NOW, false)).toMatchObject([{ code: "error", remedy }]);
  });

  test("no picture, no sound", () => {
    expect(codes({ tracks: [track("audio")] })).toEqual(["noVideo"]);
    expect(codes({ tracks: [track("video")] })).toEqual(["noAudio"]);
  });

  test("tracks of a stream that has just begun are waited for", () => {
    expect(codes({ tracks: [track("video")], since: "2026-01-01T11:59:58Z" })).toEqual([]);
  });

  test("keyframes that come rarely, or not at all, unless the platforms say so", () => {
    expect(codes({ keyframe_interval_s: 8.3 })).toEqual(["keyframe"]);
    expect(codes({ keyframe_interval_s: 8.3 }, true)).toEqual([]);
    expect(codes({ keyframe_interval_s: null })).toEqual(["keyframeUnknown"]);
    expect(codes({ keyframe_interval_s: null, since: "2026-01-01T11:59:55Z" })).toEqual([]);
    expect(codes({ keyframe_interval_s: null, tracks: [track("audio")] })).toEqual(["noVideo"]);
  });

  test("loss on an SRT line", () => {
    const srt = { loss_percent: 5, rtt_ms: 40, latency_ms: 200 } as InputStatus["srt"];
    expect(codes({ srt })).toEqual(["loss"]);
  });

  test.each([
    [200, null],
    [120, 170],
  ])("a latency of %s ms for 41 ms of round trip is raised to %s", (latency, better) => {
    const srt = { loss_percent: 5, rtt_ms: 41, latency_ms: latency } as InputStatus["srt"];
    const [found] = troublesOf(
      inputStatus({ state: "live", since: "2026-01-01T11:59:58Z", srt }),
      [],
      NOW,
      false,
    );
    expect(found).toMatchObject({ code: "loss", latencyMs: better });
  });

  test("loss that comes and goes is told until it has been away for a while", () => {
    const loss: Trouble = { code: "loss", percent: 5, latencyMs: null };
    const sound: Trouble = { code: "noAudio" };
    const first = lingering([loss, sound], [], 0);
    const later = lingering([], first, 10_000);
    expect(later.map(one => one.trouble)).toEqual([loss]);
    expect(lingering([], later, 16_000)).toEqual([]);
    const again = { ...loss, percent: 7 };
    expect(lingering([again], first, 10_000)).toEqual([{ trouble: again, at: 10_000 }]);
  });

  test("an error has its remedy, whatever the state", () => {
    const error = { kind: "dns", message: "…", at: "", next_retry_at: null };
    const [found] = troublesOf(inputStatus({ state: "error", error }), [], NOW, false);
    expect(found).toMatchObject({ code: "error", remedy: "address" });
  });
});

describe("a bitrate that swings", () => {
  const of = (values: (number | null)[]) => swingOf(values.map((bps, at) => ({ at, bps })));

  test("is told with its bounds", () => {
    expect(of(Array.from({ length: 40 }, (_, i) => (i % 2 ? 1e6 : 6e6)))).toEqual({
      low: 1e6,
      high: 6e6,
    });
  });

  test("is none when it is steady, has one peak, is small, or hardly known", () => {
    expect(of(Array(40).fill(5e6))).toBeNull();
    expect(of([...Array(40).fill(5e6), 2e7])).toBeNull();
    expect(of(Array.from({ length: 40 }, (_, i) => (i % 2 ? 1e4 : 2e5)))).toBeNull();
    expect(of([1e6, 9e6, null])).toBeNull();
  });
});

test("warnings of destinations that are on, each once for a platform", () => {
  const on = (id: string, platform: string, enabled = true) => {
    const warnings = [{ code: "fps", message: platform, values: {} }];
    return outputPicture(id, "a", { warnings }, { platform, enabled });
  };
  const outputs = [on("1", "YouTube"), on("2", "YouTube"), on("3", "Twitch"), on("4", "X", false)];
  const all = fromSnapshot(picture([inputPicture("a")], outputs));
  expect(platformWarnings(all, "a").map(one => one.message)).toEqual(["YouTube", "Twitch"]);
});
