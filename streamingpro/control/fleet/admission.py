"""What the servers together say to a publisher or viewer whose key is right."""

from collections.abc import Callable, Mapping

from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.hooks.service import KnownInput
from streamingpro.control.nodes.model import ALLOW


class Admission:
    """A `Gate` of the auth hook. All arguments give what is known at this moment; `admitted` is
    told of each publisher that may come."""

    def __init__(
        self,
        *,
        facts: Callable[[str], NodeFacts | None],
        view: Callable[[str], NodeView | None],
        serving: Callable[[], Mapping[str, Serving]],
        unmanaged: Callable[[str], tuple[str, ...]],
        credentials: Callable[[str], tuple[str, str] | None],
        on_admitted: Callable[[str, str], None],
    ) -> None:
        self._facts = facts
        self._view = view
        self._serving = serving
        self._unmanaged = unmanaged
        self._on_admitted = on_admitted
        self.api_credentials = credentials

    def unmanaged_allowed(self, node: str, path: str) -> bool:
        """See `Gate`."""
        facts = self._facts(node)
        if facts is None or facts.unmanaged_access != ALLOW:
            return False
        return any(_covers(name, path) for name in self._unmanaged(node))

    def publisher_refusal(self, node: str, path: str, item: KnownInput) -> str | None:
        """See `Gate`."""
        facts = self._facts(node)
        if facts is None:
            return "this media server does not take part any more"
        refusal = _never(facts, item) or self._not_now(facts, path) or self._taken(node, path, item)
        if refusal is None:
            self._on_admitted(node, path)
        return refusal

    def reader_refusal(self, node: str) -> str | None:
        """See `Gate`."""
        facts, view = self._facts(node), self._view(node)
        if facts is None or view is None or facts.max_bitrate_bps is None:
            return None
        if view.total_bps >= facts.max_bitrate_bps:
            return _full(facts, "bandwidth")
        return None

    def _not_now(self, facts: NodeFacts, path: str) -> str | None:
        view = self._view(facts.id)
        if view is None or path in view.live:  # it is here already: its encoder comes back
            return None
        if facts.draining:
            return f"the media server “{facts.name}” is being emptied and takes nothing new"
        if facts.max_streams is not None and len(view.live) >= facts.max_streams:
            return _full(facts, "streams")
        if facts.max_bitrate_bps is not None and view.total_bps >= facts.max_bitrate_bps:
            return _full(facts, "bandwidth")
        return None

    def _taken(self, node: str, path: str, item: KnownInput) -> str | None:
        served = self._serving().get(path)
        if served is None or served.node == node or item.override_publisher:
            return None
        other = self._facts(served.node)
        where = other.name if other is not None else served.node
        return f"another encoder is publishing to it already, at the media server “{where}”"


def _never(facts: NodeFacts, item: KnownInput) -> str | None:
    if not facts.ingests:
        return f"the media server “{facts.name}” only gives streams to viewers"
    if item.node is not None and item.node != facts.id:
        return "the input is bound to another media server"
    return None


def _full(facts: NodeFacts, what: str) -> str:
    return f"the media server “{facts.name}” has reached its limit ({what})"


def _covers(name: str, path: str) -> bool:
    """Whether a path configuration of a MediaMTX is for `path`."""
    return name in (path, "all", "all_others")
