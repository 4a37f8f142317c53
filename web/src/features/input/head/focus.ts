/** Where the focus goes when a dialog is closed: to what opened it; where that was an entry of a menu
 * that is closed meanwhile, to the menu's button. */
import { useCallback, useRef } from "react";

/** Marks the menu's button; Mantine has ids of its own for those. */
export const MENU_MARK = { "data-input-menu": true };

export function useFocusBack() {
  const opener = useRef<Element | null>(null);
  const remember = useCallback(() => {
    opener.current = document.activeElement;
  }, []);
  const back = useCallback(() => {
    setTimeout(() => {
      const { current } = opener;
      const there = current instanceof HTMLElement && current.isConnected ? current : null;
      const inMenu = there?.closest("[role=menu]");
      const menu = document.querySelector<HTMLElement>("[data-input-menu]");
      (there && !inMenu ? there : menu)?.focus();
    });
  }, []);
  return { remember, back };
}
