/** Which warnings the destinations of an input have, by platform. Pure. */
import type { StatusWarning } from "@/api/types";
import type { LivePicture } from "@/live/picture";

export interface PlatformWarning {
  platform: string;
  warning: StatusWarning;
}

/** Those of destinations that are switched on; each code once for each platform. */
export function platformWarnings(picture: LivePicture, inputId: string): PlatformWarning[] {
  const found = new Map<string, PlatformWarning>();
  for (const id of picture.outputOrder.get(inputId) ?? []) {
    const output = picture.outputs.get(id);
    if (!output?.enabled || output.platform === null) continue;
    for (const warning of output.status.warnings)
      found.set(`${warning.code} ${output.platform}`, { platform: output.platform, warning });
  }
  return [...found.values()];
}

export const sameWarnings = (a: PlatformWarning[], b: PlatformWarning[]): boolean =>
  a.length === b.length &&
  a.every(
    (one, i) => one.platform === b[i]?.platform && one.warning.message === b[i]?.warning.message,
  );
