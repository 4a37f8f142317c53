/** English and Spanish. Each part of the dashboard has a namespace: `en/overview.ts` and
 * `es/overview.ts`; the type checker finds what a language lacks. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { type Language, preferredLanguage, rememberLanguage } from "./choice";
import type en from "./en";
import { loadServerWords } from "./server";

export { isLanguage, LANGUAGES, type Language, preferredLanguage } from "./choice";

const LOADERS: Record<Language, () => Promise<{ default: typeof en | Translation<typeof en> }>> = {
  en: () => import("./en"),
  es: () => import("./es"),
};

/** The same keys with other words. */
export type Translation<T> = { [K in keyof T]: T[K] extends string ? string : Translation<T[K]> };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof en;
  }
}

async function load(language: Language) {
  const [words] = await Promise.all([LOADERS[language](), loadServerWords(language)]);
  return words.default;
}

export async function startI18n(language: Language = preferredLanguage()): Promise<void> {
  const resources = await load(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: language,
    defaultNS: "common",
    resources: { [language]: resources },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function setLanguage(language: Language): Promise<void> {
  const resources = await load(language);
  for (const [namespace, words] of Object.entries(resources))
    i18next.addResourceBundle(language, namespace, words, true, true);
  await i18next.changeLanguage(language);
  rememberLanguage(language);
  document.documentElement.lang = language;
}
