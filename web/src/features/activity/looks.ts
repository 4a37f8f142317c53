/** Sign and tone of each kind of event. The sign differs: colour is never the only difference. */
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBroadcast,
  IconDots,
  IconHandStop,
  IconKey,
  IconLink,
  IconPlugConnectedX,
  IconPlus,
  IconPower,
  IconServer,
  IconServerOff,
  IconToggleRight,
  IconTrash,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Kind } from "./sentences";

export interface Look {
  tone: "live" | "warn" | "error" | "idle" | "busy";
  Icon: ComponentType<{ size?: number; stroke?: number }>;
}

const CREATED: Look = { tone: "busy", Icon: IconPlus };
const DELETED: Look = { tone: "idle", Icon: IconTrash };
const ON: Look = { tone: "busy", Icon: IconToggleRight };
const OFF: Look = { tone: "idle", Icon: IconPower };
const FAILED: Look = { tone: "error", Icon: IconAlertTriangle };
const LIVE: Look = { tone: "live", Icon: IconBroadcast };
const ADDRESS: Look = { tone: "busy", Icon: IconLink };

const LOOKS: Record<Kind, Look> = {
  "input.live": LIVE,
  "input.reconnecting": { tone: "warn", Icon: IconPlugConnectedX },
  "input.offline": { tone: "idle", Icon: IconPlugConnectedX },
  "input.error": FAILED,
  "input.refused": { tone: "warn", Icon: IconHandStop },
  "input.created": CREATED,
  "input.deleted": DELETED,
  "input.switched_on": ON,
  "input.switched_off": OFF,
  "input.path_changed": ADDRESS,
  "input.source_changed": ADDRESS,
  "input.key_rotated": { tone: "busy", Icon: IconKey },
  "output.live": LIVE,
  "output.error": FAILED,
  "output.created": CREATED,
  "output.deleted": DELETED,
  "output.switched_on": ON,
  "output.switched_off": OFF,
  "path.restored": { tone: "warn", Icon: IconArrowBackUp },
  "engine.lost": { tone: "error", Icon: IconServerOff },
  "engine.ready": { tone: "live", Icon: IconServer },
};

/** Events that are told in the server's own sentence. */
const OTHERS: Partial<Record<string, Look>> = {
  "node.lost": { tone: "error", Icon: IconServerOff },
  "node.ready": { tone: "live", Icon: IconServer },
  "node.created": { tone: "busy", Icon: IconServer },
  "node.changed": { tone: "busy", Icon: IconServer },
  "node.deleted": { tone: "idle", Icon: IconServerOff },
};

const OTHER: Look = { tone: "idle", Icon: IconDots };

export const lookOf = (kind: string): Look =>
  (LOOKS as Partial<Record<string, Look>>)[kind] ?? OTHERS[kind] ?? OTHER;
