import { useCallback, useState } from "react";

type Listener = (inView: boolean) => void;

/** One observer for all elements with the same margin: each has its price in every frame that is
 * scrolled. */
class Watch {
  private readonly listeners = new WeakMap<Element, Listener>();
  private readonly observer: IntersectionObserver;

  constructor(rootMargin: string) {
    this.observer = new IntersectionObserver(
      entries => {
        for (const { target, isIntersecting } of entries)
          this.listeners.get(target)?.(isIntersecting);
      },
      { rootMargin },
    );
  }

  add(element: Element, listener: Listener): () => void {
    this.listeners.set(element, listener);
    this.observer.observe(element);
    return () => this.observer.unobserve(element);
  }
}

const watches = new Map<string, Watch>();

/** Tells the listener when the element comes into view or nearer to it than the margin (px), and when
 * it leaves. Gives what ends it. */
export function watchView(element: Element, listener: Listener, margin = 0): () => void {
  const key = `${margin}px`;
  const watch = watches.get(key) ?? new Watch(key);
  watches.set(key, watch);
  return watch.add(element, listener);
}

/** Whether the element with this `ref` is in view. */
export function useInView() {
  const [inView, setInView] = useState(false);
  const ref = useCallback(
    (element: HTMLElement | null) => (element ? watchView(element, setInView) : undefined),
    [],
  );
  return { ref, inView };
}
