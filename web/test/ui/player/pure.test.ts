import { describe, expect, it } from "vitest";
import type { TrackStatus } from "@/api/types";
import { rareCodecs } from "@/ui/player/codecs";
import { remedyOf, retryDelay } from "@/ui/player/faults";
import { lackOf } from "@/ui/player/posterKind";
import { inputStatus } from "../../live/fixtures";

const track = (type: string, codec: string) => ({ type, codec }) as TrackStatus;

describe("what hls.js gives up on", () => {
  const media = { fatal: true, type: "mediaError", details: "bufferAppendError" };

  it.each([
    [{ ...media, fatal: false }, "none"],
    [media, "recover"],
    [{ fatal: true, type: "networkError", details: "manifestLoadError" }, "reload"],
    [{ fatal: true, type: "otherError", details: "internalException" }, "reload"],
    [{ fatal: true, type: "mediaError", details: "manifestIncompatibleCodecsError" }, "codec"],
  ])("%o: %s", (fault, remedy) => {
    expect(remedyOf(fault, [], 0)).toBe(remedy);
  });

  it("is not recovered again and again", () => {
    expect(remedyOf(media, [1_000, 2_000, 3_000], 4_000)).toBe("reload");
    expect(remedyOf(media, [1_000, 2_000, 3_000], 60_000)).toBe("recover");
  });

  it("is left behind when it can't be decoded, and not fetched again for ever", () => {
    const broken = { fatal: false, type: "mediaError", details: "mediaSourceRequiresReset" };
    expect(remedyOf(broken, [], 0)).toBe("skip");
    expect(remedyOf({ ...broken, fatal: true }, [], 0)).toBe("reload");
  });

  it("is tried slower after some failures", () => {
    expect(retryDelay(1)).toBeLessThan(retryDelay(10));
  });
});

describe("codecs", () => {
  it("are named when not every browser plays them", () => {
    const tracks = [track("video", "H265"), track("audio", "MPEG-4 Audio"), track("video", "H265")];
    expect(rareCodecs(tracks)).toEqual(["HEVC (H.265)"]);
    expect(rareCodecs([track("video", "H264"), track("audio", "AC-3")])).toEqual([
      "Dolby Digital (AC-3)",
    ]);
  });
});

describe("where no picture is", () => {
  it.each([
    [{ state: "live" }, "waiting"],
    [{ state: "live", tracks: [track("audio", "Opus")] }, "sound"],
    [{ state: "live", tracks: [track("audio", "Opus"), track("video", "H264")] }, "waiting"],
    [{ state: "offline" }, "none"],
    [{ state: "reconnecting" }, "none"],
    [{ state: "error" }, "error"],
    [{ state: "disabled" }, "off"],
  ] as const)("%o is shown as %s", (status, lack) => {
    expect(lackOf(inputStatus(status as object), true)).toBe(lack);
  });

  it("claims nothing while the line is lost", () => {
    expect(lackOf(inputStatus({ state: "disabled" }), false)).toBe("none");
    expect(lackOf(undefined, true)).toBe("none");
  });
});
