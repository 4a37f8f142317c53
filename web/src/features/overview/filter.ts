/** Which inputs are shown. Pure. */
import type { InputPicture } from "@/api/types";

export const GROUPS = ["all", "live", "trouble", "idle", "off"] as const;
export type Group = (typeof GROUPS)[number];

export interface Filter {
  text: string;
  group: Group;
}

export const NO_FILTER: Filter = { text: "", group: "all" };

export const isFiltering = ({ text, group }: Filter): boolean =>
  text.trim() !== "" || group !== "all";

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether somebody should look at this input: it, its stream or a destination of it has trouble. */
export function inTrouble({ status }: InputPicture): boolean {
  return (
    status.state === "error" ||
    status.state === "reconnecting" ||
    status.problem !== null ||
    (status.outputs_by_state.error ?? 0) > 0
  );
}

export function belongsTo(input: InputPicture, group: Group): boolean {
  const { state } = input.status;
  switch (group) {
    case "all":
      return true;
    case "live":
      return state === "live";
    case "trouble":
      return inTrouble(input);
    case "idle":
      return state === "offline" || state === "connecting";
    case "off":
      return state === "disabled";
  }
}

export function matches(input: InputPicture, { text, group }: Filter): boolean {
  const wanted = plain(text.trim());
  const named = plain(input.name).includes(wanted) || plain(input.path).includes(wanted);
  return named && belongsTo(input, group);
}

const isGroup = (value: string | null): value is Group =>
  value !== null && (GROUPS as readonly string[]).includes(value);

/** The filter is part of the address, so that it can be kept as a bookmark and survives "back". */
export function filterOf(query: URLSearchParams): Filter {
  const group = query.get("state");
  return { text: query.get("q") ?? "", group: isGroup(group) ? group : "all" };
}

/** The query with the filter in it; what else it holds stays. */
export function withFilter(query: URLSearchParams, filter: Filter): URLSearchParams {
  const next = new URLSearchParams(query);
  const put = (name: string, value: string) => (value ? next.set(name, value) : next.delete(name));
  put("q", filter.text);
  put("state", filter.group === "all" ? "" : filter.group);
  return next;
}
