"""One media server at work: its client, the watch on it, and the reconciler of its paths."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from streamingpro.control.addresses import own_address_towards
from streamingpro.control.changes import ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.peers import dismiss
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.fleet.watch import NodeWatch
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.plan import PathSpec
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.kit.logging import get_logger
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound
from streamingpro.mediamtx.models import Path

_log = get_logger("control.fleet")

LEAVE_WITHIN_S = 5.0


@dataclass(frozen=True)
class Around:
    """What a node needs of the rest. `paths` gives what a node should have; `hook` the address of
    our auth hook as the node reaches it, of its facts and our own address on the way there; None
    while that isn't known. `prove_reach` raises MediaServerError when a node doesn't reach it."""

    db: Database
    recorder: EventRecorder
    desired: Callable[[], Desired | None]
    paths: Callable[[str, Desired], Mapping[str, PathSpec]]
    hook: Callable[[NodeFacts, str | None], str | None]
    prove_reach: Callable[[MediaClient, str], Awaitable[None]]
    on_view: Callable[[], None]


class FleetNode:
    """A node other than our engine."""

    def __init__(
        self, facts: NodeFacts, around: Around, media: MediaProvider | None = None
    ) -> None:
        """`media`: of a managed server, which a supervisor fills; else the node's own address."""
        self.facts = facts
        self.media = media or MediaProvider(_client(facts))
        self.leaving = False
        self._around = around
        self._own_address: str | None = None
        self.watch = NodeWatch(
            facts.name,
            self.media,
            on_view=around.on_view,
            on_restart=self.refill,
            native=lambda: self.facts.native,
        )
        self.reconciler = Reconciler(
            around.db,
            self.media,
            ChangeBus(),  # it is told by the fleet, when what changed has been read
            around.recorder,
            hook_address=self._hook,
            load=self._load,
            project=lambda desired: around.paths(facts.id, desired),
            node=facts.id,
            node_name=facts.name,
            kick=self._kick,
            before_hook=self._before_hook,
        )

    @property
    def view(self) -> NodeView:
        return self.watch.view

    @property
    def native(self) -> bool:
        """It sends streams on to destinations by itself, and can."""
        features = self.view.features
        return self.facts.native and features is not None and features.forward

    async def start(self) -> None:
        await self.watch.start()
        await self.reconciler.start()

    async def stop(self) -> None:
        await self.reconciler.stop()
        await self.watch.stop()
        if not self.facts.builtin:
            await self.media.clear()

    def appeared(self) -> None:
        """A managed server was started: look at it now."""
        self.watch.look_again()
        self.refill()

    def refill(self) -> None:
        """The server is new, or was told to forget: give it everything again."""
        self.reconciler.forget()

    @property
    def live(self) -> Mapping[str, Path]:
        """What has a stream there now, by path name."""
        return self.view.live

    async def leave(self) -> None:
        """Take our paths away and give the server its own users back, so that it is as free as it
        was. A server that does not answer is left as it is."""
        self.leaving = True
        client = self.media.client()
        try:
            async with asyncio.timeout(LEAVE_WITHIN_S):
                await self.reconciler.run_once()
                if client is not None:
                    await client.global_patch({"authMethod": "internal"})
        except (MediaServerError, TimeoutError) as error:
            _log.warning("a node could not be left tidy", node=self.facts.name, reason=str(error))

    async def _load(self) -> Desired | None:
        """What should be, while the server answers; by then it is known how it reaches us."""
        if not self.view.alive:
            return None
        if self._own_address is None and not self.facts.control_url:
            self._own_address = await own_address_towards(self.facts.api_host)
        return self._around.desired()

    def _hook(self) -> str | None:
        if self.leaving:
            return None
        return self._around.hook(self.facts, self._own_address)

    async def _before_hook(self, client: MediaClient, address: str) -> None:
        """A managed server has been given the hook at its start; an engine lets us in by itself."""
        if not self.facts.builtin and not (await client.features()).engine:
            await self._around.prove_reach(client, address)

    async def _kick(self, client: MediaClient, path: str) -> None:
        with suppress(NotFound):
            await dismiss(client, await client.path_get(path))


def _client(facts: NodeFacts) -> MediaClient:
    if facts.api_user is not None:
        return MediaClient(facts.api_url, credentials=(facts.api_user, facts.api_password or ""))
    return MediaClient(facts.api_url, facts.api_password)
