/** Finding a platform, and its servers in groups. Pure. */
import type { Platform } from "@/api/types";

/** Without accents, upper case and anything but letters and digits. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Those whose name or id has `text` in it; those that begin with it first. */
export function found(platforms: readonly Platform[], text: string): Platform[] {
  const wanted = plain(text);
  const rank = ({ name, id }: Platform) => {
    const place = plain(name).indexOf(wanted);
    return place >= 0 ? place : plain(id).includes(wanted) ? 1000 : -1;
  };
  return platforms
    .map(platform => ({ platform, place: rank(platform) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ platform }) => platform);
}

export interface ServerChoice {
  value: string;
  label: string;
}

/** A platform's servers for a select, each address once. */
export function serverChoices(platform: Platform): Record<"rtmps" | "rtmp", ServerChoice[]> {
  const choices: Record<"rtmps" | "rtmp", ServerChoice[]> = { rtmps: [], rtmp: [] };
  const seen = new Set<string>();
  for (const { url, name, protocol } of platform.servers) {
    if (seen.has(url)) continue;
    seen.add(url);
    choices[protocol].push({ value: url, label: name });
  }
  return choices;
}
