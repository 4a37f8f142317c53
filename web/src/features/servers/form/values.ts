/** What the form holds, and how that and the API's shapes become one another. Pure. */
import type { Server, ServerCreate, ServerPatch } from "@/api/types";

export interface ServerValues {
  name: string;
  url: string;
  user: string;
  /** Empty when changing a server: the one that is kept. */
  password: string;
  role: Server["role"];
  enabled: boolean;
  redistribution: Server["redistribution"];
  unmanagedAccess: Server["unmanaged_access"];
  /** Empty: no limit. */
  maxStreams: number | string;
  /** Mb/s; empty: no limit. */
  maxBitrate: number | string;
  publicHost: string;
  mediaHost: string;
  controlUrl: string;
}

export const NEW: ServerValues = {
  name: "",
  url: "",
  user: "",
  password: "",
  role: "ingest",
  enabled: true,
  redistribution: "engine",
  unmanagedAccess: "refuse",
  maxStreams: "",
  maxBitrate: "",
  publicHost: "",
  mediaHost: "",
  controlUrl: "",
};

export function valuesOf(server: Server): ServerValues {
  return {
    name: server.name,
    url: server.api_url ?? "",
    user: server.api_user ?? "",
    password: "",
    role: server.role,
    enabled: server.enabled,
    redistribution: server.redistribution,
    unmanagedAccess: server.unmanaged_access,
    maxStreams: server.max_streams ?? "",
    maxBitrate: server.max_bitrate_bps === null ? "" : server.max_bitrate_bps / 1e6,
    publicHost: server.public_host ?? "",
    mediaHost: server.media_host ?? "",
    controlUrl: server.control_url ?? "",
  };
}

type Whole = Required<Omit<ServerCreate, "draining" | "api_password">>;

/** All but the password. Who only serves viewers sends nothing to destinations. */
function wholeOf(values: ServerValues): Whole {
  return {
    name: values.name.trim(),
    api_url: values.url.trim(),
    api_user: values.user.trim() || null,
    role: values.role,
    enabled: values.enabled,
    redistribution: values.role === "replica" ? "engine" : values.redistribution,
    unmanaged_access: values.unmanagedAccess,
    max_streams: numberOf(values.maxStreams),
    max_bitrate_bps: scaled(numberOf(values.maxBitrate), 1e6),
    public_host: values.publicHost.trim() || null,
    media_host: values.mediaHost.trim() || null,
    control_url: values.controlUrl.trim() || null,
  };
}

const numberOf = (value: number | string) => (value === "" ? null : Number(value));

const scaled = (value: number | null, by: number) =>
  value === null ? null : Math.round(value * by);

export const toCreate = (values: ServerValues): ServerCreate => ({
  ...wholeOf(values),
  api_password: values.password || null,
});

/** Only what differs: others may have changed the rest meanwhile. */
export function toPatch(before: ServerValues, values: ServerValues): ServerPatch {
  const was = wholeOf(before);
  const is = wholeOf(values);
  const names = (Object.keys(is) as (keyof Whole)[]).filter(name => was[name] !== is[name]);
  return {
    ...(Object.fromEntries(names.map(name => [name, is[name]])) as ServerPatch),
    ...(values.password && { api_password: values.password }),
  };
}

/** The form's fields by the names that the API has for them. */
const FIELDS: Record<string, keyof ServerValues> = {
  name: "name",
  api_url: "url",
  api_user: "user",
  api_password: "password",
  role: "role",
  enabled: "enabled",
  redistribution: "redistribution",
  unmanaged_access: "unmanagedAccess",
  max_streams: "maxStreams",
  max_bitrate_bps: "maxBitrate",
  public_host: "publicHost",
  media_host: "mediaHost",
  control_url: "controlUrl",
};

/** The server's sentences by the form's fields; null when one belongs to none of them. */
export function fieldErrors(
  told: Record<string, string>,
): Partial<Record<keyof ServerValues, string>> | null {
  const entries = Object.entries(told).map(([field, words]) => [FIELDS[field], words] as const);
  if (entries.length === 0 || entries.some(([field]) => field === undefined)) return null;
  return Object.fromEntries(entries);
}

const ADVANCED = [
  "redistribution",
  "unmanagedAccess",
  "maxStreams",
  "maxBitrate",
  "publicHost",
  "mediaHost",
  "controlUrl",
] as const satisfies readonly (keyof ServerValues)[];

/** Whether a field is in the folded part of the form. */
export const isAdvanced = (field: string): boolean => ADVANCED.some(one => one === field);

/** Whether something stands there that is not as it is for most. */
export const hasAdvanced = (values: ServerValues): boolean =>
  ADVANCED.some(name => values[name] !== NEW[name]);
