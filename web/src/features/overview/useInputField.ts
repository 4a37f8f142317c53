import { useCallback } from "react";
import type { InputPicture } from "@/api/types";
import { useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import { useNearness } from "./nearness";

/** One thing of one input: drawn again only when that changes, not with every figure of it, and only
 * near the view. `read` must be the same function from one drawing to the next. */
export function useInputField<T>(
  id: string,
  read: (input: InputPicture | undefined) => T,
  same?: (a: T, b: T) => boolean,
): T {
  const select = useCallback(({ inputs }: LivePicture) => read(inputs.get(id)), [id, read]);
  return useSelected(select, same, useNearness().follow);
}

export const nameOf = (input: InputPicture | undefined): string => input?.name ?? "";
export const stateOf = (input: InputPicture | undefined) => input?.status.state ?? "offline";
export const bitrateOf = (input: InputPicture | undefined) => input?.status.bitrate_bps ?? null;
