"""Forwarding destinations, and how trials of them came out."""

from typing import Any

from streamingpro.engine.forward.handler import Destination
from streamingpro.engine.forward.states import State
from streamingpro.engine.forward.trial import Verdict
from streamingpro.engine.path import Path
from streamingpro.engine.views.link import link
from streamingpro.kit.clock import rfc3339

_MEDIAMTX_STATE = {
    State.WAITING: "idle",
    State.CONNECTING: "idle",
    State.LIVE: "forwarding",
    State.ERROR: "error",
}


def destinations(path: Path) -> list[dict[str, Any]]:
    """ForwardDest items, by position."""
    return [_destination(dest) for dest in path.forward.destinations]


def nothing_to_tell(path: Path) -> bool:
    """Whether every destination simply waits."""
    return path.available_since is None and all(
        dest.state is State.WAITING for dest in path.forward.destinations
    )


def trial_item(verdict: Verdict) -> dict[str, Any]:
    """How a trial came out."""
    return {
        "ok": verdict.kind is None,
        "kind": "" if verdict.kind is None else verdict.kind.value,
        "message": verdict.message,
        "remoteAddr": verdict.remote_address,
        "tookMs": round(verdict.took_s * 1000),
    }


def _destination(dest: Destination) -> dict[str, Any]:
    now = dest.now()
    figures = dest.figures(now)
    totals = dest.totals(figures)
    error = dest.last_error
    return {
        "id": dest.id,
        "pos": dest.position,
        "created": rfc3339(dest.created),
        "conf": dest.conf.to_json(),
        "protocol": dest.conf.dest.partition(":")[0].lower(),
        "state": _MEDIAMTX_STATE[dest.state],
        "lastError": "" if error is None else error.message,
        "outboundBytes": totals.bytes_sent,
        "status": dest.state.value,
        "statusSince": rfc3339(dest.since),
        "errorKind": "" if error is None else error.kind.value,
        "lastErrorTime": None if error is None else rfc3339(error.at),
        "nextRetry": rfc3339(dest.next_retry) if dest.next_retry else None,
        "connectedSince": rfc3339(dest.connected_since) if dest.connected_since else None,
        "held": dest.held,
        "bitrate": round(dest.rate.per_second * 8),
        "frameRate": round(dest.frame_rate.per_second, 2),
        "bytesAcked": totals.bytes_acked,
        "rtt": figures.rtt_ms,
        "retransmits": totals.retransmits,
        "queueMs": round(figures.queue_ms),
        "queueBytes": figures.queue_bytes,
        "framesSent": totals.frames_sent,
        "framesDropped": totals.frames_dropped,
        "reconnects": dest.reconnects,
        "remoteAddr": figures.remote_address,
        "srt": link(figures.srt),
    }
