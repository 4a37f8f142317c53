import { useCallback, useEffect, useRef, useState } from "react";
import { useCurrent } from "@/live/hooks";

/** How long a wish that the server took is shown while the live picture says otherwise: somebody
 * else may have changed it back meanwhile. */
export const SETTLE_MS = 3_000;

/** A switch that follows the hand at once. One request at a time: what is wished for meanwhile is
 * kept, and only the last of it is sent. When the server says no, the switch shows the truth again.
 *
 * `truth` is what the live picture has, `save` asks the server. */
export function useWish(
  truth: boolean,
  save: (wish: boolean) => Promise<unknown>,
  onRefused: (error: unknown) => void,
) {
  const current = useCurrent();
  const [wish, setWish] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const queued = useRef<boolean | null>(null);

  // The truth has come to what was wished for, or will not: then it is shown again.
  useEffect(() => {
    if (wish === null || busy || !current) return;
    if (wish === truth) return setWish(null);
    const timer = setTimeout(() => setWish(null), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wish, busy, current, truth]);

  const set = useCallback(
    async (next: boolean) => {
      setWish(next);
      queued.current = next;
      if (running.current) return;
      running.current = true;
      setBusy(true);
      await saveQueued(queued, save, error => {
        setWish(null);
        onRefused(error);
      });
      running.current = false;
      setBusy(false);
    },
    [save, onRefused],
  );

  return { shown: wish ?? truth, busy, set };
}

/** Saves until nothing new was wished for; a wish that is what was just saved needs no request. */
async function saveQueued(
  queued: { current: boolean | null },
  save: (wish: boolean) => Promise<unknown>,
  refused: (error: unknown) => void,
): Promise<void> {
  let saved: boolean | null = null;
  while (queued.current !== null && queued.current !== saved) {
    const next: boolean = queued.current;
    queued.current = null;
    try {
      await save(next);
      saved = next;
    } catch (error) {
      // Whoever wished for something else meanwhile is not told of a wish that is past.
      if (queued.current === null || queued.current === next) {
        queued.current = null;
        return refused(error);
      }
    }
  }
  queued.current = null;
}
