"""Pure: what there is to tell of the media servers."""

from collections.abc import Sequence

from streamingpro.control.status.schemas import NodeStatus

_FIGURES = {"inbound_bps": 0, "outbound_bps": 0}


class NodeNews:
    """Compares every look with the last one, and remembers what still has to be told."""

    def __init__(self) -> None:
        self._seen: Sequence[NodeStatus] = ()
        self._waits = False

    def forget(self, nodes: Sequence[NodeStatus]) -> None:
        """Nobody listens: who comes later is told everything anyway."""
        self._seen, self._waits = nodes, False

    def take(
        self, nodes: Sequence[NodeStatus], *, figures_due: bool
    ) -> Sequence[NodeStatus] | None:
        """All of them when that is to be told now; mere figures wait until they are due."""
        self._waits = self._waits or nodes != self._seen
        matters = _core(nodes) != _core(self._seen)
        self._seen = nodes
        if not matters and not (self._waits and figures_due):
            return None
        self.forget(nodes)
        return nodes


def _core(nodes: Sequence[NodeStatus]) -> list[NodeStatus]:
    """Without what is a mere figure."""
    return [node.model_copy(update=_FIGURES) for node in nodes]
