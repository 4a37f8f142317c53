"""What media servers say, in short forms for the tests of this folder."""

from collections.abc import Mapping
from typing import Any

from streamingpro.control.fleet.view import NodeView
from streamingpro.control.reconcile.desired import Desired, InputEntry
from streamingpro.control.reconcile.plan import PUBLISHER, PathSpec
from streamingpro.control.status.schemas import MediaServerState
from streamingpro.mediamtx.models import Path, ReaderRef, SourceRef

RUNNING = MediaServerState.RUNNING
DEAD = MediaServerState.UNREACHABLE


def live(name: str, source: str = "rtmpConn", *, id_: str = "c1", **facts: Any) -> Path:
    """A path with a stream, fed by a connection of kind `source`."""
    given = {"available": True, "online": True, "source": SourceRef(type=source, id=id_)}
    return Path(name=name, **(given | facts))


def view(*paths: Path, state: MediaServerState = RUNNING, **facts: Any) -> NodeView:
    return NodeView(state, paths={path.name: path for path in paths}, **facts)


def readers(*kinds: str) -> list[ReaderRef]:
    return [ReaderRef(type=kind, id=f"{kind}-{place}") for place, kind in enumerate(kinds)]


def desired(sources: Mapping[str, str | None], **entry: Any) -> Desired:
    """Inputs by path name; the address that each is pulled from, or None for a publisher. The id
    of an input is `id-` and its path; `entry` is said of all of them."""
    inputs: dict[str, InputEntry] = {}
    paths: dict[str, PathSpec] = {}
    for place, (name, source) in enumerate(sources.items()):
        kind = "publish" if source is None else "pull"
        made = InputEntry(f"id-{name}", name.title(), name, True, place, source_type=kind, **entry)
        inputs[made.id] = made
        paths[name] = PathSpec(source=source or PUBLISHER)
    return Desired(inputs, paths)
