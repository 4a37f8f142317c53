import type {
  InputPicture,
  InputStatus,
  OutputPicture,
  OutputStatus,
  Picture,
  ServerStatus,
} from "@/api/types";

const INPUT_STATUS: InputStatus = {
  state: "offline",
  since: null,
  error: null,
  node: "engine",
  protocol: null,
  remote_address: null,
  tracks: [],
  bitrate_bps: null,
  video_bitrate_bps: null,
  audio_bitrate_bps: null,
  fps: null,
  keyframe_interval_s: null,
  problem: null,
  last_refusal: null,
  srt: null,
  readers: 0,
  readers_by_protocol: {},
  outputs_by_state: {},
};

const OUTPUT_STATUS: OutputStatus = {
  state: "waiting",
  since: null,
  held: false,
  error: null,
  bitrate_bps: null,
  fps: null,
  bytes_sent: 0,
  bytes_acked: 0,
  rtt_ms: null,
  retransmits: null,
  srt: null,
  queue_ms: null,
  frames_sent: 0,
  dropped_frames: 0,
  reconnects: 0,
  warnings: [],
};

export const inputStatus = (given: Partial<InputStatus> = {}): InputStatus => ({
  ...INPUT_STATUS,
  ...given,
});

export const outputStatus = (given: Partial<OutputStatus> = {}): OutputStatus => ({
  ...OUTPUT_STATUS,
  ...given,
});

export const inputPicture = (
  id: string,
  status: Partial<InputStatus> = {},
  head: Partial<InputPicture> = {},
): InputPicture =>
  ({
    id,
    name: `Input ${id}`,
    path: id,
    enabled: true,
    position: 0,
    ...head,
    status: inputStatus(status),
  }) as InputPicture;

export const outputPicture = (
  id: string,
  inputId: string,
  status: Partial<OutputStatus> = {},
  head: Partial<OutputPicture> = {},
): OutputPicture =>
  ({
    id,
    input_id: inputId,
    name: `Output ${id}`,
    enabled: true,
    position: 0,
    ...head,
    status: outputStatus(status),
  }) as OutputPicture;

export const serverStatus = (id: string, given: Partial<ServerStatus> = {}): ServerStatus => ({
  id,
  name: `Server ${id}`,
  kind: "mediamtx",
  builtin: false,
  state: "running",
  reason: null,
  since: "2026-01-01T11:00:00Z",
  version: "v1.20.1",
  ingest: true,
  replica: false,
  draining: false,
  streams: 0,
  inbound_bps: 0,
  outbound_bps: 0,
  listeners: {},
  unmanaged_paths: 0,
  problem: null,
  limits: [],
  ...given,
});

export const ENGINE = serverStatus("engine", {
  name: "StreamingPro engine",
  kind: "engine",
  builtin: true,
});

export const picture = (
  inputs: InputPicture[] = [],
  outputs: OutputPicture[] = [],
  at = "2026-01-01T12:00:00Z",
  nodes: ServerStatus[] = [ENGINE],
): Picture => ({
  at,
  media_server: {
    node: "engine",
    state: "running",
    reason: null,
    pid: 1,
    version: "0.1.0",
    rtmp_port: 1935,
    services: {},
    restarts: 0,
    unmanaged_paths: [],
  },
  nodes,
  inputs,
  outputs,
});
