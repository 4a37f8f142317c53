/** Paths made from names, as the server makes them. Pure. */

const SHORT = 60;
const RESERVED = new Set(["all", "all_others"]);

/** `Misa de las 12` → `misa-de-las-12`. */
function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\u0020-\u007e]/g, "")
    .toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9_]+/g, "-")
    .slice(0, SHORT)
    .replace(/^-+|-+$/g, "");
  return slug && !RESERVED.has(slug) ? slug : "input";
}

/** The path that an input of this name gets; empty without a name. */
export function pathFor(name: string, taken: ReadonlySet<string>): string {
  if (!name.trim()) return "";
  const base = slugOf(name.trim());
  let path = base;
  for (let number = 2; taken.has(path); number += 1) path = `${base}-${number}`;
  return path;
}
