"""The engine's composition root: builds the parts, runs them until a signal, ends in good order."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop

from streamingpro import __version__
from streamingpro.engine.api import ApiServer, create_api
from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfChange, ConfStore
from streamingpro.engine.paths import Path, PathManager
from streamingpro.engine.servers.rtmp import RtmpServer
from streamingpro.engine.settings import EngineSettings
from streamingpro.engine.views import View
from streamingpro.kit import logging as kit_logging
from streamingpro.kit import processes
from streamingpro.kit.clock import rfc3339, utcnow
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord, ensure_token
from streamingpro.kit.tasks import cancel, spawn

_log = kit_logging.get_logger("engine")

TICK_S = 1.0


class AlreadyRunning(Exception):
    """Another engine serves this data folder."""


class Engine:
    """Everything that runs in the engine process. `start` raises OSError when a port is taken."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self.store = ConfStore(log_level=settings.log_level)
        self.auth = Authenticator(self.store)
        self.paths = PathManager(self.store, self._close_path)
        self.rtmp = RtmpServer(self.store, self.paths, self.auth)
        self._started = utcnow()
        token = ensure_token(settings.data_dir, ENGINE_TOKEN)
        view = View(self.paths, self.rtmp)
        self.api = ApiServer(create_api(view, self.store, token, self._started, __version__))
        self._ticker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        settings = self._settings
        self.rtmp.listen(settings.rtmp_host, settings.rtmp_port)
        api_port = await self.api.start(settings.api_host, settings.api_port)
        self.store.set_facts(
            rtmp_address=f"{settings.rtmp_host}:{self.rtmp.port}",
            api_address=f"{settings.api_host}:{api_port}",
        )
        self._ticker = spawn(self._tick(), name="ticker")
        EngineRecord(
            pid=os.getpid(),
            api_address=f"http://{settings.api_host}:{api_port}",
            rtmp_port=self.rtmp.port,
            started=rfc3339(self._started),
            version=__version__,
        ).save(settings.data_dir)
        _log.info("engine is ready", rtmp_port=self.rtmp.port, api_port=api_port)

    async def stop(self) -> None:
        """Say goodbye to every destination and client."""
        EngineRecord.remove(self._settings.data_dir)
        await cancel(self._ticker)
        self.rtmp.close()
        await self.paths.close()
        await self.auth.close()
        await self.api.stop()
        _log.info("engine has stopped")

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_S)
            now = loop.time()
            self.paths.tick(now)
            self.rtmp.tick(now)

    def _close_path(self, path: Path) -> None:
        spawn(path.close(), name=f"closing of path {path.name}")


def main(settings: EngineSettings) -> int:
    """Run an engine until SIGTERM or SIGINT. Returns the exit code; a failure is logged."""
    kit_logging.configure(settings.log_level, settings.log_format)
    if not processes.raise_file_limit():
        _log.warning("the limit of open files stays low")
    try:
        with _only_engine_of(settings):
            uvloop.run(_run(settings))
    except AlreadyRunning:
        _log.error("another engine serves this data folder", data_dir=str(settings.data_dir))
        return 1
    except OSError as error:
        _log.error("the engine can't start", reason=str(error))
        return 1
    return 0


async def _run(settings: EngineSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    engine = Engine(settings)

    def follow_log_level(change: ConfChange) -> None:
        level = engine.store.global_.log_level
        if change.global_before is not None and change.global_before.log_level != level:
            kit_logging.configure(level, settings.log_format)

    engine.store.on_change(follow_log_level)
    try:
        await engine.start()
        await stopped.wait()
    finally:
        await engine.stop()


@contextmanager
def _only_engine_of(settings: EngineSettings) -> Iterator[None]:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.data_dir / "engine.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield
