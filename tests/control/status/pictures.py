"""Short ways to say what should be and what a media server tells."""

from datetime import UTC, datetime, timedelta
from typing import Any

from streamingpro.control.reconcile.desired import Desired, InputEntry, OutputEntry
from streamingpro.mediamtx.models import Path

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def output(number: int, input_id: str = "in-1", **values: Any) -> OutputEntry:
    facts: dict[str, Any] = {
        "name": f"Output {number}",
        "enabled": True,
        "position": number,
        "platform": None,
    }
    return OutputEntry(id=f"out-{number}", input_id=input_id, **(facts | values))


def entry(*outputs: OutputEntry, **values: Any) -> InputEntry:
    facts: dict[str, Any] = {
        "id": "in-1",
        "name": "Main",
        "path": "main",
        "enabled": True,
        "position": 0,
    }
    return InputEntry(outputs=outputs, **(facts | values))


def desired(*inputs: InputEntry) -> Desired:
    return Desired(inputs={item.id: item for item in inputs})


def dest(number: int, status: str = "live", **values: Any) -> dict[str, Any]:
    facts = {"conf": {"label": f"out-{number}"}, "status": status, "statusSince": at(5)}
    return facts | values


def live(*dests: dict[str, Any], name: str = "main", **values: Any) -> Path:
    facts: dict[str, Any] = {
        "name": name,
        "available": True,
        "availableTime": at(1),
        "online": True,
        "onlineTime": at(2),
        "bitrate": 6_000_000,
        "forward": list(dests) or None,
    }
    return Path.model_validate(facts | values)


def away(*dests: dict[str, Any]) -> Path:
    """In the grace time: the publisher has gone, the destinations are held."""
    return live(*dests, online=False, onlineTime=None)


def idle(name: str = "main", **values: Any) -> Path:
    return Path.model_validate({"name": name} | values)
