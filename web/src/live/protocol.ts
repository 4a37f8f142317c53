/** The messages of `WS /api/events` (docs/events.md). */
import type {
  InputPicture,
  LogEvent,
  MediaServerStatus,
  OutputPicture,
  Picture,
  ServerStatus,
} from "@/api/types";

/** A change has the status, and the other fields only where they were edited or are new. */
export type Change<T extends { status: unknown }> = Partial<T> & Pick<T, "status">;

export interface Changes {
  inputs: Record<string, Change<InputPicture>>;
  outputs: Record<string, Change<OutputPicture>>;
  removed: { inputs: string[]; outputs: string[] };
  media_server?: MediaServerStatus;
  nodes?: ServerStatus[];
}

export type Message =
  | { type: "snapshot"; seq: number; data: Picture }
  | { type: "changes"; seq: number; data: Changes }
  | { type: "event"; seq: number; data: LogEvent }
  | { type: "heartbeat" };

/** Close code for a client that is not signed in. */
export const NOT_SIGNED_IN = 4401;
