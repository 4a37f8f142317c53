import {
  Anchor,
  CloseButton,
  type CloseButtonProps,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Notification,
} from "@mantine/core";

/** A calm blue; shade 7 on white and shade 4 on dark have a contrast of 4.5 and more. */
const brand: MantineColorsTuple = [
  "#eaf4ff",
  "#d3e6fb",
  "#a5ccf5",
  "#73b0ef",
  "#4c98ea",
  "#3489e7",
  "#2680e6",
  "#186bc6",
  "#0d5fb2",
  "#00529e",
];

/** Mantine's, but for the last three: white words on a red button have a contrast of 5 and more. */
const red: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#ff6b6b",
  "#fa5252",
  "#d12a2a",
  "#c22626",
  "#b02525",
];

const theme = createTheme({
  primaryColor: "brand",
  primaryShade: { light: 7, dark: 8 },
  colors: { brand, red },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: true,
  headings: { fontWeight: "600" },
  // Colour alone does not tell a link from the words around it.
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: "always" } }),
    // Its hidden placeholder is no entry of a menu, and may not stand among them.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    // Its own grey for the words under a title, which say why something failed, is too pale.
    Notification: Notification.extend({
      styles: { description: { color: "var(--mantine-color-text)" } },
    }),
  },
});

/** The theme; every button that closes something has the given name, whatever it is part of. */
export function themeWith(closeLabel: string) {
  const defaultProps = { "aria-label": closeLabel } as Partial<CloseButtonProps>;
  const named = CloseButton.extend({ defaultProps });
  return createTheme({ ...theme, components: { ...theme.components, CloseButton: named } });
}
