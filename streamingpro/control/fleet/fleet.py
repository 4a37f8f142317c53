"""All media servers together: who is there, who serves which input, what runs where.

every node's watch ──▶ decide ──▶ serving ──▶ the engine pulls each stream from its server
desired, dead nodes ──▶ placer ──▶ pulled inputs run on exactly one of them
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from streamingpro.control.fleet.admission import Admission
from streamingpro.control.fleet.departures import Departures
from streamingpro.control.fleet.facts import ENGINE_ID, NodeFacts
from streamingpro.control.fleet.figures import Load, Rates
from streamingpro.control.fleet.lives import Lives
from streamingpro.control.fleet.node import Around, FleetNode
from streamingpro.control.fleet.peers import BY_TYPE
from streamingpro.control.fleet.picture import Combined, combine
from streamingpro.control.fleet.placement import Candidate
from streamingpro.control.fleet.placer import Placer
from streamingpro.control.fleet.relay import relay_url
from streamingpro.control.fleet.roster import Roster, Wiring
from streamingpro.control.fleet.serving import Serving, decide
from streamingpro.control.fleet.troubles import Troubles
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.inputs.model import PULL
from streamingpro.control.nodes.model import Node
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.plan import PathSpec, conf_of
from streamingpro.control.reconcile.projection import (
    NOWHERE,
    Elsewhere,
    for_engine,
    for_node,
    for_replica,
)
from streamingpro.control.status.schemas import MediaServerState, StatusError
from streamingpro.kit.tasks import spawn
from streamingpro.mediamtx.models import Path


class Fleet(Roster):
    """Made by the runtime; its parts run from `start` to `stop`."""

    def __init__(self, wiring: Wiring) -> None:
        super().__init__(wiring)
        self.serving: Mapping[str, Serving] = {}
        self.elsewhere = Elsewhere()
        self._started = False
        self._admitted: dict[str, str] = {}
        self._desired: Desired | None = None
        self._engine_paths: Mapping[str, Path] = {}
        self._engine_reads = Rates(lambda path: path.outbound_bytes)
        self.engine_load = Load()
        """What our engine has to do: streams that come in at it, and all that it carries."""
        self._missing: dict[str, float] = {}
        self._placing = asyncio.Lock()
        self._reloading = asyncio.Lock()
        self.placer = Placer(
            wiring.db,
            wiring.trust(self._replace),
            fallback=ENGINE_ID,
            on_moved=self._moved,
        )
        self._lives = Lives(self.nodes, wiring.recorder, self._lives_changed)
        self._departures = Departures(self.nodes, wiring.engine)
        self._troubles = Troubles(
            self.nodes,
            lambda input_id: self.placer.placed.get(input_id),
            engine_ingests=wiring.engine_ingests,
        )
        wiring.hook.gate = Admission(
            facts=self.facts,
            view=self.view,
            serving=lambda: self.serving,
            unmanaged=self.unmanaged,
            credentials=self.credentials,
            on_admitted=self._on_admitted,
        )

    # The nodes

    async def start(self) -> None:
        await self.placer.load()
        if self._wiring.managed is not None:
            facts, media = self._wiring.managed
            await self._add(FleetNode(facts, self._around(), media))
        await self.reload()
        self._started = True
        self._wiring.on_serving()

    async def stop(self) -> None:
        for node in list(self.nodes.values()):
            await node.stop()
        self.nodes.clear()

    async def reload(self) -> None:
        """Read which servers there should be, and make it so."""
        async with self._reloading:
            async with self._wiring.db.session() as session:
                query = select(Node).where(Node.enabled).order_by(Node.position, Node.created_at)
                wanted = {row.id: NodeFacts.of(row) for row in await session.scalars(query)}
            for node in [one for one in self.nodes.values() if not one.facts.builtin]:
                facts = wanted.get(node.facts.id)
                if facts is None or facts.connection != node.facts.connection:
                    if facts is None or facts.api_url != node.facts.api_url:
                        await self.leave(node.facts.id)
                    await self._remove(node)
                else:
                    node.facts = facts
                    node.reconciler.trigger()
            for facts in wanted.values():
                if facts.id not in self.nodes:
                    await self._add(FleetNode(facts, self._around()))
        self.decide()
        self._replace()

    @property
    def settled(self) -> bool:
        """Every node has been looked at, or has not answered for long enough. Before, a `serve`
        that was just started must not take a stream from our engine whose origin it doesn't know.
        """
        return self._started and all(node.view.looked_at for node in self.nodes.values())

    async def leave(self, node_id: str) -> None:
        """Take our paths off a node that is about to be removed, if it answers."""
        node = self.nodes.get(node_id)
        if node is not None and not node.leaving:
            await node.leave()

    async def _add(self, node: FleetNode) -> None:
        self.nodes[node.facts.id] = node
        await node.start()

    async def _remove(self, node: FleetNode) -> None:
        del self.nodes[node.facts.id]
        await node.stop()

    def _around(self) -> Around:
        return Around(
            db=self._wiring.db,
            recorder=self._wiring.recorder,
            desired=lambda: self._desired,
            paths=self.paths_of,
            hook=self._wiring.hook_address,
            prove_reach=self._wiring.hook.reach.prove,
            on_view=self.decide,
        )

    # What should be where

    def set_desired(self, desired: Desired) -> None:
        """What should be, freshly read."""
        if desired == self._desired:
            return
        self._desired = desired
        self.decide()
        for node in self.nodes.values():
            node.reconciler.trigger()
        self._replace()

    def engine_paths(self, desired: Desired) -> Mapping[str, PathSpec]:
        """What our engine should have of it."""
        return for_engine(desired, self.elsewhere, engine=ENGINE_ID, pulled_at=self.placer.placed)

    def paths_of(self, node: str, desired: Desired) -> Mapping[str, PathSpec]:
        """What another server should have of it."""
        found = self.nodes.get(node)
        if found is None or found.leaving:
            return {}
        if not found.facts.ingests:
            return for_replica(desired, self._origins(desired))
        features = found.view.features
        forwards = features is not None and features.forward
        pulled_at = self.placer.placed
        return for_node(desired, node, pulled_at=pulled_at, forwards=forwards, native=found.native)

    def paths_at_start(self, node: str) -> dict[str, dict[str, Any]] | None:
        """What a managed server begins with, as the API has it; None before that was read."""
        if self._desired is None or node not in self.nodes:
            return None
        return {name: conf_of(spec) for name, spec in self.paths_of(node, self._desired).items()}

    def _origins(self, desired: Desired) -> dict[str, str]:
        """Where replicas fetch each stream: at its server, or where it would come in first."""
        usual = next((one for one in self.nodes.values() if one.facts.ingests), None)
        urls: dict[str, str] = {}
        for name in desired.paths:
            served = self.serving.get(name)
            node = self.nodes.get(served.node) if served is not None else usual
            url = self._relay_url(node, name) if node is not None else None
            if url is not None:
                urls[name] = url
        return urls

    def _replace(self) -> None:
        spawn(self._place(), name="placement of pulled inputs")

    async def _place(self) -> None:
        async with self._placing:
            if self._desired is None:
                return
            candidates = [self._candidate(node) for node in self.nodes.values()]
            if self._wiring.engine_ingests and candidates:
                live = {name for name, path in self._engine_paths.items() if path.available}
                load = len(live | self._pulled_at(ENGINE_ID))
                candidates.append(Candidate(ENGINE_ID, load, guarded=True))
            await self.placer.decide(self._desired, candidates)

    def _candidate(self, node: FleetNode) -> Candidate:
        facts, view = node.facts, node.view
        return Candidate(
            facts.id,
            load=len(view.live.keys() | self._pulled_at(facts.id)),
            eligible=view.alive and facts.ingests and not facts.draining,
            unknown=facts.ingests and not view.looked_at,
            limit=facts.max_streams,
        )

    def _pulled_at(self, node: str) -> set[str]:
        """Paths of the pulled inputs that a node was given, whether their stream has come or not:
        what was given a moment ago counts too."""
        inputs = self._desired.by_path.items() if self._desired is not None else ()
        return {path for path, entry in inputs if self.placer.placed.get(entry.id) == node}

    def _moved(self) -> None:
        for node in self.nodes.values():
            node.reconciler.trigger()
        self._wiring.on_serving()

    # Who serves what

    def set_engine_paths(self, paths: Iterable[Path] | None) -> None:
        """What our engine says; None while it says nothing."""
        self._engine_paths = {path.name: path for path in paths or ()}
        rates = self._engine_reads.take(self._engine_paths, time.monotonic())
        own, everything = self._engines_own(), self._engine_paths
        self.engine_load = Load.of_engine(own, everything, sum(rates.values()))

    def combined(self) -> Combined:
        """One path for each input, of all servers."""
        self.decide()
        return combine(
            self._engine_paths,
            self.serving,
            {node: found.view for node, found in self.nodes.items()},
            desired=self._desired or Desired(),
            elsewhere=self.elsewhere,
            pulled_at=self.placer.placed,
            names={node: found.facts.name for node, found in self.nodes.items()},
            missing=self._missing,
            now=time.monotonic(),
        )

    def decide(self) -> None:
        """Find out who serves what; called whenever a node was looked at."""
        if self._desired is None or (not self.nodes and self.elsewhere == NOWHERE):
            self.serving = {}
            return
        views = {one: node.view for one, node in self.nodes.items() if node.facts.ingests}
        if self._wiring.engine_ingests:
            views[ENGINE_ID] = NodeView(MediaServerState.RUNNING, paths=self._engines_own())
        decision = decide(self._desired.paths, views, admitted=self._admitted, before=self.serving)
        self.serving = decision.serving
        for surplus in decision.surplus:
            self._departures.end(surplus)
        self._lives.look()
        self._troubles.look()
        elsewhere = self._where()
        if elsewhere != self.elsewhere:
            self.elsewhere = elsewhere
            self._wiring.on_serving()
            for node in self.nodes.values():
                if not node.facts.ingests:
                    node.reconciler.trigger()
            self._wiring.on_change()

    def _engines_own(self) -> dict[str, Path]:
        """Streams that come in at our engine itself. After a restart of `serve` the engine still
        fetches what the last one told it to: that is no stream of its own."""
        return {
            name: path
            for name, path in self._engine_paths.items()
            if path.online and self._is_engines(path)
        }

    def _is_engines(self, path: Path) -> bool:
        entry = self._desired.by_path.get(path.name) if self._desired is not None else None
        if entry is not None and entry.source_type == PULL:
            placed = self.placer.placed.get(entry.id, ENGINE_ID)
            return placed == ENGINE_ID and path.name not in self.elsewhere.urls
        return path.source is not None and path.source.type in BY_TYPE

    def _where(self) -> Elsewhere:
        urls: dict[str, str] = {}
        natives: set[str] = set()
        for name, served in self.serving.items():
            node = self.nodes.get(served.node)
            if node is None:
                continue
            if node.native:
                natives.add(name)
            url = self._relay_url(node, name)
            if url is not None:
                urls[name] = url
        return Elsewhere(urls, frozenset(natives))

    def _relay_url(self, node: FleetNode, path: str) -> str | None:
        key = self._wiring.hook.relay_key(node.facts.id)
        return relay_url(node.view.listeners, node.facts.reached_at, path, key)

    def _lives_changed(self) -> None:
        """A node came or went: move what ran there."""
        self._replace()
        self._wiring.on_serving()
        self._wiring.on_change()

    def _on_admitted(self, node: str, path: str) -> None:
        self._admitted[path] = node
        if node in self.nodes:
            self.nodes[node].watch.hurry()

    # What is wrong

    def problem(self, path: str) -> StatusError | None:
        """Why an input can't work as things are, or None."""
        entry = self._desired.by_path.get(path) if self._desired is not None else None
        if entry is None:
            return None
        return self._troubles.of(entry, self.serving.get(path), self.elsewhere.urls.keys())
