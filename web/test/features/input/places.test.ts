import { describe, expect, it } from "vitest";
import type { Input } from "@/api/types";
import { inputAt, publishTabs, takesEncoders } from "@/features/input/connect/places";

type Publish = Input["urls"]["publish"];

const publish = (given: Partial<Publish> = {}): Publish =>
  ({ rtmp_server: null, rtmps_server: null, srt_server: null, ...inherit, ...given }) as Publish;
const inherit = { rtsp: null, rtsps: null, whip: null, moq: null };

const FIRST = publish({ rtmp_server: "rtmp://here:1935" });
const OTHER = publish({
  rtmp_server: "rtmp://media-1:1935",
  rtsp: "rtsp://media-1:8554/main",
  whip: "http://media-1:8889/main/whip",
});
const play = (host: string) =>
  ({ hls: `http://${host}/main`, rtmp: null }) as Input["urls"]["play"];

const input = (pinned = false) =>
  ({
    urls: {
      publish: FIRST,
      play: play("here"),
      off: { srt: "No library." },
      servers: pinned
        ? []
        : [
            { node: "engine", name: "Engine", publish: FIRST, play: play("here") },
            { node: "m1", name: "Media 1", publish: OTHER, play: play("media-1") },
            { node: "r1", name: "Replica", publish: null, play: play("replica") },
          ],
    },
  }) as unknown as Input;

describe("an input at one of several servers", () => {
  it("has the addresses of that server", () => {
    expect(inputAt(input(), "m1").urls.publish).toBe(OTHER);
    expect(inputAt(input(), "m1").urls.play.hls).toContain("media-1");
  });

  it("has no reasons of another server for what is off", () => {
    expect(inputAt(input(), "engine").urls.off).toEqual({ srt: "No library." });
    expect(inputAt(input(), "m1").urls.off).toEqual({});
  });

  it("that only serves viewers offers no way in", () => {
    expect(takesEncoders(input(), "r1")).toBe(false);
    expect(publishTabs(inputAt(input(), "r1"))).toEqual([]);
  });

  it("is as it is given where there is but one, or where that one is gone", () => {
    const alone = input(true);
    expect(inputAt(alone, undefined)).toBe(alone);
    expect(takesEncoders(alone, undefined)).toBe(true);
    expect(inputAt(alone, "m1")).toBe(alone);
  });
});

it("tabs are the ways that there are, and the usual ones that are off for a reason", () => {
  expect(publishTabs(input())).toEqual(["rtmp", "srt"]);
  expect(publishTabs(inputAt(input(), "m1"))).toEqual(["rtmp", "rtsp", "whip"]);
});
