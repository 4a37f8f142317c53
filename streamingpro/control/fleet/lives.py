"""Tells when a media server has come or gone."""

from collections.abc import Callable, Mapping

from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.status.recorder import EventRecorder


class Lives:
    """Which nodes are alive, and which have not been looked at yet; `on_change` is called when that
    is otherwise than before."""

    def __init__(
        self,
        nodes: Mapping[str, FleetNode],
        recorder: EventRecorder,
        on_change: Callable[[], None],
    ) -> None:
        self._nodes = nodes
        self._recorder = recorder
        self._on_change = on_change
        self._alive: dict[str, bool | None] = {}
        """None of a node that has not been looked at yet."""

    def look(self) -> None:
        """The nodes were looked at: a server that is there, or there again, is filled at once."""
        views = {one: node.view for one, node in self._nodes.items()}
        alive = {one: view.alive if view.looked_at else None for one, view in views.items()}
        if alive == self._alive:
            return
        for one, lives in alive.items():
            known, node = self._alive.get(one), self._nodes[one]
            if lives and not known:
                node.reconciler.trigger()
            changed = None not in (known, lives) and known != lives
            if changed and not node.facts.builtin:
                self._tell(node, lives=bool(lives))
        self._alive = alive
        self._on_change()

    def _tell(self, node: FleetNode, *, lives: bool) -> None:
        if lives:
            words = f"The media server “{node.facts.name}” is there again."
        else:
            words = f"The media server “{node.facts.name}” does not answer any more."
        self._recorder.offer("node.ready" if lives else "node.lost", words)
