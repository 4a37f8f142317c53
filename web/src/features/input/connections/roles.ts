/** Who is who among the connections of an input. Pure. */
import type { Connection } from "@/api/types";

export type Role = "publish" | "read" | "idle";

/** What a connection does; one that has not said so yet is `idle`. */
export const roleOf = ({ state }: Connection): Role =>
  state === "publish" || state === "read" ? state : "idle";

const ORDER: Record<Role, number> = { publish: 0, read: 1, idle: 2 };

/** Encoders first, then who came first. */
export function inOrder(all: readonly Connection[]): Connection[] {
  return [...all].sort(
    (a, b) =>
      ORDER[roleOf(a)] - ORDER[roleOf(b)] ||
      (a.connected_at ?? "").localeCompare(b.connected_at ?? "") ||
      a.id.localeCompare(b.id),
  );
}

/** Bytes of the stream, in whichever direction it goes. */
export const bytesOf = (one: Connection): number =>
  roleOf(one) === "publish" ? one.inbound_bytes : one.outbound_bytes;
