/** Whose work is in the dashboard: the module `virtual:credits` (names and licences, from the lock
 * file) and `licenses.txt` in the build (the texts that must go with copies). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

export interface Credit {
  name: string;
  version: string;
  licence: string;
}

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
}

const VIRTUAL = "virtual:credits";
const TEXTS = /^(licen[cs]e|notice|copying)|\.license\.txt$/i;

/** Packages that a user gets, none of those that only build or test. */
export function creditsOf(lock: { packages: Record<string, Locked> }): Credit[] {
  return Object.entries(lock.packages)
    .filter(([place, one]) => place !== "" && !one.dev && !one.devOptional)
    .map(([place, one]) => ({
      name: place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length),
      version: one.version,
      licence: one.license ?? "",
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function textsOf(root: string, { name, version, licence }: Credit): string {
  const folder = join(root, "node_modules", name);
  const files = existsSync(folder) ? readdirSync(folder).filter(file => TEXTS.test(file)) : [];
  const texts = files.map(file => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${licence})`, ...texts].join("\n\n");
}

export function credits(root: string): Plugin {
  const read = () => creditsOf(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return {
    name: "credits",
    resolveId: id => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: id => (id === `\0${VIRTUAL}` ? `export default ${JSON.stringify(read())}` : undefined),
    generateBundle() {
      const rule = `\n\n${"-".repeat(80)}\n\n`;
      const source = read()
        .map(one => textsOf(root, one))
        .join(rule);
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: `${source}\n` });
    },
  };
}
