"""Keeps exactly one media server of one kind alive for a data folder.

    adopt or launch ──▶ running ──(exit | hung)──▶ adopt or launch …
                          ▲ each failure in a row waits longer, a first one not at all

A server that runs already is adopted, so that a new `serve` after a `kill -9` of the old one
loses no frame. The lock file that a server holds all its life tells whether one is there; a
record beside it tells who and where.
"""

import asyncio
import enum
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from streamingpro.control.nodes.kinds import CannotStart, Running, ServerKind
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.process import ServerProcess
from streamingpro.control.status.schemas import (
    MediaServerState,
    MediaServerStatus,
    ServiceStatus,
)
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound, Unauthorized
from streamingpro.mediamtx.models import Info

_log = get_logger("control.server")

_MISSED_PROBES = 3  # a stall of our own looks like one missed answer, however long it was


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. `backoff` is indexed by the number of failures in a row, minus one."""

    start_limit: float = 15.0
    start_poll: float = 0.02
    probe_every: float = 1.0
    probe_timeout: float = 2.0
    hung_after: float = 10.0
    stop_patience: float = 5.0
    settled_after: float = 10.0
    backoff: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)


class _Answer(enum.Enum):
    READY = enum.auto()
    REFUSED = enum.auto()
    SILENT = enum.auto()


class Supervisor:
    """Adopts or starts the server, restarts it when it dies or hangs, ends it on `stop`.

    `on_ready` is called each time a server (new or adopted) answers, after `media` knows it;
    `on_lost` with a plain sentence when it has ended by itself or had to be killed.
    """

    def __init__(
        self,
        kind: ServerKind,
        media: MediaProvider,
        *,
        on_ready: Callable[[], None],
        on_lost: Callable[[str], None],
        timing: Timing | None = None,
    ) -> None:
        self._kind = kind
        self._media = media
        self._on_ready = on_ready
        self._on_lost = on_lost
        self._timing = timing or Timing()
        self._process: ServerProcess | None = None
        self._running: Running | None = None
        self._task: asyncio.Task[None] | None = None
        self._state = MediaServerState.STARTING
        self._reason: str | None = None
        self._failures = 0
        self._runs = 0
        self._services: dict[str, ServiceStatus] = {}
        self._last_answer = _Answer.SILENT

    def status(self) -> MediaServerStatus:
        """The server as the supervisor knows it, from memory."""
        running = self._running if self._state is MediaServerState.RUNNING else None
        return MediaServerStatus(
            state=self._state,
            reason=self._reason,
            pid=running.pid if running else None,
            version=running.version if running else None,
            rtmp_port=running.rtmp_port if running else None,
            services=self._services if running else {},
            restarts=max(0, self._runs - 1),
        )

    async def start(self) -> None:
        """Begin in the background; a server that can't start shows in `status`, raises nothing."""
        self._task = spawn(self._run(), name=f"{self._kind.name} supervisor")

    async def stop(self, *, stop_server: bool = True) -> None:
        """Stop watching and, unless told otherwise, end the server: SIGTERM, later SIGKILL."""
        await cancel(self._task)
        self._task = None
        self._state = MediaServerState.OFF
        process, self._process = self._process, None
        if process is not None:
            if stop_server:
                await process.end(self._timing.stop_patience)
            process.close()
        await self._media.clear()

    # The life of one server after the other

    async def _run(self) -> None:
        while True:
            if not self._kind.expects_start():
                await asyncio.sleep(self._timing.start_poll)
                continue
            try:
                lost = await self._one_life()
            except CannotStart as error:
                lost = str(error)
            except OSError as error:
                lost = self._kind.words.cannot_run.format(why=error.strerror or error)
            self._failed(lost)
            await asyncio.sleep(self._pause())

    async def _one_life(self) -> str:
        """From adoption or launch to the end; returns why it ended."""
        process = await self._adopt()
        if process is None:
            process, why = await self._launch()
            if process is None:
                return why
        began = time.monotonic()
        self._on_ready()
        why = await self._watch(process)
        if time.monotonic() - began >= self._timing.settled_after:
            self._failures = 0
        await self._media.clear()
        process.close()
        self._process = None
        return why

    def _failed(self, why: str) -> None:
        self._failures += 1
        if why != self._reason:  # the same reason every few seconds would only fill the log
            _log.error("server lost", server=self._kind.name, reason=why, failures=self._failures)
        self._state, self._reason = MediaServerState.UNREACHABLE, why
        self._on_lost(why)

    def _pause(self) -> float:
        steps = self._timing.backoff
        return steps[min(self._failures, len(steps)) - 1]

    async def _adopt(self) -> ServerProcess | None:
        """The server that lives in the data folder already, or None when there is none.

        One that doesn't answer for `hung_after` is killed: it would keep the ports and the lock.
        """
        kind = self._kind
        deadline = time.monotonic() + self._timing.hung_after
        while kind.occupied():
            running = kind.find()
            if running is not None:
                self._process = process = ServerProcess(running.pid)
                if kind.adoptable() and await self._answers(running, process, deadline):
                    _log.info("server adopted", server=kind.name, pid=running.pid)
                    return process
                _log.error("server can't be used, killing it", server=kind.name, pid=running.pid)
                await process.kill()
                process.close()
                self._process = None
            elif time.monotonic() > deadline:
                break
            await asyncio.sleep(self._timing.start_poll)
        return None

    async def _launch(self) -> tuple[ServerProcess | None, str]:
        """A new server that answers, or why there is none."""
        self._process = process = self._kind.launch()
        deadline = time.monotonic() + self._timing.start_limit
        while time.monotonic() < deadline and not process.exited.is_set():
            running = self._kind.find()
            if running is not None and running.pid == process.pid:
                if await self._answers(running, process, deadline):
                    _log.info("server started", server=self._kind.name, pid=process.pid)
                    return process, ""
            else:
                await _wait(process.exited, self._timing.start_poll)
        why = self._start_failure(process)
        await process.kill()
        process.close()
        self._process = None
        self._kind.gave_up()
        return None, why

    def _start_failure(self, process: ServerProcess) -> str:
        log_file, words = self._kind.log_file, self._kind.words
        said = log_file.last_words()
        better = self._kind.explain(said)
        if better is not None:
            return better
        shown = f" It said: {said}" if said else f" See {log_file.path}."
        if process.exited.is_set():
            return words.failed.format(code=process.exit_code, said=shown)
        if self._last_answer is _Answer.REFUSED:
            return words.refused
        return words.silent.format(limit=f"{self._timing.start_limit:g}", said=shown)

    async def _answers(self, running: Running, process: ServerProcess, deadline: float) -> bool:
        """Whether that server lets us in before `deadline`; if so it is the one in use."""
        client = self._kind.client(running)
        while not process.exited.is_set():
            self._last_answer = await self._probe(client, running)
            if self._last_answer is _Answer.READY:
                self._in_use(running)
                await self._media.replace(client)
                return True
            if time.monotonic() >= deadline:
                break
            await _wait(process.exited, self._timing.start_poll)
        await client.aclose()
        return False

    def _in_use(self, running: Running) -> None:
        self._running = running
        self._state, self._reason = MediaServerState.RUNNING, None
        self._runs += 1
        self._kind.in_use(running)

    async def _watch(self, process: ServerProcess) -> str:
        """Until the server has ended by itself or was killed because it hung; returns why."""
        answered, missed = time.monotonic(), 0
        while not await _wait(process.exited, self._timing.probe_every):
            self._trim_log()
            if await self._alive():
                answered, missed = time.monotonic(), 0
                continue
            missed += 1
            silent_s = time.monotonic() - answered
            if silent_s >= self._timing.hung_after and missed >= _MISSED_PROBES:
                await process.kill()
                return self._kind.words.hung
        code = process.exit_code
        how = "" if code is None else f" ({_how_it_ended(code)})"
        return self._kind.words.ended.format(how=how)

    async def _alive(self) -> bool:
        client, running = self._media.client(), self._running
        if client is None or running is None:
            return False
        answer = await self._probe(client, running)
        return answer is _Answer.READY or (answer is _Answer.REFUSED and self._kind.asks_us)

    def _trim_log(self) -> None:
        with suppress(OSError):  # a full disk is no reason to lose sight of the server
            self._kind.log_file.trim()

    async def _probe(self, client: MediaClient, running: Running) -> _Answer:
        try:
            async with asyncio.timeout(self._timing.probe_timeout):
                self._services = self._kind.services(running, await _info_of(client))
        except Unauthorized:
            return _Answer.REFUSED
        except (MediaServerError, TimeoutError):
            return _Answer.SILENT
        return _Answer.READY


async def _info_of(client: MediaClient) -> Info:
    """What the server says of itself; an older MediaMTX has no `/v3/info`, so it is asked for
    something else that only we may have."""
    try:
        return await client.info()
    except NotFound:
        await client.global_get()
        return Info()


async def _wait(event: asyncio.Event, timeout: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            await event.wait()
    return event.is_set()


def _how_it_ended(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
