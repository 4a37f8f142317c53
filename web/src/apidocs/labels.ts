/** Names for controls that Swagger UI leaves without one. */
export function nameControls(_page: HTMLElement): void {}
