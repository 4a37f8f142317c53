"""Pure: one path for each input, of all servers together."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta

from streamingpro.control.fleet.facts import ENGINE_ID
from streamingpro.control.fleet.merge import merged, unfetched, unserved
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.inputs.model import PUBLISH
from streamingpro.control.reconcile.desired import Desired, InputEntry
from streamingpro.control.reconcile.projection import Elsewhere
from streamingpro.kit.clock import utcnow
from streamingpro.mediamtx.models import Path

PATIENCE_S = 15.0
"""How long a server that doesn't say how its pull goes is given before that counts as a failure."""


@dataclass(frozen=True)
class Combined:
    """`paths` as the board takes them; `nodes`: which server has the stream of each, by name."""

    paths: list[Path] = field(default_factory=list)
    nodes: Mapping[str, str] = field(default_factory=dict)


def combine(
    engine: Mapping[str, Path],
    serving: Mapping[str, Serving],
    views: Mapping[str, NodeView],
    *,
    desired: Desired,
    elsewhere: Elsewhere,
    pulled_at: Mapping[str, str],
    names: Mapping[str, str],
    missing: MutableMapping[str, float],
    now: float,
) -> Combined:
    """`missing` remembers since when (`now`: monotonic seconds) nobody has a pulled stream; `names`
    are those of the nodes."""
    paths: list[Path] = []
    at: dict[str, str] = {}
    for name in engine.keys() | serving.keys():
        served, ours = serving.get(name), engine.get(name)
        if served is not None and served.node in views:
            missing.pop(name, None)
            at[name] = served.node
            spec = desired.paths.get(name) if name in elsewhere.natives else None
            natives = None if spec is None else spec.destinations
            paths.append(merged(ours, served, views[served.node], natives))
        elif served is not None and ours is not None:
            paths.append(ours)
        elif ours is not None:
            entry = desired.by_path.get(name)
            node = _fetches(entry, pulled_at)
            if node in views and not ours.available:
                paths.append(_fetching(ours, name, names[str(node)], missing, now))
                at[name] = str(node)
            elif name in elsewhere.urls or _was_relayed(ours, entry):
                paths.append(unserved(ours, waits=False))
            else:
                paths.append(ours)
    return Combined(paths, at)


def _was_relayed(ours: Path, entry: InputEntry | None) -> bool:
    """Encoders are expected, but our engine still tells of a stream that it fetched."""
    return entry is not None and entry.source_type == PUBLISH and ours.source_state is not None


def _fetches(entry: InputEntry | None, pulled_at: Mapping[str, str]) -> str | None:
    """The other server that a pulled input was given to."""
    node = pulled_at.get(entry.id) if entry is not None else None
    return None if node == ENGINE_ID else node


def _fetching(
    ours: Path, name: str, node: str, missing: MutableMapping[str, float], now: float
) -> Path:
    since = missing.setdefault(name, now)
    if now - since < PATIENCE_S:
        return unserved(ours, waits=True)
    return unfetched(ours, node, utcnow() - timedelta(seconds=now - since - PATIENCE_S))
