/** What the form holds, and how that and the API's shapes become one another. Pure. */
import type { Input, InputCreate, InputPatch } from "@/api/types";

export type Transport = NonNullable<NonNullable<InputCreate["source"]>["rtsp_transport"]>;
export type KeyLength = NonNullable<NonNullable<InputCreate["srt"]>["key_length"]>;

export interface InputValues {
  name: string;
  path: string;
  source: "publish" | "pull";
  url: string;
  onDemand: boolean;
  transport: Transport;
  fingerprint: string;
  /** ms; a text while it is being typed */
  latency: number | string;
  passphrase: string;
  keyLength: KeyLength;
  readKey: string;
  /** seconds; a text while it is being typed */
  grace: number | string;
  override: boolean;
  /** The id of the media server that it must use; empty: any. */
  node: string;
}

export const NEW: InputValues = {
  name: "",
  path: "",
  source: "publish",
  url: "",
  onDemand: false,
  transport: "automatic",
  fingerprint: "",
  latency: 200,
  passphrase: "",
  keyLength: 0,
  readKey: "",
  grace: 30,
  override: true,
  node: "",
};

export function valuesOf(input: Input): InputValues {
  const { source, srt } = input;
  return {
    name: input.name,
    path: input.path,
    source: source.type === "pull" ? "pull" : "publish",
    url: source.url ?? "",
    onDemand: source.on_demand,
    transport: source.rtsp_transport as Transport,
    fingerprint: source.fingerprint ?? "",
    latency: srt.latency_ms,
    passphrase: srt.passphrase ?? "",
    keyLength: srt.key_length as KeyLength,
    readKey: input.read_key ?? "",
    grace: input.grace_s,
    override: input.override_publisher,
    node: input.node ?? "",
  };
}

const schemeOf = (url: string) => url.trim().split("://", 1)[0]?.toLowerCase() ?? "";

export const isRtsp = (url: string): boolean => ["rtsp", "rtsps"].includes(schemeOf(url));

/** Whether a server at this address shows a certificate. */
export const hasCertificate = (url: string): boolean =>
  ["rtmps", "rtsps", "https"].includes(schemeOf(url));

type Whole = Required<InputCreate> & {
  source: Required<NonNullable<InputCreate["source"]>>;
  srt: Required<NonNullable<InputCreate["srt"]>>;
};

/** Everything the form holds, as the API takes it. What makes no sense is left at its default. */
function wholeOf(values: InputValues): Whole {
  const pull = values.source === "pull";
  const passphrase = values.passphrase.trim() || null;
  return {
    name: values.name.trim(),
    path: values.path.trim() || null,
    enabled: true,
    source: {
      type: values.source,
      url: pull ? values.url.trim() : null,
      on_demand: pull && values.onDemand,
      rtsp_transport: pull && isRtsp(values.url) ? values.transport : "automatic",
      fingerprint: pull && hasCertificate(values.url) ? values.fingerprint.trim() || null : null,
    },
    srt: {
      passphrase,
      latency_ms: Number(values.latency),
      key_length: passphrase === null ? 0 : values.keyLength,
    },
    read_key: values.readKey.trim() || null,
    grace_s: Number(values.grace),
    override_publisher: values.override,
    node: values.node || null,
  };
}

/** `pathGiven`: else the server makes a free path from the name. */
export function toCreate(values: InputValues, pathGiven: boolean): InputCreate {
  const { path, ...rest } = wholeOf(values);
  return pathGiven ? { ...rest, path } : rest;
}

/** The fields of `after` that differ, those of its parts too; null when none does. */
function changed<T extends object>(before: T, after: T): Partial<T> | null {
  const names = (Object.keys(after) as (keyof T)[]).filter(name => before[name] !== after[name]);
  return names.length
    ? (Object.fromEntries(names.map(name => [name, after[name]])) as Partial<T>)
    : null;
}

/** Only what differs from what the input was: others may have changed the rest meanwhile. */
export function toPatch(before: InputValues, values: InputValues): InputPatch {
  const was = wholeOf(before);
  const is = wholeOf(values);
  const { source: _source, srt: _srt, path, ...plain } = is;
  const { source: _wasSource, srt: _wasSrt, path: wasPath, ...wasPlain } = was;
  return {
    ...changed(wasPlain, plain),
    ...(path !== null && path !== wasPath && { path }),
    ...part("source", sourceChange(was.source, is.source)),
    ...part("srt", changed(was.srt, is.srt)),
  };
}

function part<N extends string, T>(name: N, value: T | null): Partial<Record<N, T>> {
  return value === null ? {} : ({ [name]: value } as Partial<Record<N, T>>);
}

function sourceChange(was: Whole["source"], is: Whole["source"]): InputPatch["source"] | null {
  if (is.type === "publish") return was.type === "publish" ? null : { type: "publish" };
  const change = changed(was, is);
  // With another address the server forgets the fingerprint, unless it is told to keep it.
  if (change?.url && is.fingerprint) return { ...change, fingerprint: is.fingerprint };
  return change;
}

/** What a change does to a stream that is live. */
export type Disturbance = "path" | "source" | "encryption" | "server";

/** `servedBy`: the id of the media server that has the stream. */
export function disturbances(patch: InputPatch, servedBy?: string): Disturbance[] {
  const found: Disturbance[] = [];
  if (patch.path !== undefined) found.push("path");
  if (patch.source && Object.keys(patch.source).some(name => name !== "on_demand"))
    found.push("source");
  if (patch.srt && ("passphrase" in patch.srt || "key_length" in patch.srt))
    found.push("encryption");
  if (patch.node !== undefined && patch.node !== null && patch.node !== servedBy)
    found.push("server");
  return found;
}

/** The form's fields by the names that the API has for them. */
const FIELDS: Record<string, keyof InputValues> = {
  name: "name",
  path: "path",
  source: "url",
  "source.type": "source",
  "source.url": "url",
  "source.on_demand": "onDemand",
  "source.rtsp_transport": "transport",
  "source.fingerprint": "fingerprint",
  "srt.latency_ms": "latency",
  "srt.passphrase": "passphrase",
  "srt.key_length": "keyLength",
  read_key: "readKey",
  grace_s: "grace",
  override_publisher: "override",
  node: "node",
};

/** The server's sentences by the form's fields; null when one belongs to none of them. */
export function fieldErrors(
  told: Record<string, string>,
): Partial<Record<keyof InputValues, string>> | null {
  const entries = Object.entries(told).map(([field, words]) => [FIELDS[field], words] as const);
  if (entries.length === 0 || entries.some(([field]) => field === undefined)) return null;
  return Object.fromEntries(entries);
}

const SIMPLE = new Set<string>(["name", "source", "url", "onDemand"]);

/** Whether a field is in the folded part of the form. */
export const isAdvanced = (field: string): boolean => !SIMPLE.has(field);
