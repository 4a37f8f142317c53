import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import classes from "./InputCard.module.css";

/** Cards this far outside of the view are already kept up to date. */
const MARGIN = "400px";

const listeners = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** One observer for all cards. Gives what ends it. */
function watch(element: Element, listener: (near: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  const watching = observer;
  listeners.set(element, listener);
  watching.observe(element);
  return () => watching.unobserve(element);
}

const NearContext = createContext(true);

/** Whether this part of a card is in view or near it: only then it follows the live picture. It is
 * drawn anew, with what is then, when it comes near. */
export const useNear = (): boolean => useContext(NearContext);

export function Near({ children }: { children: ReactNode }) {
  const [near, setNear] = useState(true);
  const ref = useCallback(
    (element: HTMLElement | null) =>
      element && "IntersectionObserver" in window ? watch(element, setNear) : undefined,
    [],
  );
  return (
    <div ref={ref} className={classes.near}>
      <NearContext value={near}>{children}</NearContext>
    </div>
  );
}
