import { useSyncExternalStore } from "react";
import { live } from "@/live/store";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const one of listeners) one();
    }, 1000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The server's time, ms since the epoch, once a second; one timer for all who look. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now) + live.clockOffset;
}
