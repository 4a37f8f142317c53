/** Which warnings the destinations of an input have. Pure. */
import type { StatusWarning } from "@/api/types";
import type { LivePicture } from "@/live/picture";

/** Those of destinations that are switched on; each once for each platform. */
export function platformWarnings(picture: LivePicture, inputId: string): StatusWarning[] {
  const found = new Map<string, StatusWarning>();
  for (const id of picture.outputOrder.get(inputId) ?? []) {
    const output = picture.outputs.get(id);
    if (!output?.enabled) continue;
    for (const warning of output.status.warnings)
      found.set(`${warning.code} ${output.platform}`, warning);
  }
  return [...found.values()];
}

export const sameWarnings = (a: StatusWarning[], b: StatusWarning[]): boolean =>
  a.length === b.length && a.every((one, i) => one.message === b[i]?.message);
