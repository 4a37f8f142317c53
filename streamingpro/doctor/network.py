"""Checks of the ports: free, held by our own running programs, or taken by somebody else."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from streamingpro.config import ENV_PREFIX, Settings
from streamingpro.doctor.mediamtx import managed_ports
from streamingpro.doctor.report import Finding, Level, fail, ok, warn
from streamingpro.kit import processes
from streamingpro.kit.datadir import EngineRecord

LISTENING = "0A"  # /proc/net/tcp, column st
UNCONNECTED = "07"  # /proc/net/udp, column st: bound, with no peer


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A port that will be listened on. Without an `optional` one, the engine does without."""

    label: str
    setting: str
    host: str
    port: int
    held_by: int | None = None
    udp: bool = False
    optional: bool = False


def ports(settings: Settings) -> Iterator[Finding]:
    """Every port of both programs, each on the address it will be bound to."""
    managed = settings.media_server == "mediamtx"
    media = _mediamtx_ports(settings) if managed else _service_ports(settings)
    for wanted in (*_fatal_ports(settings, rtmp=not managed), *media):
        name = f"{wanted.label} port {wanted.port}"
        if wanted.held_by is not None and not processes.exists(wanted.held_by):
            wanted = replace(wanted, held_by=None)
        finding = port_finding(
            name,
            wanted.setting,
            wanted.host,
            wanted.port,
            own_pid=wanted.held_by,
            udp=wanted.udp,
        )
        if wanted.optional and finding.level is Level.FAIL:
            finding = warn(name, f"{finding.message}; {wanted.label} will be off", finding.mend)
        yield finding


def _fatal_ports(settings: Settings, *, rtmp: bool) -> Iterator[_Wanted]:
    engine = EngineRecord.load(settings.data_dir)
    api_port = int(engine.api_address.rpartition(":")[2]) if engine else None
    rtmp_port = engine.rtmp_port if engine else None
    serve_pid, serve_port = _serve_record(settings.data_dir)
    engine_pid = engine.pid if engine else None
    for label, setting, host, port, pid, held in (
        ("HTTP", "http_port", settings.http_host, settings.http_port, serve_pid, serve_port),
        ("RTMP", "rtmp_port", settings.rtmp_host, settings.rtmp_port, engine_pid, rtmp_port),
        (
            *("engine API", "engine_api_port", settings.engine_api_host),
            *(settings.engine_api_port, engine_pid, api_port),
        ),
    ):
        if rtmp or label != "RTMP":
            yield _Wanted(label, setting, host, port, pid if held == port else None)


def _mediamtx_ports(settings: Settings) -> Iterator[_Wanted]:
    for one in managed_ports(settings):
        yield _Wanted(one.label, one.setting, one.host, one.port, one.held_by, udp=one.udp)


def _service_ports(settings: Settings) -> Iterator[_Wanted]:
    engine = EngineRecord.load(settings.data_dir)
    services = engine.services if engine else {}
    rtmps_port = settings.rtmps_port if settings.tls_cert is not None else None
    for name, port in (
        ("rtmps", rtmps_port),
        ("srt", settings.srt_port),
        ("hls", settings.hls_port),
    ):
        if port is None:
            continue
        held = services.get(name, {}).get("port") == port
        pid = engine.pid if engine and held else None
        yield _Wanted(
            label=name.upper(),
            setting=f"{name}_port",
            host=settings.rtmp_host,
            port=port,
            held_by=pid,
            udp=name == "srt",
            optional=True,
        )


def port_finding(
    name: str,
    setting: str,
    host: str,
    port: int,
    *,
    own_pid: int | None = None,
    udp: bool = False,
) -> Finding:
    """One port: free, held by our own process `own_pid`, taken, or not allowed."""
    if port == 0:
        return ok(name, "any free port will be taken")
    code = bind_error(host, port, udp=udp)
    variable = f"{ENV_PREFIX}{setting.upper()}"
    if code == 0:
        return ok(name, "free")
    if code == errno.EADDRINUSE and own_pid is not None:
        return ok(name, f"held by our own running program (pid {own_pid})")
    if code == errno.EADDRINUSE:
        holder = holder_of(port, udp=udp)
        by = f" by {holder}" if holder else ""
        return fail(name, f"taken{by}", f"Stop that program, or set {variable} to another port.")
    if code == errno.EACCES:
        mend = f"Set {variable} to a port from 1024 up, or allow it to the service (systemd: "
        return fail(
            name, "this user may not use it", f"{mend}AmbientCapabilities=CAP_NET_BIND_SERVICE)."
        )
    host_variable = {"http_port": "HTTP_HOST", "engine_api_port": "ENGINE_API_HOST"}.get(
        setting, "RTMP_HOST"
    )
    return fail(
        name,
        f"can't be bound on {host or 'any address'} ({os.strerror(code)})",
        f"Set {ENV_PREFIX}{host_variable} to an address of this machine, or leave it out.",
    )


def bind_error(host: str, port: int, *, udp: bool = False) -> int:
    """0 when `host:port` can be bound, else the errno. An empty host is every address."""
    wanted = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    try:
        found = socket.getaddrinfo(host or None, port, type=wanted, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        try:
            if not udp:
                # As servers do: a port in TIME_WAIT is free, one that is listened to is not.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            if not udp:
                probe.listen(1)
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0


def holder_of(port: int, *, udp: bool = False) -> str:
    """`name (pid N)` of the process that has `port`, or "" where that can't be seen."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, udp)}
    if not sockets:
        return ""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = (str(link.readlink()) for link in (process / "fd").iterdir())
            if not sockets.isdisjoint(links):
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:
            continue
    return ""


def _inodes(port: int, udp: bool) -> Iterator[str]:
    state = UNCONNECTED if udp else LISTENING
    for table in ("udp", "udp6") if udp else ("tcp", "tcp6"):
        try:
            rows = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            columns = row.split()
            if columns[3] == state and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]


def _serve_record(data_dir: Path) -> tuple[int | None, int | None]:
    try:
        record = json.loads((data_dir / "serve.json").read_text())
        return int(record["pid"]), int(record["http_port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
