/** Prints every word of the dashboard in both languages, by key: for tests in a browser. */
import { runnerImport } from "vite";

const flat = (words, at = "") =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${at}${key}`, value]] : flat(value, `${at}${key}.`),
  );

async function load(language) {
  const { module } = await runnerImport(`./src/i18n/${language}/index.ts`, { logLevel: "error" });
  return Object.fromEntries(flat(module.default));
}

process.stdout.write(JSON.stringify({ en: await load("en"), es: await load("es") }));
