import type { Server, ServerStatus } from "@/api/types";
import { serverStatus } from "../../live/fixtures";

/** A MediaMTX that was added. */
export function server(given: Partial<Server> = {}, status: Partial<ServerStatus> = {}): Server {
  const { id = "m1", name = "Media 1" } = given;
  return {
    id,
    name,
    builtin: false,
    api_url: "http://media-1:9997",
    api_user: "control",
    has_password: true,
    public_host: null,
    media_host: null,
    control_url: null,
    enabled: true,
    draining: false,
    role: "ingest",
    redistribution: "engine",
    unmanaged_access: "refuse",
    max_streams: null,
    max_bitrate_bps: null,
    created_at: "2026-01-01T10:00:00Z",
    updated_at: "2026-01-01T10:00:00Z",
    ...given,
    status: serverStatus(id, { name, ...status }),
  };
}

/** Our own engine. */
export const engine = (): Server =>
  server(
    {
      id: "engine",
      name: "StreamingPro engine",
      builtin: true,
      api_url: null,
      api_user: null,
      has_password: false,
      created_at: null,
      updated_at: null,
    },
    { kind: "engine", builtin: true, version: "0.1.0" },
  );
