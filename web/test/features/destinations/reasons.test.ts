import { describe, expect, it } from "vitest";
import type { Kind } from "@/features/destinations/kinds";
import { KINDS, kindOf } from "@/features/destinations/kinds";
import en from "@/i18n/en/reasons";
import es from "@/i18n/es/reasons";

const all: Kind[] = [...KINDS, "other"];

describe("reasons", () => {
  it.each(all)("%s has a title, an explanation and an action in both languages", kind => {
    for (const words of [en[kind], es[kind]]) {
      expect(words.title.length).toBeGreaterThan(5);
      expect(words.why.length).toBeGreaterThan(20);
      expect(words.action.length).toBeGreaterThan(20);
    }
    expect(es[kind].title).not.toBe(en[kind].title);
  });

  it("has words for a kind that it does not know", () => {
    expect(kindOf("rejected")).toBe("rejected");
    expect(kindOf("brand_new")).toBe("other");
    expect(kindOf(null)).toBe("other");
  });
});
