import { PATIENCE, retryDelay } from "./faults";
import { Watch } from "./watch";

/** `loading`: no picture moves. `held`: the browser lets nothing begin before somebody presses play.
 * `failed`: it did not work several times; it is still tried. */
export type Phase = "loading" | "held" | "playing" | "failed" | "codec";

/** `reason`: the server's sentence on why there is no picture, where it said one. */
export type Tell = (phase: Phase, reason?: string | null) => void;

/** A jump over a hole is no wait worth a word. */
const SHORT_MS = 700;

/** A live stream in a video element. It comes back by itself, whatever ended. */
export abstract class Playback {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private readonly watch: Watch;

  constructor(
    protected readonly video: HTMLVideoElement,
    protected readonly url: string,
    protected readonly tell: Tell,
  ) {
    this.watch = new Watch(video, () => this.reload(), this.playing);
    video.addEventListener("playing", this.playing);
    video.addEventListener("waiting", this.waiting);
    video.addEventListener("ended", this.ended);
    video.addEventListener("pause", this.stopped);
    video.addEventListener("play", this.started);
  }

  /** Seconds between what is shown and the end of what there is; null while that is not known. */
  abstract behind(): number | null;

  /** The place in the video's time that is as near to live as can be played. */
  protected abstract edge(): number | null;

  protected abstract load(): void;

  /** Let go of the stream: the server makes it only while somebody takes it. */
  protected abstract drop(): void;

  begin(): void {
    this.watch.start();
    this.load();
  }

  /** Whether media should be coming: an encoder that is away is no fault of the player. */
  expect(media: boolean): void {
    this.watch.expecting = media;
  }

  toLive(): void {
    const at = this.edge();
    if (at !== null) this.video.currentTime = at;
    this.play();
  }

  end(): void {
    this.video.removeEventListener("playing", this.playing);
    this.video.removeEventListener("waiting", this.waiting);
    this.video.removeEventListener("ended", this.ended);
    this.video.removeEventListener("pause", this.stopped);
    this.video.removeEventListener("play", this.started);
    this.giveUp();
  }

  /** Let go of the stream and try no more. */
  protected giveUp(): void {
    this.watch.stop();
    clearTimeout(this.timer);
    clearTimeout(this.pause);
    this.drop();
  }

  /** Begin anew, a little later. */
  protected reload(reason: string | null = null): void {
    this.giveUp();
    this.failures += 1;
    this.tell(this.failures < PATIENCE || reason !== null ? "loading" : "failed", reason);
    this.timer = setTimeout(() => this.begin(), retryDelay(this.failures));
  }

  protected play(): void {
    this.video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.watch.held = true;
      this.tell("held");
    });
  }

  private playing = () => {
    clearTimeout(this.pause);
    this.failures = 0;
    this.tell("playing");
  };

  private waiting = () => {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.tell("loading"), SHORT_MS);
  };

  private ended = () => this.reload();

  // A stream that is loaded anew stands without having been stopped: no event tells of that.
  private stopped = () => {
    this.watch.held = true;
  };

  private started = () => {
    this.watch.held = false;
  };
}
