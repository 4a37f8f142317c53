"""Asks the media server twice a second and keeps the picture. Everybody else reads from memory."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.reconcile.desired import Desired, InputEntry, OutputEntry
from streamingpro.control.status.board import Board, InputLike, OutputLike, Warn
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import (
    InputPicture,
    InputStatus,
    MediaServerState,
    MediaServerStatus,
    NodeStatus,
    OutputPicture,
    OutputStatus,
    Picture,
    StatusError,
)
from streamingpro.control.status.transitions import MEDIA_SERVER, Transitions
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.errors import MediaServerError
from streamingpro.mediamtx.models import Path

_log = get_logger("control.status")

POLL_S = 0.5
UNREACHABLE_AFTER_S = 2.0
MIN_TIMEOUT_S = 0.2
WORDS = "The media server can't be reached."

Listener = Callable[[Delta], None]


class OtherServers(Protocol):
    """What other media servers have to add to the picture of our engine."""

    def set_engine_paths(self, paths: Iterable[Path] | None) -> None: ...
    def combined(self) -> "Told": ...


class Told(Protocol):
    """Paths of all servers together, and which of them has the stream of each."""

    @property
    def paths(self) -> list[Path]: ...
    @property
    def nodes(self) -> Mapping[str, str]: ...


def no_nodes() -> list[NodeStatus]:
    """Where our engine is all there is, and nobody is asked for more."""
    return []


class Monitor:
    """`input_status`, `output_status` and `picture` answer from memory, without I/O.

    Figures are at most `UNREACHABLE_AFTER_S` old: when the media server has not answered for that
    long, everything that should work is an error of kind `media_server`. `now` gives seconds of a
    monotonic clock.
    """

    def __init__(
        self,
        media: MediaProvider,
        recorder: EventRecorder,
        *,
        warn: Warn,
        problem: Callable[[str], StatusError | None],
        server_status: Callable[[], MediaServerStatus],
        expects_server: bool = True,
        main_status: Callable[[], MediaServerStatus] | None = None,
        others: OtherServers | None = None,
        node_statuses: Callable[[], list[NodeStatus]] = no_nodes,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._media = media
        self._recorder = recorder
        self._problem = problem
        self._server_status = server_status
        self._expects_server = expects_server
        self._main_status = main_status or server_status
        self._others = others
        self._node_statuses = node_statuses
        self._now = now
        self._board = Board(warn)
        self._transitions = Transitions()
        self._listeners: list[Listener] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._answered = self._now()
        self._silent_since: datetime | None = None

    async def start(self) -> None:
        self._answered = self._now()
        self._task = spawn(self._run(), name="status monitor")

    async def stop(self) -> None:
        await cancel(self._task)
        self._task = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every refresh, also an empty one; returns what ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def poll_soon(self) -> None:
        """Ask the media server now: it was started, or is told something new."""
        self._wake.set()

    def set_desired(self, desired: Desired) -> None:
        """What should be, freshly read: new things appear, deleted ones go."""
        self._board.set_desired(desired)
        self._refresh()

    @property
    def server_error(self) -> StatusError | None:
        """Why nothing of the media server is believed at present, or None."""
        return self._board.server_error

    def input_status(self, item: InputLike) -> InputStatus:
        """The status of an input (a row of the table will do)."""
        return self._board.input_status(item, utcnow())

    def output_status(self, item: OutputLike) -> OutputStatus:
        """The status of an output (a row of the table will do)."""
        return self._board.output_status(item, utcnow())

    def picture(self) -> Picture:
        """The whole picture, without secrets."""
        inputs: list[InputPicture] = []
        outputs: list[OutputPicture] = []
        for entry, status, its_outputs in self.statuses():
            inputs.append(
                InputPicture(
                    id=entry.id,
                    name=entry.name,
                    path=entry.path,
                    enabled=entry.enabled,
                    position=entry.position,
                    source_type=entry.source_type,
                    updated_at=entry.updated_at,
                    status=status,
                )
            )
            outputs += [
                OutputPicture(
                    id=output.id,
                    input_id=output.input_id,
                    name=output.name,
                    enabled=output.enabled,
                    position=output.position,
                    platform=output.platform,
                    updated_at=output.updated_at,
                    status=output_status,
                )
                for output, output_status in its_outputs
            ]
        return Picture(
            at=utcnow(),
            media_server=self._main_status(),
            nodes=self._node_statuses(),
            inputs=inputs,
            outputs=outputs,
        )

    def statuses(
        self,
    ) -> Iterator[tuple[InputEntry, InputStatus, Iterable[tuple[OutputEntry, OutputStatus]]]]:
        """Every input with its status and its outputs, in order; from memory."""
        for entry, status in self._board.rows():
            yield entry, status, self._board.outputs_of(entry.id)

    async def poll_once(self) -> None:
        """One question to the media server, and the picture brought up to date."""
        paths = await self._ask()
        if self._others is not None:
            self._others.set_engine_paths(paths)
        if paths is not None:
            self._answered, self._silent_since = self._now(), None
            if self._others is None:
                self._board.set_paths(paths)
            else:
                told = self._others.combined()
                self._board.set_paths(told.paths, told.nodes)
        elif self._expects_server:
            self._silent()
        self._refresh()

    async def _run(self) -> None:
        while True:
            began = self._now()
            self._wake.clear()  # who calls during the question wants a newer answer
            try:
                await self.poll_once()
            except Exception:
                _log.exception("status poll failed")
            with suppress(TimeoutError):
                pause = max(0.05, POLL_S - (self._now() - began))
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _ask(self) -> list[Path] | None:
        client = self._media.client()
        if client is None:
            return None
        left = self._answered + UNREACHABLE_AFTER_S - self._now()
        try:
            async with asyncio.timeout(left if left >= MIN_TIMEOUT_S else UNREACHABLE_AFTER_S):
                return await client.paths_list()
        except TimeoutError:
            return None
        except MediaServerError as error:
            _log.debug("media server gave no picture", reason=error.message)
            return None

    def _silent(self) -> None:
        now = utcnow()
        self._silent_since = self._silent_since or now
        server = self._server_status()
        gone = server.state is MediaServerState.UNREACHABLE  # its process has ended
        # The last timeout ends just before the limit: half a poll more or less is the same.
        if gone or self._now() - self._answered >= UNREACHABLE_AFTER_S - POLL_S / 2:
            reason = server.reason
            error = StatusError(kind=MEDIA_SERVER, message=reason or WORDS, at=self._silent_since)
            if self._others is None:
                self._board.set_server_error(error)
            else:
                told = self._others.combined()
                self._board.set_server_error(error, told.paths, told.nodes)

    def _refresh(self) -> None:
        delta = self._board.refresh(utcnow(), self._problem)
        for told in self._transitions.events(delta):
            self._recorder.offer(
                told.kind, told.message, input_id=told.input_id, output_id=told.output_id
            )
        for listener in tuple(self._listeners):
            try:
                listener(delta)
            except Exception:
                _log.exception("a listener failed on a new picture")
