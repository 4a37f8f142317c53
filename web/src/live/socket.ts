/** The one WebSocket: connects, watches that it is alive, and connects again. */
import { type Message, NOT_SIGNED_IN } from "./protocol";
import type { LiveStore } from "./store";

/** The server says something at least every 2 s; after this long the line is dead. */
export const SILENCE_MS = 5_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

export interface Surroundings {
  open(url: string): WebSocket;
  now(): number;
  random(): number;
}

const BROWSER: Surroundings = {
  open: url => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
};

export class LiveSocket {
  private socket: WebSocket | null = null;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private wanted = false;

  constructor(
    private readonly store: LiveStore,
    private readonly onSignedOut: () => void,
    private readonly around: Surroundings = BROWSER,
  ) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.tries = 0;
    this.store.restart();
    window.addEventListener("offline", this.drop);
    window.addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    window.removeEventListener("offline", this.drop);
    window.removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    clearTimeout(this.retry);
    this.release();
  }

  /** Connect now instead of at the next try: the network came back, or somebody looks again. */
  hurry = (): void => {
    if (!this.wanted || this.socket || document.visibilityState === "hidden") return;
    clearTimeout(this.retry);
    this.connect();
  };

  private connect(): void {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const socket = this.around.open(`${scheme}://${window.location.host}/api/events`);
    this.socket = socket;
    this.watch();
    if (this.store.state.line === "lost") this.store.lost(this.around.now(), null);
    socket.onmessage = event => {
      this.watch();
      this.tries = 0;
      this.store.receive(JSON.parse(event.data as string) as Message, this.around.now());
    };
    socket.onclose = event => {
      if (event.code === NOT_SIGNED_IN) {
        this.stop();
        this.onSignedOut();
      } else {
        this.drop();
      }
    };
  }

  /** The line is dead, whatever the socket says: let it go and try again. */
  private drop = (): void => {
    if (!this.wanted || !this.socket) return;
    this.release();
    // Full jitter, so that a hall of dashboards does not come back at one and the same moment.
    const bound = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.tries);
    const wait = FIRST_RETRY_MS / 2 + this.around.random() * bound;
    this.tries += 1;
    this.store.lost(this.around.now(), this.around.now() + wait);
    this.retry = setTimeout(() => this.connect(), wait);
  };

  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(this.drop, SILENCE_MS);
  }

  private release(): void {
    clearTimeout(this.watchdog);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}
