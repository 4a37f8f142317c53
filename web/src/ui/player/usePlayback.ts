import { useCallback, useEffect, useRef, useState } from "react";
import { openPlayback } from "./openPlayback";
import type { Phase, Playback } from "./playback";

const addressOf = (inputId: string) => `/api/inputs/${encodeURIComponent(inputId)}/hls/index.m3u8`;

/** Plays an input in a video element for as long as that is there. `live`: media should come. */
export function usePlayback(inputId: string, live: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const playback = useRef<Playback>(null);
  const [phase, setPhase] = useState<Phase>("loading");
  const [attempt, setAttempt] = useState(0);
  const expected = useRef(live);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    let gone = false;
    const tell = (next: Phase) => {
      if (!gone) setPhase(next);
    };
    tell("loading");
    openPlayback(element, addressOf(inputId), tell).then(
      opened => {
        if (gone) return opened.end();
        opened.expect(expected.current);
        playback.current = opened;
      },
      () => tell("failed"),
    );
    return () => {
      gone = true;
      playback.current?.end();
      playback.current = null;
    };
  }, [inputId, attempt]);

  useEffect(() => {
    expected.current = live;
    playback.current?.expect(live);
  }, [live]);

  const retry = useCallback(() => setAttempt(before => before + 1), []);
  // While the encoder is away there is no "live" to be behind of.
  const behind = useCallback(
    () => (expected.current ? (playback.current?.behind() ?? null) : null),
    [],
  );
  const toLive = useCallback(() => playback.current?.toLive(), []);
  return { video, phase, retry, behind, toLive };
}
