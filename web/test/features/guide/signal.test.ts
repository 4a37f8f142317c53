import { describe, expect, it } from "vitest";
import type { InputStatus, TrackStatus } from "@/api/types";
import { phaseOf, warningsOf } from "@/features/guide/signal";
import { inputStatus } from "../../live/fixtures";

const NOW = Date.parse("2026-01-01T12:00:10Z");
const track = (type: string, codec: string) => ({ type, codec }) as TrackStatus;
const live = (given: Partial<InputStatus>) =>
  inputStatus({
    state: "live",
    since: "2026-01-01T12:00:00Z",
    tracks: [track("video", "H264"), track("audio", "MPEG-4 Audio")],
    ...given,
  });
const codes = (given: Partial<InputStatus>) => warningsOf(live(given), NOW).map(one => one.code);

describe("the signal", () => {
  it("is not known while the line is lost, even if it was there", () => {
    expect(phaseOf(live({}), false)).toBe("unknown");
    expect(phaseOf(live({}), true)).toBe("received");
  });

  it("is waited for when the input is so new that the picture lacks it", () => {
    expect(phaseOf(undefined, true)).toBe("waiting");
  });

  it("is fine with a keyframe every two seconds, more or less", () => {
    expect(codes({ keyframe_interval_s: 2.1 })).toEqual([]);
  });

  it("has keyframes too seldom", () => {
    expect(warningsOf(live({ keyframe_interval_s: 8.3 }), NOW)).toEqual([
      { code: "keyframe", seconds: 8.3 },
    ]);
  });

  it("lacks sound or picture, once there was time for both to come", () => {
    expect(codes({ tracks: [track("video", "H264")] })).toEqual(["noAudio"]);
    expect(codes({ tracks: [track("audio", "MPEG-4 Audio")] })).toEqual(["noVideo"]);
    expect(codes({ tracks: [track("video", "H264")], since: "2026-01-01T12:00:09Z" })).toEqual([]);
  });

  it("has a codec that few platforms take", () => {
    const tracks = [track("video", "H265"), track("audio", "MPEG-4 Audio")];
    expect(warningsOf(live({ tracks }), NOW)).toEqual([{ code: "codec", codec: "H.265 (HEVC)" }]);
  });
});
