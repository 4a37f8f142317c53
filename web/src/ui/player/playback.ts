import { PATIENCE, retryDelay } from "./faults";
import { Watch } from "./watch";

/** `loading`: no picture moves yet. `failed`: it did not work several times; it is still tried. */
export type Phase = "loading" | "playing" | "failed" | "codec";

export type Tell = (phase: Phase) => void;

/** A live stream in a video element. It comes back by itself, whatever ended. */
export abstract class Playback {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private readonly watch: Watch;

  constructor(
    protected readonly video: HTMLVideoElement,
    protected readonly url: string,
    protected readonly tell: Tell,
  ) {
    this.watch = new Watch(video, this.reload);
    video.addEventListener("playing", this.playing);
    video.addEventListener("waiting", this.waiting);
    video.addEventListener("ended", this.reload);
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
    this.video.removeEventListener("ended", this.reload);
    this.giveUp();
  }

  /** Let go of the stream and try no more. */
  protected giveUp(): void {
    this.watch.stop();
    clearTimeout(this.timer);
    this.drop();
  }

  /** Begin anew, a little later. */
  protected reload = () => {
    this.giveUp();
    this.failures += 1;
    this.tell(this.failures < PATIENCE ? "loading" : "failed");
    this.timer = setTimeout(() => this.begin(), retryDelay(this.failures));
  };

  protected play(): void {
    // Refused when the browser lets nothing begin by itself: then it stands, with a button to play.
    void this.video.play().catch(() => {});
  }

  private playing = () => {
    this.failures = 0;
    this.tell("playing");
  };

  private waiting = () => this.tell("loading");
}
