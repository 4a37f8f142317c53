/** Watches that a video's time moves on while it should. */

const LOOK_MS = 1_000;
const STUCK_MS = 8_000;

export class Watch {
  /** Whether media should be coming. */
  expecting = true;
  private timer: ReturnType<typeof setInterval> | undefined;
  private time = 0;
  private still = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onStuck: () => void,
  ) {}

  start(): void {
    this.stop();
    this.still = 0;
    this.timer = setInterval(this.look, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look = () => {
    const { video } = this;
    const moves = video.currentTime !== this.time;
    this.time = video.currentTime;
    this.still =
      moves || video.paused || !this.expecting || document.hidden ? 0 : this.still + LOOK_MS;
    if (this.still < STUCK_MS) return;
    this.still = 0;
    this.onStuck();
  };
}
