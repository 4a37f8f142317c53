import { useCallback, useEffect, useRef, useState } from "react";
import { copyText } from "./copy";

const SHOWN_MS = 2_000;

/** Copying, and whether it has just been done or failed. */
export function useCopy() {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCallback(async (text: string) => {
    const done = await copyText(text);
    clearTimeout(timer.current);
    setOutcome(done ? "copied" : "failed");
    if (done) timer.current = setTimeout(() => setOutcome(null), SHOWN_MS);
    return done;
  }, []);
  return { copied: outcome === "copied", failed: outcome === "failed", copy };
}
