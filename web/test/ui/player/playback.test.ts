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
  fail() {
    this.reload();
  }
  refuse() {
    this.giveUp();
  }
}

function open() {
  const video = document.createElement("video");
  Object.defineProperty(video, "paused", { value: false });
  vi.spyOn(video, "play").mockResolvedValue();
  const phases: Phase[] = [];
  const playback = new Fake(video, "/x.m3u8", phase => phases.push(phase));
  playback.begin();
  const happens = (name: string) => video.dispatchEvent(new Event(name));
  return { video, playback, phases, happens };
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
