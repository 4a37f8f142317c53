import { readFileSync } from "node:fs";
import credits from "virtual:credits";
import { describe, expect, it } from "vitest";
import { creditsOf } from "../credits";

/** Licences whose terms a list with their texts fulfils. A new one is for a person to read. */
const FINE = new Set(["MIT", "ISC", "Apache-2.0", "0BSD", "BSD-2-Clause", "BSD-3-Clause"]);

describe("credits", () => {
  it("name every package that the dashboard asks for", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const names = credits.map(one => one.name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  });

  it.each(credits)("$name may be shipped: $licence", ({ licence }) => {
    const choices = licence.replace(/[()]/g, "").split(" OR ");
    expect(choices.some(one => FINE.has(one))).toBe(true);
  });

  it("leave out what only builds and tests", () => {
    const packages = {
      "": { version: "1" },
      "node_modules/a": { version: "1", license: "MIT" },
      "node_modules/a/node_modules/@b/c": { version: "2", license: "ISC" },
      "node_modules/tool": { version: "3", dev: true },
      "node_modules/types": { version: "3", devOptional: true },
    };
    expect(creditsOf({ packages })).toEqual([
      { name: "@b/c", version: "2", licence: "ISC" },
      { name: "a", version: "1", licence: "MIT" },
    ]);
  });
});
