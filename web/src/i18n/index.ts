/** English and Spanish. Each part of the dashboard has a namespace: `en/overview.ts` and
 * `es/overview.ts`; the type checker finds what a language lacks. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "./en";
import { loadServerWords } from "./server";

export const LANGUAGES = { en: "English", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = "streamingpro.language";
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

export function isLanguage(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && value in LANGUAGES;
}

/** The chosen language, else the browser's first that we have, else English. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(STORED);
  if (isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map(one => one.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? "en";
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
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
