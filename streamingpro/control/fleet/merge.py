"""Pure: one picture of a path from two servers: where its stream comes in, and our engine."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from streamingpro.control.fleet.peers import protocol_of
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.view import NodeView, Peer
from streamingpro.control.reconcile.destination import Destination
from streamingpro.mediamtx.models import ForwardDest, Path, ReaderRef

_RELAY_READERS = {"rtmpSource": "rtmpConn", "rtspSource": "rtspSession"}
_NO_SOURCE = {
    "source_state": None,
    "source_error_kind": "",
    "last_error": "",
    "last_error_time": None,
    "next_retry": None,
}


def merged(
    engine: Path | None,
    serving: Serving,
    view: NodeView,
    natives: Sequence[Destination] | None = None,
) -> Path:
    """The path while `serving` has its stream: who sends and who watches from there, everything
    that is measured from the engine as soon as it has the stream. `natives`: the destinations that
    the server sends to by itself; None: our engine does."""
    there = serving.path
    peer = view.peers.get(there.name) or Peer(
        protocol=protocol_of(there.source.type) if there.source is not None else ""
    )
    relayed = engine is not None and engine.available and engine.online
    base = engine if engine is not None and relayed else there
    readers = _readers(engine if relayed else None, there)
    return base.model_copy(
        update=_NO_SOURCE
        | {
            "available": True,
            "online": True,
            "online_time": there.online_time or there.available_time,
            "source": there.source,
            "protocol": peer.protocol,
            "remote_addr": peer.remote_addr,
            "srt": peer.srt,
            "bitrate": base.bitrate if base.bitrate is not None else view.bitrates.get(there.name),
            "tracks2": base.tracks2 or there.tracks2,
            "readers": readers,
            "readers_count": len(readers),
            "inbound_bytes": there.inbound_bytes,
            "outbound_bytes": there.outbound_bytes,
            "forward": _forward(engine, there, view, natives),
            "last_refusal": engine.last_refusal if engine is not None else None,
        }
    )


def unserved(engine: Path, *, waits: bool) -> Path:
    """A path that no server has a stream of now. Our engine may still hold its destinations; what
    its own fetching says is of no interest to anybody. `waits`: the stream is being fetched by a
    server that does not tell how it goes."""
    if not waits:
        return engine.model_copy(update=_NO_SOURCE)
    return engine.model_copy(update=_NO_SOURCE | {"source_state": "connecting"})


def unfetched(engine: Path, node: str, since: datetime) -> Path:
    """As `unserved`, when it has taken too long."""
    words = (
        f"The media server “{node}” has not been able to fetch the stream; why stands in its own"
        " log. Check the address, and that something is being sent there."
    )
    return engine.model_copy(
        update=_NO_SOURCE
        | {
            "source_state": "error",
            "source_error_kind": "network",
            "source_since": since,
            "last_error": words,
            "last_error_time": since,
        }
    )


def labelled(dests: Iterable[ForwardDest], wanted: Sequence[Destination]) -> list[ForwardDest]:
    """The destinations of a server without labels, each with the id of its output."""
    labels = {(one.dest, one.fingerprint): one.label for one in wanted}
    found: list[ForwardDest] = []
    for dest in dests:
        label = labels.get((dest.conf.dest, dest.conf.dest_fingerprint.lower()))
        if label is not None:
            conf = dest.conf.model_copy(update={"label": label})
            found.append(dest.model_copy(update={"conf": conf}))
    return found


def _readers(engine: Path | None, there: Path) -> list[ReaderRef]:
    """Everybody who watches, at either server; our own engine is none of them."""
    readers = list(there.readers)
    if engine is None:
        return readers
    ours = _RELAY_READERS.get(engine.source.type) if engine.source is not None else None
    for place, reader in enumerate(readers):
        if reader.type == ours:
            del readers[place]
            break
    return readers + list(engine.readers)


def _forward(
    engine: Path | None, there: Path, view: NodeView, natives: Sequence[Destination] | None
) -> list[ForwardDest] | None:
    if natives is not None:
        return labelled(view.forwards.get(there.name, ()), natives)
    return engine.forward if engine is not None else None
