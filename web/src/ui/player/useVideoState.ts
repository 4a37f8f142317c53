import { type RefObject, useEffect, useState } from "react";

const EVENTS = ["play", "pause", "volumechange"] as const;

/** What the controls of a video show. */
export function useVideoState(video: RefObject<HTMLVideoElement | null>) {
  const [state, setState] = useState({ paused: false, muted: true, volume: 1 });
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const read = () =>
      setState({ paused: element.paused, muted: element.muted, volume: element.volume });
    for (const name of EVENTS) element.addEventListener(name, read);
    return () => {
      for (const name of EVENTS) element.removeEventListener(name, read);
    };
  }, [video]);
  return state;
}
