/** Whether a card is in view or near it. A card that is scrolled past is not drawn again for that:
 * its parts only follow the live picture, or don't. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { live } from "@/live/store";

export class Nearness {
  private value = true;
  private readonly listeners = new Set<() => void>();

  get near(): boolean {
    return this.value;
  }

  put(near: boolean): void {
    if (near === this.value) return;
    this.value = near;
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Tells of every change of the live picture while the card is near, and once when it comes near:
   * what is shown may be from before. */
  follow = (listener: () => void): (() => void) => {
    const tell = () => {
      if (this.value) listener();
    };
    const ends = [live.subscribe(tell), this.subscribe(tell)];
    return () => {
      for (const end of ends) end();
    };
  };
}

export const NearContext = createContext(new Nearness());

/** Of the card around this part; outside of a card it is always near. */
export const useNearness = (): Nearness => useContext(NearContext);

export function useNear(): boolean {
  const nearness = useNearness();
  return useSyncExternalStore(nearness.subscribe, () => nearness.near);
}
