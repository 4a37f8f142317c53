import { describe, expect, it } from "vitest";
import { GROUNDS, groundOf, lettersOf, NEUTRAL } from "@/ui/platformLook";

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const toWhite = (hex: string) => 1.05 / (luminance(hex) + 0.05);
const known = ["youtube", "twitch", "facebook", "x", "restream"].map(groundOf);

describe("platforms' signs", () => {
  it.each([...GROUNDS, NEUTRAL, ...known])("white is readable on %s", ground => {
    expect(toWhite(ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("keeps a platform's colour, and grey for none", () => {
    expect(groundOf("vimeo")).toBe(groundOf("vimeo"));
    expect(groundOf(null)).toBe(NEUTRAL);
  });

  it.each([
    ["YouTube", "YT"],
    ["Facebook Live", "FL"],
    ["Twitch", "Tw"],
    ["X (Twitter)", "X"],
    ["Restream.io", "Re"],
    ["Amazon IVS", "AI"],
    ["DLive", "DL"],
    ["niconico (ニコニコ生放送)", "Ni"],
    ["Overflow hall", "Oh"],
    ["127.0.0.1", "10"],
    ["日本", "日本"],
    ["ñandú", "Ña"],
    ["!", "!"],
    ["", "?"],
  ])("%s has the letters %s", (name, letters) => {
    expect(lettersOf(name)).toBe(letters);
  });
});
