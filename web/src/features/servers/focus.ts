/** Where focus goes when a dialog about a server is closed. */

/** What marks the menu button of a server (an id would be taken by the menu itself). */
export const menuMark = (serverId: string) => ({ "data-server-menu": serverId });

/** Back to the menu it came from, once the dialog is gone; to the page when the menu is gone too. */
export function focusMenu(serverId: string): void {
  setTimeout(() => {
    const menus = [...document.querySelectorAll<HTMLElement>("[data-server-menu]")];
    const menu = menus.find(button => button.dataset.serverMenu === serverId);
    (menu ?? document.getElementById("content"))?.focus();
  });
}
