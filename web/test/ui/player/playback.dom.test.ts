import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Phase, Playback } from "@/ui/player/playback";

class Fake extends Playback {
  loads = 0;
  drops = 0;
  override behind() {
    return null;
  }
  protected override edge() {
    return 42;
  }
  protected override load() {
    this.loads += 1;
  }
  protected override drop() {
    this.drops += 1;
  }
  fail(reason: string | null = null) {
    this.reload(reason);
  }
  begins() {
    this.play();
  }
  refuse() {
    this.giveUp();
  }
}

function open() {
  const video = document.createElement("video");
  Object.defineProperty(video, "paused", { value: false, writable: true });
  Object.defineProperty(video, "readyState", { value: 4, writable: true });
  const play = vi.spyOn(video, "play").mockResolvedValue();
  const phases: Phase[] = [];
  const reasons: (string | null)[] = [];
  const playback = new Fake(video, "/x.m3u8", (phase, reason = null) => {
    phases.push(phase);
    reasons.push(reason);
  });
  playback.begin();
  const happens = (name: string) => video.dispatchEvent(new Event(name));
  return { video, playback, phases, reasons, play, happens };
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe("a live stream in a video", () => {
  it("is tried again by itself, and says so only after several failures", () => {
    const { playback, phases } = open();
    for (let failure = 1; failure < 4; failure += 1) {
      playback.fail();
      vi.advanceTimersByTime(2_000);
    }
    expect(playback.loads).toBe(4);
    expect(phases).toEqual(["loading", "loading", "loading"]);
    playback.fail();
    expect(phases.at(-1)).toBe("failed");
    vi.advanceTimersByTime(8_000);
    expect(playback.loads).toBe(5);
    playback.end();
  });

  it("has failed never before once it plays", () => {
    const { playback, phases, happens } = open();
    for (let failure = 1; failure < 5; failure += 1) playback.fail();
    happens("playing");
    playback.fail();
    expect(phases.slice(-3)).toEqual(["failed", "playing", "loading"]);
    playback.end();
  });

  it("begins anew when its time stands still, but not while the encoder is away", () => {
    const { playback } = open();
    playback.expect(false);
    vi.advanceTimersByTime(60_000);
    expect(playback.loads).toBe(1);
    playback.expect(true);
    vi.advanceTimersByTime(8_000 + 2_000);
    expect(playback.loads).toBe(2);
    playback.end();
  });

  it("begins anew after it was loaded anew and stands, but not when somebody stopped it", () => {
    const { video, playback, happens } = open();
    happens("play");
    happens("pause");
    vi.advanceTimersByTime(60_000);
    expect(playback.loads).toBe(1);
    happens("play");
    Object.assign(video, { paused: true }); // as loading does, without an event
    vi.advanceTimersByTime(8_000 + 2_000);
    expect(playback.loads).toBe(2);
    playback.end();
  });

  it("says why there is no picture yet, for as long as that is so", () => {
    const { playback, phases, reasons } = open();
    for (let failure = 1; failure < 6; failure += 1) playback.fail("No keyframe yet.");
    expect(new Set(phases)).toEqual(new Set(["loading"]));
    expect(new Set(reasons)).toEqual(new Set(["No keyframe yet."]));
    playback.end();
  });

  it("does not speak of a wait that is over at once", () => {
    const { phases, happens } = open();
    happens("waiting");
    vi.advanceTimersByTime(100);
    happens("playing");
    vi.advanceTimersByTime(60);
    expect(phases).toEqual(["playing"]);
    happens("waiting");
    vi.advanceTimersByTime(1_000);
    expect(phases).toEqual(["playing", "loading"]);
  });

  it("plays when its time moves, also when the browser does not say so", () => {
    const { video, playback, phases, happens } = open();
    happens("waiting");
    vi.advanceTimersByTime(900);
    video.currentTime = 3;
    vi.advanceTimersByTime(200);
    expect(phases).toEqual(["loading", "playing"]);
    playback.end();
  });

  it("waits for somebody when the browser lets nothing begin by itself", async () => {
    const { playback, phases, play } = open();
    play.mockRejectedValue(new DOMException("no", "NotAllowedError"));
    playback.begins();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phases).toEqual(["held"]);
    expect(playback.loads).toBe(1);
    playback.end();
  });

  it("begins anew when it ended, while media should be coming", () => {
    const { playback, happens } = open();
    happens("ended");
    vi.advanceTimersByTime(2_000);
    expect(playback.loads).toBe(2);
    playback.end();
  });

  it("that can't be played is left alone", () => {
    const { playback } = open();
    playback.refuse();
    vi.advanceTimersByTime(60_000);
    expect(playback.loads).toBe(1);
    playback.end();
  });

  it("goes to live", () => {
    const { video, playback } = open();
    playback.toLive();
    expect(video.currentTime).toBe(42);
    playback.end();
  });

  it("lets go of everything at its end", () => {
    const { playback, phases, happens } = open();
    playback.fail();
    playback.end();
    happens("playing");
    vi.advanceTimersByTime(60_000);
    expect(playback.drops).toBeGreaterThan(0);
    expect(playback.loads).toBe(1);
    expect(phases).toEqual(["loading"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
