/** Where focus goes when a dialog was opened from a menu that is closed meanwhile. */

export const MORE_ID = "input-more";

/** To the menu's button, once the dialog is gone, unless the focus found its way by itself. */
export function focusMore(): void {
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById(MORE_ID)?.focus();
  });
}
