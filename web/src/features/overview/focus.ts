/** Where focus goes when a dialog about an input is closed. */

export const menuButtonId = (inputId: string): string => `input-menu-${inputId}`;

/** Back to the menu it came from, once the dialog is gone. */
export function focusMenu(inputId: string): void {
  setTimeout(() => document.getElementById(menuButtonId(inputId))?.focus());
}

/** To the page, when the card with the menu is gone too. */
export function focusPage(): void {
  setTimeout(() => document.getElementById("content")?.focus());
}
