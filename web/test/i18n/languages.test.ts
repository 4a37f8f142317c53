import { describe, expect, it } from "vitest";
import en from "@/i18n/en";
import es from "@/i18n/es";

type Words = { [key: string]: string | Words };

function flat(words: Words, at = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const name = at ? `${at}.${key}` : key;
    if (typeof value === "string") found.set(name, value);
    else for (const [inner, text] of flat(value, name)) found.set(inner, text);
  }
  return found;
}

const gaps = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(one => one[1]).sort();
const english = flat(en);
const spanish = flat(es);

describe("English and Spanish", () => {
  it("have the same words", () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([...english])("%s leaves the same gaps", (key, text) => {
    expect(gaps(spanish.get(key) ?? "")).toEqual(gaps(text));
    expect(spanish.get(key)?.trim()).not.toBe("");
  });
});
