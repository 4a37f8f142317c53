/** The one live picture of this page, outside React: components subscribe to the piece they show. */
import type { LogEvent } from "@/api/types";
import { History } from "./history";
import { EMPTY, fromSnapshot, type LivePicture, serversDiffer, withChanges } from "./picture";
import type { Changes, Message } from "./protocol";

/** `connecting`: never had a picture. `live`: current. `lost`: what is shown is from before. */
export type Line = "connecting" | "live" | "lost" | "signed-out";

export interface LineState {
  line: Line;
  /** When the line was lost, ms since the epoch; null while it is live. */
  lostAt: number | null;
  /** When the next try to connect is made, ms since the epoch; null while one is being made. */
  retryAt: number | null;
}

type Edited = (ids: { inputs: string[]; outputs: string[] }) => void;

export class LiveStore {
  picture: LivePicture = EMPTY;
  state: LineState = { line: "connecting", lostAt: null, retryAt: null };
  /** The server's clock minus ours, ms. */
  clockOffset = 0;
  readonly history = new History();
  private readonly listeners = new Set<() => void>();
  private readonly editListeners = new Set<Edited>();
  private readonly serverListeners = new Set<() => void>();
  private readonly eventListeners = new Set<(event: LogEvent) => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called with ids of things that were made, edited or removed, by whomever; all when lists are
   * empty (a snapshot after a gap). */
  onEdited(listener: Edited): () => void {
    this.editListeners.add(listener);
    return () => this.editListeners.delete(listener);
  }

  /** Called when media servers came, went, or are others than before; not for their figures. */
  onServers(listener: () => void): () => void {
    this.serverListeners.add(listener);
    return () => this.serverListeners.delete(listener);
  }

  onEvent(listener: (event: LogEvent) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  receive(message: Message, now: number): void {
    const { servers } = this.picture;
    switch (message.type) {
      case "snapshot":
        this.clockOffset = Date.parse(message.data.at) - now;
        this.picture = fromSnapshot(message.data);
        this.state = { line: "live", lostAt: null, retryAt: null };
        this.history.add(this.picture.inputs, now);
        for (const listener of this.editListeners) listener({ inputs: [], outputs: [] });
        break;
      case "changes":
        this.picture = withChanges(this.picture, message.data);
        this.history.add(this.picture.inputs, now);
        this.tellEdited(message.data);
        break;
      case "event":
        for (const listener of this.eventListeners) listener(message.data);
        return;
      case "heartbeat":
        this.history.add(this.picture.inputs, now);
        return;
    }
    if (serversDiffer(servers, this.picture.servers))
      for (const listener of this.serverListeners) listener();
    this.tell();
  }

  lost(now: number, retryAt: number | null): void {
    const { line, lostAt } = this.state;
    this.state = {
      line: line === "connecting" ? "connecting" : "lost",
      lostAt: lostAt ?? now,
      retryAt,
    };
    this.history.clear();
    this.tell();
  }

  /** Forget everything: somebody signed out. */
  signedOut(): void {
    this.picture = EMPTY;
    this.state = { line: "signed-out", lostAt: null, retryAt: null };
    this.history.clear();
    this.tell();
  }

  /** Somebody signs in: from the beginning. */
  restart(): void {
    this.state = { line: "connecting", lostAt: null, retryAt: null };
    this.tell();
  }

  private tellEdited(changes: Changes): void {
    const edited = (all: Record<string, object>) =>
      Object.entries(all).flatMap(([id, change]) => ("position" in change ? [id] : []));
    const inputs = [...edited(changes.inputs), ...changes.removed.inputs];
    const outputs = [...edited(changes.outputs), ...changes.removed.outputs];
    if (inputs.length + outputs.length === 0) return;
    for (const listener of this.editListeners) listener({ inputs, outputs });
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const live = new LiveStore();
