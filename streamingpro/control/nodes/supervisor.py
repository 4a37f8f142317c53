"""The embedded engine as a supervised server: `python -m streamingpro.engine`.

The engine itself holds `engine.lock` all its life and writes `engine.json`: pid, address, ports.
"""

import os
import sys
from collections.abc import Callable, Sequence

from streamingpro.control.nodes.kinds import Running, Words
from streamingpro.control.nodes.launch import EMBEDDED, EngineRole, KnownPorts, port_taken
from streamingpro.control.nodes.logfile import ServerLog
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.process import (
    ServerProcess,
    engine_env,
    holds_lock,
    lock_is_held,
    start,
)
from streamingpro.control.nodes.supervision import Supervisor, Timing
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import ServiceStatus
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord, ensure_token
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import Info

__all__ = ["ENGINE_COMMAND", "EngineKind", "EngineSupervisor", "Timing"]

ENGINE_COMMAND = (sys.executable, "-m", "streamingpro.engine")
_LOCK = "engine.lock"
_PORT_TAKEN = "Address already in use"

_WORDS = Words(
    cannot_run="The media engine could not be started: {why}.",
    silent="The media engine did not answer within {limit} s of its start.{said}",
    failed="The media engine could not start (exit code {code}).{said}",
    refused="The media engine does not accept our token.",
    hung="The media engine did not answer any more and was restarted.",
    ended="The media engine stopped unexpectedly{how} and was restarted.",
)


class EngineKind:
    """The engine of a data folder."""

    name = "media engine"
    words = _WORDS
    asks_us = False

    def __init__(
        self, settings: ControlSettings, command: Sequence[str], role: EngineRole = EMBEDDED
    ) -> None:
        self._settings = settings
        self._command = tuple(command)
        self._role = role
        self._lock = settings.data_dir / _LOCK
        self._ports = KnownPorts.of(EngineRecord.load(settings.data_dir))
        self.log_file = ServerLog(settings.data_dir, "engine.log")

    def expects_start(self) -> bool:
        return True

    def occupied(self) -> bool:
        return lock_is_held(self._lock)

    def find(self) -> Running | None:
        record = EngineRecord.load(self._settings.data_dir)
        if record is None or not holds_lock(record.pid, self._lock):
            return None
        return Running(record.pid, record.api_address, record.version, record.rtmp_port)

    def adoptable(self) -> bool:
        record = EngineRecord.load(self._settings.data_dir)
        return record is not None and self._role.fits(self._settings, record)

    def launch(self) -> ServerProcess:
        ensure_token(self._settings.data_dir, ENGINE_TOKEN)
        told = self._role.tell(self._settings, self._ports)
        return start(self._command, engine_env(os.environ, told), self.log_file.prepare())

    def client(self, running: Running) -> MediaClient:
        token = ensure_token(self._settings.data_dir, ENGINE_TOKEN)
        return MediaClient(running.api_address, token)

    def in_use(self, running: Running) -> None:
        record = EngineRecord.load(self._settings.data_dir)
        if record is not None and record.pid == running.pid:
            self._ports = KnownPorts.of(record)

    def gave_up(self) -> None:
        self._ports = KnownPorts()

    def explain(self, said: str) -> str | None:
        if _PORT_TAKEN not in said:
            return None
        return port_taken(self._role.tell(self._settings, self._ports))

    def services(self, running: Running, info: Info) -> dict[str, ServiceStatus]:
        return {
            name: ServiceStatus(port=service.port or None, reason=_sentence(service.reason) or None)
            for name, service in info.services.items()
        }


class EngineSupervisor(Supervisor):
    """Keeps exactly one engine alive for the data folder of `settings`."""

    def __init__(
        self,
        settings: ControlSettings,
        media: MediaProvider,
        *,
        on_ready: Callable[[], None],
        on_lost: Callable[[str], None],
        command: Sequence[str] = ENGINE_COMMAND,
        role: EngineRole = EMBEDDED,
        timing: Timing | None = None,
    ) -> None:
        kind = EngineKind(settings, command, role)
        super().__init__(kind, media, on_ready=on_ready, on_lost=on_lost, timing=timing)

    async def stop(self, *, stop_server: bool = True, stop_engine: bool = True) -> None:
        """Stop watching and, unless told otherwise by either name, end the engine."""
        await super().stop(stop_server=stop_server and stop_engine)


def _sentence(words: str) -> str:
    return words and words[0].upper() + words[1:].rstrip(".") + "."
