"""Who is there: the media servers by id, and what others want to know of each."""

from collections.abc import Callable
from dataclasses import dataclass

from streamingpro.control.db import Database
from streamingpro.control.fleet.facts import ENGINE, ENGINE_ID, NodeFacts
from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.fleet.places import ServerPlace, place_of
from streamingpro.control.fleet.status import node_status
from streamingpro.control.fleet.trust import PullTrust
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.hooks.service import AuthHook
from streamingpro.control.inputs.connections import Desk
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import NodeStatus


@dataclass(frozen=True)
class Wiring:
    """What the fleet needs of the rest. `hook_address` gives the hook's URL for a node;
    `on_serving` is called when the engine has to pull from elsewhere, `on_change` when there is
    something new to show. `engine_ingests`: encoders may come to our own engine too."""

    db: Database
    recorder: EventRecorder
    hook: AuthHook
    trust: Callable[[Callable[[], None]], PullTrust]
    engine: MediaProvider
    engine_ingests: bool
    hook_address: Callable[[NodeFacts, str | None], str | None]
    engine_status: Callable[[], NodeStatus]
    on_serving: Callable[[], None]
    on_change: Callable[[], None]
    managed: tuple[NodeFacts, MediaProvider] | None = None


class Roster:
    """Our engine and the `nodes` beside it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self.nodes: dict[str, FleetNode] = {}

    def facts(self, node: str) -> NodeFacts | None:
        """Of a node that is in use, our engine included where encoders may come to it."""
        if node == ENGINE_ID:
            return ENGINE if self._wiring.engine_ingests else None
        found = self.nodes.get(node)
        return found.facts if found is not None else None

    def view(self, node: str) -> NodeView | None:
        """What a node said last; None of our engine, which has no limits."""
        found = self.nodes.get(node)
        return found.view if found is not None else None

    def unmanaged(self, node: str) -> tuple[str, ...]:
        """Names of the paths of a node that are not ours."""
        found = self.nodes.get(node)
        return found.reconciler.unmanaged if found is not None else ()

    def builtin(self) -> list[NodeFacts]:
        """The servers that are not in the table."""
        return [ENGINE, *(one.facts for one in self.nodes.values() if one.facts.builtin)]

    def clients(self) -> list[Desk]:
        """Everybody to ask who is connected."""
        desks = []
        engine = self._wiring.engine.client()
        if engine is not None:
            desks.append(Desk(ENGINE_ID, engine))
        for node in self.nodes.values():
            client = node.media.client()
            if client is not None and node.view.alive:
                key = self._wiring.hook.relay_key(node.facts.id)
                desks.append(Desk(node.facts.id, client, key))
        return desks

    def server(self, node_id: str) -> FleetNode | None:
        """A node at work; not our engine, on which nothing is foreign."""
        return self.nodes.get(node_id)

    def places(self, pinned: str | None) -> tuple[ServerPlace | None, list[ServerPlace]]:
        """Where an input is found first (None: at our engine), and at which other servers."""
        places = {
            one: place_of(node.facts, node.view.listeners) for one, node in self.nodes.items()
        }
        if pinned in places:
            return places[pinned], []
        taking = [place for place in places.values() if place.takes]
        home = taking[0] if taking and not self._wiring.engine_ingests else None
        return home, list(places.values())

    def statuses(self) -> list[NodeStatus]:
        """Every node but our engine, whose state is the supervisor's to tell."""
        return [self._status(node) for node in self.nodes.values()]

    def status_of(self, node_id: str) -> NodeStatus | None:
        """None of a node that is not in use."""
        if node_id == ENGINE_ID:
            return self._wiring.engine_status()
        node = self.nodes.get(node_id)
        return self._status(node) if node is not None else None

    def _status(self, node: FleetNode) -> NodeStatus:
        features = node.view.features
        return node_status(
            node.facts,
            node.view,
            kind="engine" if features is not None and features.engine else "mediamtx",
            unmanaged=len(node.reconciler.unmanaged),
            problem=node.reconciler.trouble,
        )

    def credentials(self, node: str) -> tuple[str, str] | None:
        """User and password of a node's own API."""
        found = self.nodes.get(node)
        if found is None or found.facts.api_user is None:
            return None
        return found.facts.api_user, found.facts.api_password or ""
