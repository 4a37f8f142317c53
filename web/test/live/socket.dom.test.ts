import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, SILENCE_MS } from "@/live/socket";
import { LiveStore } from "@/live/store";
import { inputPicture, picture } from "./fixtures";

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;
  close() {
    this.closed = true;
  }
}

describe("the live socket", () => {
  let sockets: FakeSocket[];
  let store: LiveStore;
  let signedOut: ReturnType<typeof vi.fn<() => void>>;
  let socket: LiveSocket;
  const latest = () => sockets.at(-1) as FakeSocket;
  const say = (message: object) => latest().onmessage?.({ data: JSON.stringify(message) });
  const snapshot = () => say({ type: "snapshot", seq: 1, data: picture([inputPicture("a")]) });

  beforeEach(() => {
    vi.useFakeTimers();
    sockets = [];
    store = new LiveStore();
    signedOut = vi.fn<() => void>();
    socket = new LiveSocket(store, signedOut, {
      open: () => {
        const one = new FakeSocket();
        sockets.push(one);
        return one as unknown as WebSocket;
      },
      now: () => Date.now(),
      random: () => 0.5,
    });
    socket.start();
  });
  afterEach(() => {
    socket.stop();
    vi.useRealTimers();
  });

  it("takes silence for a dead line, whatever the socket says, and connects again", () => {
    snapshot();
    vi.advanceTimersByTime(SILENCE_MS - 1);
    expect(store.state.line).toBe("live");
    vi.advanceTimersByTime(1);
    expect(store.state.line).toBe("lost");
    expect(latest().closed).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
    snapshot();
    expect(store.state.line).toBe("live");
  });

  it("stays with a server that sends heartbeats only", () => {
    snapshot();
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(2_000);
      say({ type: "heartbeat" });
    }
    expect(store.state.line).toBe("live");
    expect(sockets).toHaveLength(1);
  });

  it("waits longer after each failure, and never longer than ten seconds or so", () => {
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      latest().onclose?.({ code: 1006 });
      waits.push((store.state.retryAt ?? 0) - Date.now());
      vi.advanceTimersToNextTimer();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBeLessThanOrEqual(750);
    expect(waits.at(-1)).toBeLessThanOrEqual(10_500);
  });

  it("tries at once when asked to", () => {
    snapshot();
    latest().onclose?.({ code: 1006 });
    socket.hurry();
    expect(sockets).toHaveLength(2);
    expect(store.state.retryAt).toBeNull();
  });

  it("does not try again when the session has ended", () => {
    snapshot();
    latest().onclose?.({ code: 4401 });
    expect(signedOut).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("notices at once that the network is gone", () => {
    snapshot();
    window.dispatchEvent(new Event("offline"));
    expect(store.state.line).toBe("lost");
  });

  it("says nothing more after it was stopped", () => {
    snapshot();
    socket.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(latest().closed).toBe(true);
  });
});
