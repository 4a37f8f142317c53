import { useMemo, useSyncExternalStore } from "react";
import type { InputPicture, MediaServerStatus, OutputPicture, ServerStatus } from "@/api/types";
import type { LivePicture } from "./picture";
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

export const useServer = (id: string): ServerStatus | undefined =>
  useLive(() => live.picture.servers.find(one => one.id === id));

/** How people call a media server; null where one alone takes and gives all streams, so that there is
 * nothing to tell apart. */
export const useServerName = (id: string | undefined): string | null =>
  useLive(() => {
    const { servers } = live.picture;
    if (servers.filter(one => one.ingest || one.replica).length < 2) return null;
    return servers.find(one => one.id === id)?.name ?? null;
  });

interface Named {
  id: string;
  name: string;
}

const takersOf = ({ servers }: LivePicture): Named[] =>
  servers.filter(one => one.ingest).map(({ id, name }) => ({ id, name }));

const sameNames = (a: Named[], b: Named[]) => JSON.stringify(a) === JSON.stringify(b);

/** The media servers that take streams in. */
export const useTakingServers = (): Named[] => useSelected(takersOf, sameNames);

/** All inputs: drawn again with every change of any, so only for filters and totals. */
export const useInputs = (): ReadonlyMap<string, InputPicture> =>
  useLive(() => live.picture.inputs);

/** All outputs: as `useInputs`. */
export const useOutputs = (): ReadonlyMap<string, OutputPicture> =>
  useLive(() => live.picture.outputs);

/** Something made from the whole picture: read with every change, drawn again only when it differs.
 * `read`, `same` and `subscribe` must be the same functions from one drawing to the next. `subscribe`
 * may leave changes out: of what is not in view. */
export function useSelected<T>(
  read: (picture: LivePicture) => T,
  same: (a: T, b: T) => boolean = Object.is,
  subscribe: (listener: () => void) => () => void = live.subscribe,
): T {
  const get = useMemo(() => {
    let seen: { picture: LivePicture; value: T } | null = null;
    return () => {
      const picture = live.picture;
      if (seen?.picture === picture) return seen.value;
      const value = read(picture);
      seen = { picture, value: seen && same(seen.value, value) ? seen.value : value };
      return seen.value;
    };
  }, [read, same]);
  return useSyncExternalStore(subscribe, get);
}

/** Why the media server does not offer a protocol (`rtmp`, `srt`, `hls`), or null when it does. */
export const useServiceOff = (name: string): string | null =>
  useLive(() => live.picture.mediaServer?.services[name]?.reason ?? null);
