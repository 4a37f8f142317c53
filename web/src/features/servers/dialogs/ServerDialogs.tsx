import type { Server, ServerStatus } from "@/api/types";
import { focusMenu } from "../focus";
import { DrainServer } from "./DrainServer";
import { EditServer } from "./EditServer";
import { RemoveServer } from "./RemoveServer";

export type Asked =
  | { kind: "add" }
  | { kind: "edit"; server: Server }
  | { kind: "drain"; server: Server }
  | { kind: "remove"; server: Server; status: ServerStatus };

/** The one dialog that is open. */
export function ServerDialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  if (!asked) return null;
  if (asked.kind === "add") return <EditServer onClose={onClose} />;
  const { server } = asked;
  const close = () => {
    onClose();
    focusMenu(server.id);
  };
  if (asked.kind === "edit") return <EditServer server={server} onClose={onClose} />;
  if (asked.kind === "drain") return <DrainServer server={server} onClose={close} />;
  return <RemoveServer server={server} status={asked.status} onClose={close} />;
}
