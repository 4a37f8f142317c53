import type { InputStatus } from "@/api/types";

/** Why there is no picture to show. */
export type Lack = "off" | "none" | "waiting" | "sound" | "error";

/** What an input shows where its picture would be, as long as there is none. Pure. */
export function lackOf(status: InputStatus | undefined, current: boolean): Lack {
  if (!status || !current) return "none";
  switch (status.state) {
    case "disabled":
      return "off";
    case "error":
      return "error";
    case "connecting":
      return "waiting";
    case "live":
      return hasOnlySound(status) ? "sound" : "waiting";
    default:
      return "none";
  }
}

export function hasOnlySound({ tracks }: InputStatus): boolean {
  return tracks.length > 0 && tracks.every(track => track.type === "audio");
}
