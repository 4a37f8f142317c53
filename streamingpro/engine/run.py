"""The engine's composition root: builds the parts, runs them until a signal, ends in good order."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop

from streamingpro import __version__
from streamingpro.engine.addresses import address_of
from streamingpro.engine.api import ApiServer, create_api
from streamingpro.engine.auth import Authenticator
from streamingpro.engine.children.posters import Posters
from streamingpro.engine.conf import ConfChange, ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls import HlsServer
from streamingpro.engine.servers.rtmp import RtmpServer
from streamingpro.engine.servers.srt import SrtServer
from streamingpro.engine.servers.tls import Certificate
from streamingpro.engine.services import NotSetUp, Service, ServiceOff, Services
from streamingpro.engine.settings import EngineSettings
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.views import Parts, View
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
    """Everything that runs in the engine process. `start` raises OSError when the port of RTMP or
    of the API is taken; the other services do without theirs and say so."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self.store = ConfStore(log_level=settings.log_level)
        self.auth = Authenticator(self.store)
        options = SourceOptions(settings.pull_networks, settings.media_folders)
        self.paths = PathManager(self.store, self._close_path, options)
        token = ensure_token(settings.data_dir, ENGINE_TOKEN)
        self.certificate = _certificate(settings)
        self.rtmp = RtmpServer(self.store, self.paths, self.auth)
        self.rtmps = RtmpServer(self.store, self.paths, self.auth, self.certificate)
        self.srt = SrtServer(self.store, self.paths, self.auth)
        self.hls = HlsServer(self.store, self.paths, self.auth, token)
        self.posters = Posters(self.paths)
        self.services = self._services()
        self._started = utcnow()
        view = View(
            Parts(
                paths=self.paths,
                auth=self.auth,
                rtmp=self.rtmp,
                rtmps=self.rtmps,
                srt=self.srt,
                hls=self.hls,
                posters=self.posters,
                services=self.services,
            )
        )
        self.api = ApiServer(create_api(view, self.store, token, self._started, __version__))
        self._api_port = 0
        self._ticker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        settings = self._settings
        self.rtmp.listen(settings.rtmp_host, settings.rtmp_port)
        self.services.open()
        self._api_port = await self.api.start(settings.api_host, settings.api_port)
        self._ticker = spawn(self._tick(), name="ticker")
        self._announce()
        _log.info("engine is ready", api_port=self._api_port, **self.services.ports)

    async def stop(self) -> None:
        """Say goodbye to every destination and client."""
        EngineRecord.remove(self._settings.data_dir)
        await cancel(self._ticker)
        for server in (self.rtmp, self.rtmps, self.srt, self.hls):
            server.close()
        await self.paths.close()
        await self.posters.close()
        await self.auth.close()
        await self.api.stop()
        _log.info("engine has stopped")

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_S)
            now = loop.time()
            for part in (self.paths, self.rtmp, self.rtmps, self.srt, self.hls, self.services):
                try:
                    part.tick(now)
                except Exception:  # a fault in one part must not stop the time of the others
                    _log.exception("tick failed", part=type(part).__name__)

    def _services(self) -> Services:
        given, host = self._settings, self._settings.rtmp_host
        return Services(
            [
                Service("rtmp", self.rtmp, None, host, given.rtmp_port),
                Service("rtmps", self.rtmps, self._listen_rtmps, host, given.rtmps_port),
                Service("srt", self.srt, self.srt.listen, host, given.srt_port),
                Service("hls", self.hls, self.hls.listen, host, given.hls_port),
            ],
            on_change=self._announce,
        )

    def _listen_rtmps(self, host: str, port: int) -> None:
        if self.certificate is None:
            raise NotSetUp("no certificate is given; set tls_cert and tls_key")
        self.certificate.refresh()
        if self.certificate.context is None:
            raise ServiceOff(self.certificate.reason)
        self.rtmps.listen(host, port)

    def _announce(self) -> None:
        """Tell everybody where the servers listen."""
        settings, services = self._settings, self.services.by_name
        api_address = address_of(settings.api_host, self._api_port)
        files = self.certificate.files if self.certificate is not None else ("", "")
        self.store.set_facts(
            api_address=api_address,
            rtmp_server_cert=str(files[0]),
            rtmp_server_key=str(files[1]),
            **{f"{name}_address": service.address for name, service in services.items()},
        )
        EngineRecord(
            pid=os.getpid(),
            api_address=f"http://{api_address}",
            rtmp_port=self.rtmp.port,
            started=rfc3339(self._started),
            version=__version__,
            services=self.services.to_json(),
        ).save(settings.data_dir)

    def _close_path(self, path: Path) -> None:
        spawn(path.close(), name=f"closing of path {path.name}")


def _certificate(settings: EngineSettings) -> Certificate | None:
    """The same file may hold certificate and key."""
    file = settings.tls_cert
    return None if file is None else Certificate(file, settings.tls_key or file)


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
