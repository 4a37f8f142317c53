import { type KeyboardEvent, type RefObject, useMemo } from "react";
import { toggleFullscreen } from "./fullscreen";

/** What people do with a player, by buttons and by the keys that players commonly have. */
export function usePlayerActions(
  stage: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
  toLive: () => void,
) {
  return useMemo(() => {
    const withVideo = (act: (element: HTMLVideoElement) => void) => () => {
      if (video.current) act(video.current);
    };
    const actions = {
      toLive,
      playOrPause: withVideo(element => (element.paused ? toLive() : element.pause())),
      muteOrNot: withVideo(element => {
        element.muted = !element.muted;
        if (!element.muted && element.volume === 0) element.volume = 1;
      }),
      setVolume: (volume: number) =>
        withVideo(element => {
          element.volume = volume;
          element.muted = volume === 0;
        })(),
      fullscreen: withVideo(element => {
        if (stage.current) toggleFullscreen(stage.current, element);
      }),
    };
    const keys: Record<string, () => void> = {
      k: actions.playOrPause,
      m: actions.muteOrNot,
      f: actions.fullscreen,
      l: actions.toLive,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      keys[event.key.toLowerCase()]?.();
    };
    return { ...actions, onKeyDown };
  }, [stage, video, toLive]);
}
