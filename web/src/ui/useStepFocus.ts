import { type RefObject, useEffect, useRef } from "react";

/** Takes the focus along when one step of a dialog or page gives way to the next: what had it is
 * gone, and people at a keyboard would begin at the top of the page again. To the field that the step
 * begins with (`data-autofocus`), or to the step itself. `step`: which one is shown; what is shown
 * first takes no focus. The element needs `tabIndex={-1}`. */
export function useStepFocus<E extends HTMLElement>(step: unknown): RefObject<E | null> {
  const element = useRef<E>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    const first = element.current?.querySelector<HTMLElement>("[data-autofocus]");
    (first ?? element.current)?.focus();
  }, [step]);
  return element;
}
