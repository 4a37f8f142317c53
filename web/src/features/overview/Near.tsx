import { type ReactNode, useCallback, useState } from "react";
import { watchView } from "@/ui/inView";
import classes from "./InputCard.module.css";
import { NearContext, Nearness } from "./nearness";

/** Cards this far (px) outside of the view are already kept up to date. */
const MARGIN = 400;

/** Lets the parts of a card know whether it is in view. */
export function Near({ children }: { children: ReactNode }) {
  const [nearness] = useState(() => new Nearness());
  const ref = useCallback(
    (element: HTMLElement | null) =>
      element ? watchView(element, near => nearness.put(near), MARGIN) : undefined,
    [nearness],
  );
  return (
    <div ref={ref} className={classes.near}>
      <NearContext value={nearness}>{children}</NearContext>
    </div>
  );
}
