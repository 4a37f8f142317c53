/** Sentences with gaps: `The path “{}” is taken.` → `La ruta «{}» ya existe.` Pure. */

/** English to translation. `{}` is a gap; the translation may number them (`{1} … {0}`). What fills
 * a gap is translated too where it is known by itself. */
export type Pairs = Record<string, string>;
export type Translate = (sentence: string) => string | undefined;

interface Rule {
  pattern: RegExp;
  translation: string;
  /** More fixed text wins over a gap that swallows everything. */
  weight: number;
}

export function compile(pairs: Pairs): Translate {
  const exact = new Map<string, string>();
  const rules: Rule[] = [];
  for (const [english, translation] of Object.entries(pairs)) {
    if (!english.includes("{}")) {
      exact.set(english, translation);
      continue;
    }
    const parts = english.split("{}").map(escaped);
    rules.push({
      pattern: new RegExp(`^${parts.join("([\\s\\S]+?)")}$`),
      translation,
      weight: english.length,
    });
  }
  rules.sort((a, b) => b.weight - a.weight);

  const whole = (sentence: string): string | undefined => {
    const fixed = exact.get(sentence);
    if (fixed !== undefined) return fixed;
    for (const { pattern, translation } of rules) {
      const found = pattern.exec(sentence);
      if (found)
        return filled(
          translation,
          found.slice(1).map(part => whole(part) ?? part),
        );
    }
    return undefined;
  };
  return sentence => whole(sentence) ?? bySentence(sentence, whole);
}

/** Messages are often two or three sentences, each known by itself. */
function bySentence(text: string, whole: Translate): string | undefined {
  const sentences = text.split(/(?<=[.!?”]) (?=[A-Z“])/);
  if (sentences.length < 2) return undefined;
  const translated = sentences.map(whole);
  if (translated.every(one => one === undefined)) return undefined;
  return translated.map((one, i) => one ?? sentences[i]).join(" ");
}

function filled(translation: string, values: string[]): string {
  let next = 0;
  return translation.replace(/\{(\d*)\}/g, (_, number: string) => {
    const index = number === "" ? next++ : Number(number);
    return values[index] ?? "";
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
