"""Why an input can't work as the media servers are."""

from collections.abc import Callable, Iterable, Mapping, Set

from streamingpro.control.fleet.facts import ENGINE_ID
from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.fleet.relay import no_relay
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.inputs.model import PULL
from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.lasting import LastingErrors
from streamingpro.control.status.schemas import StatusError


class Troubles:
    """Asked for every input twice a second, so that the usual answer must be quick. `placed` gives
    the node of a pulled input by its id; `engine_ingests`: our engine takes streams, too."""

    def __init__(
        self,
        nodes: Mapping[str, FleetNode],
        placed: Callable[[str], str | None],
        *,
        engine_ingests: bool,
    ) -> None:
        self._nodes = nodes
        self._placed = placed
        self._engine_ingests = engine_ingests
        self._said = LastingErrors("media_server")
        self._calm = False

    def look(self) -> None:
        """The servers were looked at: is there anything wrong at all?"""
        self._calm = all(
            node.view.alive and node.reconciler.trouble is None for node in self._nodes.values()
        )

    def of(
        self, entry: InputEntry, served: Serving | None, fetched: Set[str]
    ) -> StatusError | None:
        """What is wrong with an input, or None. `served`: who has its stream; `fetched`: paths that
        our engine can fetch."""
        if not self._nodes or not entry.enabled:
            return None
        if served is None and self._calm and entry.node is None:
            return None
        if served is None or served.node not in self._nodes:
            return self._nowhere(entry)
        node = self._nodes[served.node]
        if entry.path not in fetched and not node.native:
            return self._said.say(entry.path, no_relay(node.facts.name))
        return node.reconciler.problem(entry.path)

    def _nowhere(self, entry: InputEntry) -> StatusError | None:
        """Nobody has its stream: could anybody take it?"""
        able = self._able(entry)
        if able is None:
            return self._said.say(entry.path, None)
        reconcilers = [node.reconciler for node in able if node.view.alive]
        words: str | None
        if not able:
            words = (
                "The input is bound to a media server that takes no streams: it is not in use, or"
                " only gives streams to viewers."
            )
        elif not reconcilers:
            words = f"The media server “{able[0].facts.name}” can't be reached."
        elif any(one.failure is None and one.problem(entry.path) is None for one in reconcilers):
            words = None
        elif (problem := reconcilers[0].problem(entry.path)) is not None:
            return problem
        else:
            words = reconcilers[0].failure
        return self._said.say(entry.path, words)

    def _able(self, entry: InputEntry) -> list[FleetNode] | None:
        """The nodes where its stream could come in; None when our engine is one of them."""
        only = self._placed(entry.id) if entry.source_type == PULL else entry.node
        if only == ENGINE_ID or (not only and self._engine_ingests):
            return None
        nodes: Iterable[FleetNode] = self._nodes.values()
        return [one for one in nodes if one.facts.ingests and only in (None, "", one.facts.id)]
