"""The JSON texts of the event stream. docs/events.md describes them for readers of the API."""

from collections.abc import Iterable
from typing import Any

import orjson

from streamingpro.control.eventlog.model import Event
from streamingpro.control.reconcile.desired import InputEntry, OutputEntry
from streamingpro.control.status.delta import InputChange, OutputChange
from streamingpro.control.status.schemas import MediaServerStatus, NodeStatus, Picture
from streamingpro.kit.clock import rfc3339

HEARTBEAT = '{"type":"heartbeat"}'


def snapshot(seq: int, picture: Picture) -> str:
    """The whole picture; the first message, and again for a client that was too slow."""
    return _text("snapshot", seq, picture.model_dump(mode="json"))


def changes(
    seq: int,
    inputs: Iterable[InputChange],
    outputs: Iterable[OutputChange],
    *,
    removed_inputs: Iterable[str] = (),
    removed_outputs: Iterable[str] = (),
    media_server: MediaServerStatus | None = None,
    nodes: Iterable[NodeStatus] | None = None,
) -> str:
    """Only what is different. Things that are new or were edited come with their whole head;
    `nodes` are all media servers."""
    data: dict[str, Any] = {
        "inputs": {
            change.entry.id: (_input_head(change.entry) if change.edited else {})
            | {"status": change.after.model_dump(mode="json")}
            for change in inputs
        },
        "outputs": {
            change.entry.id: (_output_head(change.entry) if change.edited else {})
            | {"status": change.after.model_dump(mode="json")}
            for change in outputs
        },
        "removed": {"inputs": list(removed_inputs), "outputs": list(removed_outputs)},
    }
    if media_server is not None:
        data["media_server"] = media_server.model_dump(mode="json")
    if nodes is not None:
        data["nodes"] = [node.model_dump(mode="json") for node in nodes]
    return _text("changes", seq, data)


def event(seq: int, recorded: Event) -> str:
    """Something that was written into the event log."""
    return _text(
        "event",
        seq,
        {
            "id": recorded.id,
            "at": rfc3339(recorded.at),
            "kind": recorded.kind,
            "input_id": recorded.input_id,
            "output_id": recorded.output_id,
            "message": recorded.message,
        },
    )


def _text(kind: str, seq: int, data: dict[str, Any]) -> str:
    return orjson.dumps({"type": kind, "seq": seq, "data": data}).decode()


def _input_head(entry: InputEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "path": entry.path,
        "enabled": entry.enabled,
        "position": entry.position,
        "source_type": entry.source_type,
        "updated_at": rfc3339(entry.updated_at),
    }


def _output_head(entry: OutputEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "input_id": entry.input_id,
        "name": entry.name,
        "enabled": entry.enabled,
        "position": entry.position,
        "platform": entry.platform,
        "updated_at": rfc3339(entry.updated_at),
    }
