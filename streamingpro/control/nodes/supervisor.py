"""Keeps exactly one engine alive for a data folder.

    adopt or launch ──▶ running ──(exit | hung)──▶ adopt or launch …
                          ▲ each failure in a row waits longer, a first one not at all

An engine that runs already is adopted, so that a new `serve` after a `kill -9` of the old one
loses no frame. The lock file that an engine holds all its life tells whether one is there; the
record it writes tells who and where.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from streamingpro.control.nodes.launch import KnownPorts, engine_settings, port_taken
from streamingpro.control.nodes.logfile import EngineLog
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.process import (
    EngineProcess,
    engine_env,
    holds_lock,
    lock_is_held,
    start,
)
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import (
    MediaServerState,
    MediaServerStatus,
    ServiceStatus,
)
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord, ensure_token
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError
from streamingpro.mediamtx.models import Info

_log = get_logger("control.engine")

_PORT_TAKEN = "Address already in use"
ENGINE_COMMAND = (sys.executable, "-m", "streamingpro.engine")


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


class EngineSupervisor:
    """Adopts or starts the engine, restarts it when it dies or hangs, ends it on `stop`.

    `on_ready` is called each time an engine (new or adopted) answers, after `media` knows it;
    `on_lost` with a plain sentence when it has ended by itself or had to be killed.
    """

    def __init__(
        self,
        settings: ControlSettings,
        media: MediaProvider,
        *,
        on_ready: Callable[[], None],
        on_lost: Callable[[str], None],
        command: Sequence[str] = ENGINE_COMMAND,
        timing: Timing | None = None,
    ) -> None:
        self._settings = settings
        self._media = media
        self._on_ready = on_ready
        self._on_lost = on_lost
        self._command = tuple(command)
        self._timing = timing or Timing()
        self._log_file = EngineLog(settings.data_dir)
        self._process: EngineProcess | None = None
        self._record: EngineRecord | None = None
        self._task: asyncio.Task[None] | None = None
        self._state = MediaServerState.STARTING
        self._reason: str | None = None
        self._failures = 0
        self._runs = 0
        self._ports = KnownPorts.of(EngineRecord.load(settings.data_dir))
        self._services: dict[str, ServiceStatus] = {}

    def status(self) -> MediaServerStatus:
        """The engine as the supervisor knows it, from memory."""
        running = self._state is MediaServerState.RUNNING and self._record is not None
        record = self._record if running else None
        return MediaServerStatus(
            state=self._state,
            reason=self._reason,
            pid=record.pid if record else None,
            version=record.version if record else None,
            rtmp_port=record.rtmp_port if record else None,
            services=self._services if record else {},
            restarts=max(0, self._runs - 1),
        )

    async def start(self) -> None:
        """Begin in the background; an engine that can't start shows in `status`, raises nothing."""
        self._task = spawn(self._run(), name="engine supervisor")

    async def stop(self, *, stop_engine: bool = True) -> None:
        """Stop watching and, unless told otherwise, end the engine: SIGTERM, later SIGKILL."""
        await cancel(self._task)
        self._task = None
        self._state = MediaServerState.OFF
        process, self._process = self._process, None
        if process is not None:
            if stop_engine:
                await process.end(self._timing.stop_patience)
            process.close()
        await self._media.clear()

    # The life of one engine after the other

    async def _run(self) -> None:
        while True:
            try:
                lost = await self._one_life()
            except OSError as error:
                lost = f"The media engine could not be started: {error.strerror or error}."
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
            _log.error("media engine lost", reason=why, failures=self._failures)
        self._state, self._reason = MediaServerState.UNREACHABLE, why
        self._on_lost(why)

    def _pause(self) -> float:
        steps = self._timing.backoff
        return steps[min(self._failures, len(steps)) - 1]

    async def _adopt(self) -> EngineProcess | None:
        """The engine that lives in the data folder already, or None when there is none.

        One that doesn't answer for `hung_after` is killed: it would keep the ports and the lock.
        """
        data_dir = self._settings.data_dir
        deadline = time.monotonic() + self._timing.hung_after
        while lock_is_held(data_dir):
            record = EngineRecord.load(data_dir)
            if record is not None and holds_lock(record.pid, data_dir):
                self._process = process = EngineProcess(record.pid)
                if await self._answers(record, process, deadline):
                    _log.info("media engine adopted", pid=record.pid)
                    return process
                _log.error("media engine hangs, killing it", pid=record.pid)
                await process.kill()
                process.close()
                self._process = None
            elif time.monotonic() > deadline:
                break
            await asyncio.sleep(self._timing.start_poll)
        return None

    async def _launch(self) -> tuple[EngineProcess | None, str]:
        """A new engine that answers, or why there is none."""
        ensure_token(self._settings.data_dir, ENGINE_TOKEN)
        self._process = process = start(
            self._command,
            engine_env(os.environ, engine_settings(self._settings, self._ports)),
            self._log_file.prepare(),
        )
        deadline = time.monotonic() + self._timing.start_limit
        while time.monotonic() < deadline and not process.exited.is_set():
            record = EngineRecord.load(self._settings.data_dir)
            if record is not None and record.pid == process.pid:
                if await self._answers(record, process, deadline):
                    _log.info("media engine started", pid=process.pid, rtmp_port=record.rtmp_port)
                    return process, ""
            else:
                await _wait(process.exited, self._timing.start_poll)
        why = self._start_failure(process)
        await process.kill()
        process.close()
        self._process, self._ports = None, KnownPorts()
        return None, why

    def _start_failure(self, process: EngineProcess) -> str:
        words = self._log_file.last_words()
        if _PORT_TAKEN in words:
            return port_taken(self._settings, self._ports)
        said = f" It said: {words}" if words else f" See {self._log_file.path}."
        if not process.exited.is_set():
            limit = self._timing.start_limit
            return f"The media engine did not answer within {limit:g} s of its start.{said}"
        return f"The media engine could not start (exit code {process.exit_code}).{said}"

    async def _answers(self, record: EngineRecord, process: EngineProcess, deadline: float) -> bool:
        """Whether the engine of `record` answers before `deadline`; if so it is the one in use."""
        token = ensure_token(self._settings.data_dir, ENGINE_TOKEN)
        client = MediaClient(record.api_address, token)
        while not process.exited.is_set():
            if await self._probe(client):
                self._in_use(record)
                await self._media.replace(client)
                return True
            if time.monotonic() >= deadline:
                break
            await _wait(process.exited, self._timing.start_poll)
        await client.aclose()
        return False

    def _in_use(self, record: EngineRecord) -> None:
        self._record = record
        self._state, self._reason = MediaServerState.RUNNING, None
        self._runs += 1
        self._ports = KnownPorts.of(record)

    async def _watch(self, process: EngineProcess) -> str:
        """Until the engine has ended by itself or was killed because it hung; returns why."""
        answered = time.monotonic()
        while not await _wait(process.exited, self._timing.probe_every):
            client = self._media.client()
            if client is not None and await self._probe(client):
                answered = time.monotonic()
            elif time.monotonic() - answered >= self._timing.hung_after:
                await process.kill()
                return "The media engine did not answer any more and was restarted."
        code = process.exit_code
        how = "" if code is None else f" ({_how_it_ended(code)})"
        return f"The media engine stopped unexpectedly{how} and was restarted."

    async def _probe(self, client: MediaClient) -> bool:
        try:
            async with asyncio.timeout(self._timing.probe_timeout):
                self._services = _services_of(await client.info())
        except (MediaServerError, TimeoutError):
            return False
        return True


async def _wait(event: asyncio.Event, timeout: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            await event.wait()
    return event.is_set()


def _how_it_ended(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _services_of(info: Info) -> dict[str, ServiceStatus]:
    return {
        name: ServiceStatus(port=service.port or None, reason=_sentence(service.reason) or None)
        for name, service in info.services.items()
    }


def _sentence(words: str) -> str:
    return words and words[0].upper() + words[1:].rstrip(".") + "."
