/** What the form of a destination holds, and how that becomes what the API takes. Pure. */
import type { Output, OutputCreate, OutputPatch, Platform } from "@/api/types";

export type Shape = "platform" | "rtmp" | "srt";

/** The names are those of the API, so that its words about a field find their place. */
export interface Values {
  name: string;
  url: string;
  stream_key: string;
  fingerprint: string;
  enabled: boolean;
  srt: {
    mode: string;
    streamid: string;
    passphrase: string;
    /** ms; empty: not said */
    latency_ms: number | "";
    /** bytes, as text for a select; "0": as the destination wants it */
    key_length: string;
    /** bytes per packet; in no field, so that a copy has it too */
    payload_size: number | null;
  };
}

type SrtIn = NonNullable<OutputCreate["srt"]>;

const SRT: Values["srt"] = {
  mode: "caller",
  streamid: "",
  passphrase: "",
  latency_ms: "",
  key_length: "0",
  payload_size: null,
};

const USUAL_LATENCY_MS = 200;

/** Of a stored destination; a platform that is no longer in the catalogue is a server of one's own. */
export function shapeOf(output: Output, platform: Platform | undefined): Shape {
  if (output.srt !== null) return "srt";
  return platform ? "platform" : "rtmp";
}

/** For a new destination: the platform's name and first server. */
export function newValues(platform: Platform | undefined): Values {
  return {
    name: platform?.name ?? "",
    url: platform?.servers[0]?.url ?? "",
    stream_key: "",
    fingerprint: "",
    enabled: true,
    srt: SRT,
  };
}

export function valuesOf(output: Output): Values {
  const { srt } = output;
  return {
    name: output.name,
    url: output.url,
    stream_key: output.stream_key ?? "",
    fingerprint: output.fingerprint ?? "",
    enabled: output.enabled,
    srt: srt
      ? {
          mode: srt.mode,
          streamid: srt.streamid ?? "",
          passphrase: srt.passphrase ?? "",
          latency_ms: srt.latency_ms ?? "",
          key_length: String(srt.key_length),
          payload_size: srt.payload_size,
        }
      : SRT,
  };
}

/** An address as it was meant: without blanks around it, and for SRT also `host:port`. */
export function meantUrl(url: string, shape: Shape): string {
  const bare = url.trim();
  return shape === "srt" && bare && !bare.includes("://") ? `srt://${bare}` : bare;
}

/** What is pasted from a web page often has blanks and line breaks around it. */
export const meantSecret = (text: string): string => text.trim();

/** Fields that were left as they are when the form opened say nothing, so that what stands in an
 * SRT address counts. */
function changedSrt(values: Values["srt"], before: Values["srt"]): SrtIn {
  const changes: SrtIn = {};
  if (values.mode !== before.mode) changes.mode = values.mode as SrtIn["mode"];
  if (values.streamid.trim() !== before.streamid) changes.streamid = values.streamid.trim() || null;
  if (meantSecret(values.passphrase) !== before.passphrase)
    changes.passphrase = meantSecret(values.passphrase) || null;
  if (values.latency_ms !== before.latency_ms)
    changes.latency_ms = values.latency_ms === "" ? USUAL_LATENCY_MS : values.latency_ms;
  if (values.key_length !== before.key_length)
    changes.key_length = Number(values.key_length) as SrtIn["key_length"];
  if (values.payload_size !== before.payload_size) changes.payload_size = values.payload_size;
  return changes;
}

/** Where to send, without name and switch: what a test takes. */
export function placeOf(values: Values, shape: Shape, platform: Platform | undefined) {
  const place: Omit<OutputCreate, "name" | "enabled"> = { url: meantUrl(values.url, shape) };
  if (shape === "srt") {
    const srt = changedSrt(values.srt, SRT);
    if (Object.keys(srt).length) place.srt = srt;
    return place;
  }
  if (platform) place.platform = platform.id;
  if (meantSecret(values.stream_key)) place.stream_key = meantSecret(values.stream_key);
  if (values.fingerprint.trim()) place.fingerprint = values.fingerprint.trim();
  return place;
}

export function createOf(values: Values, shape: Shape, platform: Platform | undefined) {
  const body: OutputCreate = { ...placeOf(values, shape, platform), enabled: values.enabled };
  if (values.name.trim()) body.name = values.name.trim();
  return body;
}

/** Only what was changed: a secret that was not touched is not sent. */
export function patchOf(values: Values, before: Values, shape: Shape): OutputPatch {
  const patch: OutputPatch = {};
  const url = meantUrl(values.url, shape);
  const key = meantSecret(values.stream_key);
  if (values.name.trim() !== before.name) patch.name = values.name.trim();
  if (url !== before.url) patch.url = url;
  if (shape === "srt") {
    const srt = changedSrt(values.srt, before.srt);
    if (Object.keys(srt).length) patch.srt = srt;
    return patch;
  }
  if (key !== before.stream_key) patch.stream_key = key;
  if (values.fingerprint.trim() !== before.fingerprint)
    patch.fingerprint = values.fingerprint.trim() || null;
  return patch;
}

/** Whether a change makes the destination be connected anew. */
export function reconnects(patch: OutputPatch): boolean {
  return Object.keys(patch).some(field => field !== "name" && field !== "enabled");
}
