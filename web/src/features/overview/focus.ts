/** Where focus goes when a dialog about an input is closed. */

/** What marks the menu button of an input (an id would be taken by the menu itself). */
export const menuMark = (inputId: string) => ({ "data-input-menu": inputId });

/** Back to the menu it came from, once the dialog is gone. */
export function focusMenu(inputId: string): void {
  focusLater(`[data-input-menu="${CSS.escape(inputId)}"]`);
}

/** To the page, when the card with the menu is gone too. */
export function focusPage(): void {
  focusLater("#content");
}

function focusLater(selector: string): void {
  setTimeout(() => document.querySelector<HTMLElement>(selector)?.focus());
}
