import { useSyncExternalStore } from "react";
import type { InputPicture, MediaServerStatus, OutputPicture } from "@/api/types";
import { type LineState, live } from "./store";

const NONE: readonly string[] = [];

function useLive<T>(read: () => T): T {
  return useSyncExternalStore(live.subscribe, read);
}

/** Whether what is shown is current. */
export const useLine = (): LineState => useLive(() => live.state);

/** True while live figures are current; else they must not be shown as such. */
export const useCurrent = (): boolean => useLive(() => live.state.line === "live");

export const useInputIds = (): readonly string[] => useLive(() => live.picture.inputOrder);

export const useInputPicture = (id: string): InputPicture | undefined =>
  useLive(() => live.picture.inputs.get(id));

export const useOutputIds = (inputId: string): readonly string[] =>
  useLive(() => live.picture.outputOrder.get(inputId) ?? NONE);

export const useOutputPicture = (id: string): OutputPicture | undefined =>
  useLive(() => live.picture.outputs.get(id));

export const useMediaServer = (): MediaServerStatus | null =>
  useLive(() => live.picture.mediaServer);

/** All inputs: drawn again with every change of any, so only for filters and totals. */
export const useInputs = (): ReadonlyMap<string, InputPicture> =>
  useLive(() => live.picture.inputs);

/** All outputs: as `useInputs`. */
export const useOutputs = (): ReadonlyMap<string, OutputPicture> =>
  useLive(() => live.picture.outputs);
