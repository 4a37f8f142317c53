/** The server speaks English. Its sentences, with what varies in them, have translations here;
 * one that is not known is shown as it is. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { compile, type Pairs, type Translate } from "./compile";

const LOADERS: Partial<Record<string, () => Promise<{ default: Pairs }>>> = {
  es: () => import("./es.json"),
};
const ready = new Map<string, Translate>();

/** Load the sentences of a language; done before it is shown. */
export async function loadServerWords(language: string): Promise<void> {
  const load = LOADERS[language];
  if (load && !ready.has(language)) ready.set(language, compile((await load()).default));
}

/** Translates a sentence of the server. */
export function useServerWords(): (sentence: string) => string {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useCallback(sentence => ready.get(language)?.(sentence) ?? sentence, [language]);
}
