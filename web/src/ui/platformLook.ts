/** Letters and colour of a platform's sign. Pure. */

/** White is readable on each of these: a contrast of at least 4.5. */
export const GROUNDS = [
  "#b3261e",
  "#a8480b",
  "#7a5c00",
  "#4d6b12",
  "#1f7040",
  "#0b7069",
  "#0a6b8f",
  "#1c5fc4",
  "#4a51c8",
  "#7a3fc0",
  "#a0329b",
  "#b02a5b",
] as const;

/** For destinations that belong to no platform. */
export const NEUTRAL = "#56606b";

const KNOWN: Record<string, string> = {
  youtube: "#b3261e",
  twitch: "#7a3fc0",
  facebook: "#1c5fc4",
  x: "#1f2328",
  restream: "#0a6b8f",
};

export function groundOf(id: string | null): string {
  if (id === null) return NEUTRAL;
  const known = KNOWN[id];
  if (known !== undefined) return known;
  let sum = 7;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return GROUNDS[sum % GROUNDS.length] ?? NEUTRAL;
}

/** One or two letters: `YouTube` → YT, `Facebook Live` → FL, `Twitch` → Tw, `X (Twitter)` → X. */
export function lettersOf(name: string): string {
  const bare = name.replace(/[(（].*$/, "").trim() || name.trim();
  const parts = bare.match(/\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu) ?? [bare];
  const [first = "?", second] = parts;
  const letters = [...first];
  if (second && !isEnding(bare, second)) return (letters[0] ?? "") + ([...second][0] ?? "");
  const [a = "?", b = ""] = letters;
  return a.toUpperCase() + b;
}

/** `io` of `Restream.io` stands for nothing. */
function isEnding(name: string, part: string): boolean {
  return name.toLowerCase().endsWith(`.${part.toLowerCase()}`);
}
