"""Asks one media server twice a second what runs there, and notices when it is gone.

A server that does not answer for `DEAD_AFTER_S` counts as dead: its pulled inputs move, its
publishers are welcome elsewhere. Nothing waits for it meanwhile: every node has a watch of its own.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from streamingpro.control.fleet.figures import NativeDests, Rates, SrtLines
from streamingpro.control.fleet.listeners import listeners_of
from streamingpro.control.fleet.peers import Lists, peers_of
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.status.schemas import MediaServerState
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.answers import silence
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound, Unauthorized
from streamingpro.mediamtx.models import ForwardDest, Info, Path

_log = get_logger("control.fleet")

POLL_S = 0.5
HURRY_S = 0.1
HURRY_FOR_S = 5.0
DEAD_AFTER_S = 2.5
ANSWER_WITHIN_S = 1.2
ANSWER_AT_LEAST_S = 0.2
CONFIG_EVERY_S = 10.0
INFO_EVERY_S = 0.9
PATIENT_WITHIN_S = 4.0
"""Once it counts as dead: MediaMTX takes two seconds to say that credentials are wrong."""
NOT_STARTED = "The media server is not running."
LOCKED_OUT = (
    "The media server let us in before and does not any more. It asks us about everybody who comes,"
    " and does not reach us: check the address of this server in its settings here, then restart"
    " it."
)


class NodeWatch:
    """Keeps `view`. `on_view` is called after every look, `on_restart` when the server is another
    process than before: it has forgotten what it was told. `now` gives monotonic seconds.
    `answers`: it did at the last look; it is not taken for dead at the first silence. `native`: it
    sends to destinations by itself, so that it is asked about those too."""

    def __init__(
        self,
        name: str,
        media: MediaProvider,
        *,
        on_view: Callable[[], None],
        on_restart: Callable[[], None],
        native: Callable[[], bool] = lambda: False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.view = NodeView()
        self._name = name
        self._media = media
        self._on_view = on_view
        self._on_restart = on_restart
        self._native = native
        self._now = now
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._hurry_until = float("-inf")
        self._answered = now()
        self.answers = False
        self._configured_at = float("-inf")
        self._started: object = None
        self._info: Info | None = None
        self._info_at = float("-inf")
        self._inbound, self._outbound = _rates()
        self._lines = SrtLines()
        self._dests = NativeDests()

    async def start(self) -> None:
        self._answered = self._now()
        self._task = spawn(self._run(), name=f"watch of node {self._name}")

    async def stop(self) -> None:
        await cancel(self._task)
        self._task = None

    def hurry(self) -> None:
        """Something is about to appear there: look more often for a while."""
        self._hurry_until = self._now() + HURRY_FOR_S
        self._wake.set()

    def look_again(self) -> None:
        """Its configuration may have changed: read it anew at the next look."""
        self._configured_at = float("-inf")
        self._wake.set()

    async def look(self) -> None:
        """One look; `view` is up to date afterwards. Raises nothing."""
        client = self._media.client()
        try:
            if client is None:
                self._silent(NOT_STARTED)
            else:
                async with asyncio.timeout(self.patience()):
                    await self._ask(client)
        except Unauthorized as error:
            self._silent(LOCKED_OUT if self._started is not None else error.message)
        except MediaServerError as error:
            self._silent(error.message)
        except TimeoutError as error:
            self._silent(silence(error, client.base_url if client is not None else "").message)
        self._on_view()

    async def _run(self) -> None:
        while True:
            began = self._now()
            self._wake.clear()
            try:
                await self.look()
            except Exception:
                _log.exception("a look at a node failed", node=self._name)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause(began)):
                    await self._wake.wait()

    def patience(self) -> float:
        """How long to wait for an answer: not beyond the moment when it counts as dead."""
        left = self._answered + DEAD_AFTER_S - self._now()
        if left <= 0 and not self.view.alive:
            return PATIENT_WITHIN_S
        return min(ANSWER_WITHIN_S, max(left, ANSWER_AT_LEAST_S))

    def _pause(self, began: float) -> float:
        now = self._now()
        pause = (HURRY_S if began < self._hurry_until else POLL_S) - (now - began)
        left = self._answered + DEAD_AFTER_S - now
        if not self.answers and left > 0:
            pause = min(pause, left)
        return max(0.02, pause)

    async def _ask(self, client: MediaClient) -> None:
        info, paths = await asyncio.gather(self._who(client), client.paths_list())
        lists = await Lists.ask(client, paths)
        if self._now() - self._configured_at >= CONFIG_EVERY_S or not self.view.alive:
            features, conf = await asyncio.gather(client.features(), client.global_get())
            self.view = replace(self.view, features=features, listeners=listeners_of(conf, info))
            self._configured_at = self._now()
        self._take(info, paths, lists, await self._forwards(client, paths))

    async def _forwards(
        self, client: MediaClient, paths: list[Path]
    ) -> Mapping[str, list[ForwardDest]]:
        """The destinations of each live path, where the server has any of its own."""
        features = self.view.features
        if not self._native() or features is None or not features.forward:
            return {}
        names = [path.name for path in paths if path.available]
        lists = await asyncio.gather(*(client.forward_list(name) for name in names))
        return self._dests.take(dict(zip(names, lists, strict=True)), self._now())

    async def _who(self, client: MediaClient) -> Info:
        """The server itself, asked every second time: a MediaMTX asks us about every question."""
        now = self._now()
        if self._info is None or not self.view.alive or now - self._info_at >= INFO_EVERY_S:
            self._info, self._info_at = await _info(client), now
        return self._info

    def _take(
        self,
        info: Info,
        paths: list[Path],
        lists: Lists,
        forwards: Mapping[str, list[ForwardDest]],
    ) -> None:
        now, before = self._now(), self.view
        self._answered = now
        self.answers = True
        restarted = self._started is not None and info.started != self._started
        self._started = info.started
        by_name = {path.name: path for path in paths}
        self.view = replace(
            before,
            state=MediaServerState.RUNNING,
            reason=None,
            since=before.since if before.alive else utcnow(),
            version=info.version or None,
            paths=by_name,
            peers=peers_of(by_name, lists, self._lines, now),
            bitrates=self._inbound.take(by_name, now),
            outbound_bps=sum(self._outbound.take(by_name, now).values()),
            forwards=forwards,
        )
        if restarted:
            _log.warning("node was restarted", node=self._name)
            self.look_again()  # perhaps with another configuration
            self._on_restart()

    def _silent(self, reason: str) -> None:
        """It gave no answer. What it said last holds until it counts as dead."""
        self.answers = False
        if self._now() - self._answered < DEAD_AFTER_S or self.view.reason == reason:
            return
        if self.view.alive:
            _log.error("node lost", node=self._name, reason=reason)
        went = self.view.alive or self.view.since is None
        self.view = replace(
            self.view,
            state=MediaServerState.UNREACHABLE,
            reason=reason,
            since=utcnow() if went else self.view.since,
            paths={},
            peers={},
            bitrates={},
            outbound_bps=0,
        )
        self._inbound, self._outbound = _rates()


def _rates() -> tuple[Rates, Rates]:
    return Rates(lambda path: path.inbound_bytes), Rates(lambda path: path.outbound_bytes)


async def _info(client: MediaClient) -> Info:
    """Nothing is known of servers before v1.15.2, which don't tell."""
    with suppress(NotFound):
        return await client.info()
    return Info()
