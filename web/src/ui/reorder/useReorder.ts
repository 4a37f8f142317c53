import { useCallback, useEffect, useRef, useState } from "react";
import { useNotify } from "@/ui/notify";
import { moved, sameOrder, shownOrder } from "./order";

/** How long the wanted order is shown after the server took it, until the live picture has it. */
const SETTLE_MS = 3_000;

/** An order that changes at once when something is moved, and falls back when the server says no. */
export function useReorder(ids: readonly string[], save: (ids: string[]) => Promise<unknown>) {
  const notify = useNotify();
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const order = shownOrder(ids, wanted);

  useEffect(() => () => clearTimeout(timer.current), []);

  const move = useCallback(
    (from: string, to: string) => {
      const next = moved(order, from, to);
      if (sameOrder(next, order)) return;
      clearTimeout(timer.current);
      setWanted(next);
      const still = (mine: readonly string[] | null) => (mine === next ? null : mine);
      save(next).then(
        () => {
          timer.current = setTimeout(() => setWanted(still), SETTLE_MS);
        },
        error => {
          setWanted(still);
          notify.failed(error);
        },
      );
    },
    [order, save, notify],
  );

  return { order, move };
}
