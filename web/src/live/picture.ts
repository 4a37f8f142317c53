/** The picture of everything, and how messages change it. Pure: every change makes new objects only
 * for what changed, so that a component that reads one output is not drawn again for another. */
import type {
  InputPicture,
  MediaServerStatus,
  OutputPicture,
  Picture,
  ServerStatus,
} from "@/api/types";
import type { Change, Changes } from "./protocol";

export interface LivePicture {
  inputs: ReadonlyMap<string, InputPicture>;
  outputs: ReadonlyMap<string, OutputPicture>;
  /** Ids in the order that people gave them. */
  inputOrder: readonly string[];
  outputOrder: ReadonlyMap<string, readonly string[]>;
  mediaServer: MediaServerStatus | null;
  /** All media servers, the built-in ones first. */
  servers: readonly ServerStatus[];
}

export const EMPTY: LivePicture = {
  inputs: new Map(),
  outputs: new Map(),
  inputOrder: [],
  outputOrder: new Map(),
  mediaServer: null,
  servers: [],
};

export function fromSnapshot(picture: Picture): LivePicture {
  const inputs = new Map(picture.inputs.map(one => [one.id, one]));
  const outputs = new Map(picture.outputs.map(one => [one.id, one]));
  return {
    inputs,
    outputs,
    inputOrder: inputOrderOf(inputs),
    outputOrder: outputOrderOf(outputs),
    mediaServer: picture.media_server,
    servers: picture.nodes,
  };
}

export function withChanges(before: LivePicture, changes: Changes): LivePicture {
  const inputs = merged(before.inputs, changes.inputs, changes.removed.inputs);
  const outputs = merged(before.outputs, changes.outputs, changes.removed.outputs);
  return {
    inputs,
    outputs,
    inputOrder: sameOrder(before.inputOrder, inputs, changes.inputs, changes.removed.inputs)
      ? before.inputOrder
      : inputOrderOf(inputs),
    outputOrder:
      anyEdited(changes.outputs) || changes.removed.outputs.length
        ? keepSame(before.outputOrder, outputOrderOf(outputs))
        : before.outputOrder,
    mediaServer: changes.media_server ?? before.mediaServer,
    servers: changes.nodes ? withServers(before.servers, changes.nodes) : before.servers,
  };
}

/** A server that is as it was stays the same object. */
function withServers(
  before: readonly ServerStatus[],
  after: readonly ServerStatus[],
): readonly ServerStatus[] {
  const known = new Map(before.map(one => [one.id, one]));
  return after.map(one => {
    const old = known.get(one.id);
    return old && JSON.stringify(old) === JSON.stringify(one) ? old : one;
  });
}

/** What of the servers is in answers of the REST API too: who they are, where they listen. */
export function serversDiffer(
  before: readonly ServerStatus[],
  after: readonly ServerStatus[],
): boolean {
  const told = (all: readonly ServerStatus[]) =>
    JSON.stringify(
      all.map(({ id, name, state, replica, draining, listeners }) => [
        id,
        name,
        state,
        replica,
        draining,
        listeners,
      ]),
    );
  return before !== after && told(before) !== told(after);
}

function merged<T extends { id: string; status: unknown }>(
  before: ReadonlyMap<string, T>,
  changes: Record<string, Change<T>>,
  removed: readonly string[],
): ReadonlyMap<string, T> {
  const ids = Object.keys(changes);
  if (ids.length === 0 && removed.length === 0) return before;
  const after = new Map(before);
  for (const id of ids) {
    const known = before.get(id);
    const change = changes[id] as Change<T>;
    if (known) after.set(id, { ...known, ...change });
    else if ("id" in change) after.set(id, change as unknown as T);
  }
  for (const id of removed) after.delete(id);
  return after;
}

function anyEdited(changes: Record<string, object>): boolean {
  return Object.values(changes).some(change => "position" in change);
}

function sameOrder(
  order: readonly string[],
  inputs: ReadonlyMap<string, InputPicture>,
  changes: Record<string, object>,
  removed: readonly string[],
): boolean {
  return !anyEdited(changes) && removed.length === 0 && order.length === inputs.size;
}

const byPosition = (a: { position: number; id: string }, b: { position: number; id: string }) =>
  a.position - b.position || a.id.localeCompare(b.id);

function inputOrderOf(inputs: ReadonlyMap<string, InputPicture>): string[] {
  return [...inputs.values()].sort(byPosition).map(one => one.id);
}

function outputOrderOf(
  outputs: ReadonlyMap<string, OutputPicture>,
): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, string[]>();
  for (const one of [...outputs.values()].sort(byPosition)) {
    const ids = order.get(one.input_id);
    if (ids) ids.push(one.id);
    else order.set(one.input_id, [one.id]);
  }
  return order;
}

/** Lists that are the same as before stay the same object. */
function keepSame(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const [id, ids] of after) {
    const old = before.get(id);
    kept.set(
      id,
      old && old.length === ids.length && old.every((one, i) => one === ids[i]) ? old : ids,
    );
  }
  return kept;
}
