/** What Swagger UI leaves without a name, or out of reach of the keyboard. */
function mend(page: HTMLElement): void {
  for (const body of page.querySelectorAll(".body-param textarea:not([aria-label])"))
    body.setAttribute("aria-label", "Request body");
  for (const example of page.querySelectorAll<HTMLElement>(".microlight:not([tabindex])"))
    example.tabIndex = 0; // scrolls
}

/** Mend what is there and whatever is opened later. */
export function mendControls(page: HTMLElement): void {
  new MutationObserver(() => mend(page)).observe(page, { childList: true, subtree: true });
  mend(page);
}
