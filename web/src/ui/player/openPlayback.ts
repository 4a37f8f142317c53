import type { Playback, Tell } from "./playback";

/** Safari on older iPhones has no Media Source Extensions, but plays HLS. */
const hasMediaSource = () => "MediaSource" in window || "ManagedMediaSource" in window;

/** Plays an HLS address, with hls.js or with what the browser itself has. */
export async function openPlayback(
  video: HTMLVideoElement,
  url: string,
  tell: Tell,
): Promise<Playback> {
  const Kind = hasMediaSource()
    ? (await import("./hlsPlayback")).HlsPlayback
    : (await import("./nativePlayback")).NativePlayback;
  const playback = new Kind(video, url, tell);
  video.muted = true; // else browsers don't let it begin by itself
  playback.begin();
  return playback;
}
