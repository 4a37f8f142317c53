/** The appearance that was chosen in the dashboard (kept by Mantine), else that of the device. */
const STORED = "mantine-color-scheme-value";

const device = window.matchMedia("(prefers-color-scheme: dark)");

function show(): void {
  const chosen = localStorage.getItem(STORED);
  const dark = chosen === "dark" || (chosen !== "light" && device.matches);
  document.documentElement.classList.toggle("dark-mode", dark);
}

/** Show it, now and whenever it changes. */
export function followAppearance(): void {
  show();
  device.addEventListener("change", show);
  window.addEventListener("storage", show);
}
