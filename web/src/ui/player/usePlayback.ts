import { useCallback, useEffect, useRef, useState } from "react";
import { openPlayback } from "./openPlayback";
import type { Phase, Playback, Tell } from "./playback";

const addressOf = (inputId: string) => `/api/inputs/${encodeURIComponent(inputId)}/hls/index.m3u8`;

interface Seen {
  phase: Phase;
  reason: string | null;
}

const BEGINNING: Seen = { phase: "loading", reason: null };

/** Plays an input in a video element for as long as that is there. `live`: media should come. */
export function usePlayback(inputId: string, live: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const playback = useRef<Playback>(null);
  const [{ phase, reason }, setSeen] = useState<Seen>(BEGINNING);
  const [attempt, setAttempt] = useState(0);
  const expected = useRef(live);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    let gone = false;
    const tell: Tell = (next, why = null) => {
      if (!gone)
        setSeen(before =>
          before.phase === next && before.reason === why ? before : { phase: next, reason: why },
        );
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
  // While the encoder is away there is no "live" to be behind of; and what stands still falls behind.
  const plays = phase === "playing";
  const behind = useCallback(
    () => (plays && expected.current ? (playback.current?.behind() ?? null) : null),
    [plays],
  );
  const toLive = useCallback(() => playback.current?.toLive(), []);
  return { video, phase, reason, retry, behind, toLive };
}
