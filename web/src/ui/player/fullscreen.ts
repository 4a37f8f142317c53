type AppleVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

/** To full screen and back; iPhones know it only for the video itself. */
export function toggleFullscreen(stage: HTMLElement, video: HTMLVideoElement): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (stage.requestFullscreen) void stage.requestFullscreen().catch(() => {});
  else (video as AppleVideo).webkitEnterFullscreen?.();
}
