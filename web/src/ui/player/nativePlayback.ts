import { Playback } from "./playback";

/** By the browser itself. */
export class NativePlayback extends Playback {
  override behind(): number | null {
    const end = this.edge();
    return end === null ? null : Math.max(0, end - this.video.currentTime);
  }

  protected override edge(): number | null {
    const { seekable } = this.video;
    return seekable.length ? seekable.end(seekable.length - 1) : null;
  }

  protected override load(): void {
    this.video.onerror = () => this.reload();
    this.video.src = this.url;
    this.play();
  }

  protected override drop(): void {
    this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
  }
}
