/** Where focus goes when a dialog about an input is closed. */

/** What marks the menu button of an input (an id would be taken by the menu itself). */
export const menuMark = (inputId: string) => ({ "data-input-menu": inputId });

const menuOf = (inputId: string) =>
  [...document.querySelectorAll<HTMLElement>("[data-input-menu]")].find(
    button => button.dataset.inputMenu === inputId,
  );

/** Back to the menu it came from, once the dialog is gone. */
export function focusMenu(inputId: string): void {
  setTimeout(() => menuOf(inputId)?.focus());
}

/** To the page, when the card with the menu is gone too. */
export function focusPage(): void {
  setTimeout(() => document.getElementById("content")?.focus());
}
