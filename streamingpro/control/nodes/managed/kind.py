"""A managed MediaMTX as a supervised server.

MediaMTX knows nothing of data folders, so we hold for it what the engine holds by itself: it
inherits the locked descriptor of `mediamtx.lock`, and we write its record.
"""

import fcntl
import hashlib
import os
import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from streamingpro.control.nodes.kinds import CannotStart, Running, Words
from streamingpro.control.nodes.logfile import ServerLog
from streamingpro.control.nodes.managed.configuration import configuration
from streamingpro.control.nodes.managed.freeports import settle
from streamingpro.control.nodes.managed.listeners import (
    LISTENERS,
    NO_CERTIFICATE,
    SERVICES,
    Facts,
    Ports,
    port_words,
    reasons,
    wanted,
)
from streamingpro.control.nodes.managed.record import MediaMtxRecord
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.process import ServerProcess, holds_lock, lock_is_held, start
from streamingpro.control.nodes.supervision import Supervisor, Timing
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import ServiceStatus
from streamingpro.kit import processes
from streamingpro.kit.datadir import ensure_token, write_json_atomic
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import Info
from streamingpro.mediamtx.program import Program, ProgramError, find, parse_version

CONFIGURATION = "mediamtx.conf.json"
TOKEN = "mediamtx.token"  # noqa: S105 - a file name
USER = "streamingpro"

# A refusal of MediaMTX comes up to 4 s late, on purpose.
MEDIAMTX_TIMING = Timing(probe_timeout=4.5)

_LOCK = "mediamtx.lock"
_WORK_FOLDER = "mediamtx"  # it leaves certificates of its own making there
_OURS = ("STREAMINGPRO_", "MTX_", "RTSP_")  # MediaMTX takes settings from the environment, too
_TELLING = re.compile(r"^\S+ \S+ ERR |^ERR: ")

_WORDS = Words(
    cannot_run="MediaMTX could not be started: {why}.",
    silent="MediaMTX did not answer within {limit} s of its start.{said}",
    failed="MediaMTX could not start (exit code {code}).{said}",
    refused="MediaMTX runs, but refuses our calls: it could not ask this server for permission.",
    hung="MediaMTX did not answer any more and was restarted.",
    ended="MediaMTX stopped unexpectedly{how} and was restarted.",
)

Paths = Mapping[str, Mapping[str, Any]]
"""Path configurations by name, in the API's JSON names."""
HookAddress = Callable[[], str | None]
"""The authentication hook's address with its credentials, None while that is not known. It should
be told only when the hook answers: MediaMTX asks it about our first call."""


def credentials(data_dir: Path) -> tuple[str, str]:
    """User and password of the API and the metrics of the managed MediaMTX. The hook must allow
    them the actions `api` and `metrics`. Raises OSError when the data folder can't be used."""
    return USER, ensure_token(data_dir, TOKEN)


class MediaMtxKind:
    """The MediaMTX of a data folder."""

    name = "MediaMTX"
    words = _WORDS
    asks_us = True

    def __init__(
        self,
        settings: ControlSettings,
        hook_address: HookAddress,
        paths: Callable[[], Paths | None] = dict,
    ) -> None:
        """`paths`: what it is to begin with; None while that is not known."""
        self._settings = settings
        self._hook_address = hook_address
        self._paths = paths
        self._begins_with_paths = True
        self._lock = settings.data_dir / _LOCK
        self._known: Ports = {}
        self._told: Ports = {}
        record = MediaMtxRecord.load(settings.data_dir)
        if record is not None:
            self._known = record.ports
        self.log_file = ServerLog(settings.data_dir, "mediamtx.log", _TELLING)

    def expects_start(self) -> bool:
        return self._hook_address() is not None and self._paths() is not None

    def occupied(self) -> bool:
        return lock_is_held(self._lock)

    def find(self) -> Running | None:
        record = self._record()
        if record is None:
            return None
        return Running(
            record.pid,
            record.api_address,
            record.version,
            record.ports.get("rtmp"),
            _services(record),
        )

    def adoptable(self) -> bool:
        """It asks the hook where that is now, and listens where the settings want it."""
        record, hook = self._record(), self._hook_address()
        if record is None or hook is None or record.hook != _digest(hook):
            return False
        version = parse_version(record.version)
        if version is None:
            return False
        ports = wanted(self._settings, Facts(version, *_certificate(self._settings)))
        return all(_fits(port, record.ports.get(name)) for name, port in ports.items())

    def launch(self) -> ServerProcess:
        program = self._program()
        hook = self._hook_address()
        if hook is None:
            raise CannotStart("MediaMTX can't be started before this server has its own address.")
        facts = Facts(program.version, *_certificate(self._settings))
        self._told = ports = settle(LISTENERS, wanted(self._settings, facts), self._known)
        folder = self._settings.data_dir.absolute()
        credentials(folder)
        paths = (self._paths() or {}) if self._begins_with_paths else {}
        conf = configuration(self._settings, facts, ports, hook, paths)
        write_json_atomic(folder / CONFIGURATION, conf)
        process = self._start(program, folder)
        MediaMtxRecord(
            pid=process.pid,
            began=processes.began(process.pid) or "ended",
            version=program.version_text,
            hook=_digest(hook),
            ports=dict(ports),
            off=reasons(self._settings, facts),
        ).save(folder)
        return process

    def client(self, running: Running) -> MediaClient:
        user, password = credentials(self._settings.data_dir)
        return MediaClient(running.api_address, credentials=(user, password))

    def in_use(self, running: Running) -> None:
        self._begins_with_paths = True
        record = self._record()
        if record is not None:
            self._known = record.ports

    def gave_up(self) -> None:
        self._known = {}
        # One path that it refuses must not keep all the others away.
        self._begins_with_paths = not self._begins_with_paths

    def explain(self, said: str) -> str | None:
        return port_words(said, self._told)

    def services(self, running: Running, info: Info) -> dict[str, ServiceStatus]:
        return running.services

    def _record(self) -> MediaMtxRecord | None:
        record = MediaMtxRecord.load(self._settings.data_dir)
        if record is None or not holds_lock(record.pid, self._lock) or not record.is_alive():
            return None
        return record

    def _program(self) -> Program:
        try:
            return find(self._settings.mediamtx.program, self._settings.data_dir)
        except ProgramError as error:
            raise CannotStart(str(error)) from None

    def _start(self, program: Program, folder: Path) -> ServerProcess:
        """Start it with the lock, so that no second one can be started as long as it lives."""
        lock = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            command = (str(program.path), str(folder / CONFIGURATION))
            log = self.log_file.prepare()
            work = folder / _WORK_FOLDER
            work.mkdir(mode=0o700, exist_ok=True)
            return start(command, _environment(os.environ), log, folder=work, lock=lock)
        except BlockingIOError:
            raise CannotStart(
                "MediaMTX could not start: another one already runs in this data folder."
            ) from None
        finally:
            os.close(lock)


class MediaMtxSupervisor(Supervisor):
    """Keeps exactly one MediaMTX alive for the data folder of `settings`.

    The start waits until `hook_address` gives an address, and `paths` what it is to begin with.
    """

    def __init__(
        self,
        settings: ControlSettings,
        media: MediaProvider,
        *,
        hook_address: HookAddress,
        paths: Callable[[], Paths | None] = dict,
        on_ready: Callable[[], None],
        on_lost: Callable[[str], None],
        timing: Timing = MEDIAMTX_TIMING,
    ) -> None:
        kind = MediaMtxKind(settings, hook_address, paths)
        super().__init__(kind, media, on_ready=on_ready, on_lost=on_lost, timing=timing)


def _services(record: MediaMtxRecord) -> dict[str, ServiceStatus]:
    return {
        name: ServiceStatus(port=record.ports.get(name), reason=record.off.get(name))
        for name in SERVICES
    }


def _fits(wanted_port: int | None, port: int | None) -> bool:
    return port is not None if wanted_port == 0 else port == wanted_port


def _certificate(settings: ControlSettings) -> tuple[tuple[Path, Path] | None, str]:
    """The files of certificate and key, or None and why they can't be used."""
    cert = settings.tls_cert
    if cert is None:
        return None, NO_CERTIFICATE
    key = settings.tls_key or cert
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        return None, f"The certificate in {cert} can't be used with the key in {key}."
    return (cert, key), ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _environment(base: Mapping[str, str]) -> dict[str, str]:
    """Ours without our settings, some of which are secret, and without what MediaMTX would take
    for its own."""
    return {name: value for name, value in base.items() if not name.startswith(_OURS)}
