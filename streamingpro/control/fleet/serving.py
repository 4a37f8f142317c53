"""Pure: which media server serves which input, and what has to end because another one does.

A publisher may arrive at any node, so two may have the same input for a moment: an encoder that
came back through the load balancer, a node that was cut off and returns with its old publisher.
Exactly one of them serves it, and the others are told to let go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from streamingpro.control.fleet.view import NodeView
from streamingpro.mediamtx.models import Path

_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Serving:
    """`node` has the stream of a path."""

    node: str
    path: Path


@dataclass(frozen=True, slots=True)
class Surplus:
    """`node` has a publisher on `path` although another node serves it."""

    node: str
    path: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who serves what, by path name, and what is too much."""

    serving: Mapping[str, Serving]
    surplus: tuple[Surplus, ...] = ()


def decide(
    names: Iterable[str],
    views: Mapping[str, NodeView],
    *,
    admitted: Mapping[str, str],
    before: Mapping[str, Serving],
) -> Decision:
    """`names` are the paths of inputs; `views` of all nodes that take streams, by id; `admitted`
    the node that let in the last publisher of a path; `before` the last decision.

    The last publisher that was let in wins, as on a single server. Clocks of several machines are
    not compared unless nothing else is known.
    """
    serving: dict[str, Serving] = {}
    surplus: list[Surplus] = []
    live = {node: view.live for node, view in views.items() if view.alive}
    for name in names:
        candidates = {node: paths[name] for node, paths in live.items() if name in paths}
        if not candidates:
            continue
        winner = _winner(name, candidates, admitted, before)
        serving[name] = Serving(winner, candidates[winner])
        surplus += [Surplus(node, name) for node in candidates if node != winner]
    return Decision(serving, tuple(surplus))


def _winner(
    name: str,
    candidates: Mapping[str, Path],
    admitted: Mapping[str, str],
    before: Mapping[str, Serving],
) -> str:
    last = admitted.get(name)
    if last in candidates:
        return str(last)
    served = before.get(name)
    if served is not None and served.node in candidates:
        return served.node
    return max(candidates, key=lambda node: (candidates[node].available_time or _NEVER, node))
