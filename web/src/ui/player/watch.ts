/** Watches that a video's time moves on while it should. */

const LOOK_MS = 1_000;
const STUCK_MS = 8_000;
/** HTMLMediaElement.HAVE_FUTURE_DATA: more than the one picture. */
const PLAYABLE = 3;

export class Watch {
  /** Whether media should be coming. */
  expecting = true;
  /** Whether somebody stopped it, or the browser waits for somebody to begin. `paused` does not tell:
   * it is also set when the stream is loaded anew. */
  held = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  private time = 0;
  private still = 0;

  /** `onMoves`: said with every look at which it plays; browsers don't always say when it does. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onStuck: () => void,
    private readonly onMoves: () => void,
  ) {}

  start(): void {
    this.stop();
    this.still = 0;
    this.time = this.video.currentTime;
    this.timer = setInterval(this.look, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look = () => {
    const { video } = this;
    const moves = video.currentTime !== this.time;
    this.time = video.currentTime;
    if (moves && !video.seeking && !video.paused && video.readyState >= PLAYABLE) this.onMoves();
    const excused = this.held || !this.expecting || document.hidden;
    this.still = moves || excused ? 0 : this.still + LOOK_MS;
    if (this.still < STUCK_MS) return;
    this.still = 0;
    this.onStuck();
  };
}
