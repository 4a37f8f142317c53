"""Checks of the ports: free, held by our own running programs, or taken by somebody else."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from streamingpro.config import ENV_PREFIX, Settings
from streamingpro.doctor.report import Finding, fail, ok
from streamingpro.kit import processes
from streamingpro.kit.datadir import EngineRecord

LISTENING = "0A"  # /proc/net/tcp, column st


def ports(settings: Settings) -> Iterator[Finding]:
    """HTTP, RTMP and engine API ports, each on the address it will be bound to."""
    engine = EngineRecord.load(settings.data_dir)
    api_port = int(engine.api_address.rpartition(":")[2]) if engine else None
    serve_pid, serve_port = _serve_record(settings.data_dir)
    engine_pid = engine.pid if engine else None
    wanted = (
        ("HTTP", "http_port", settings.http_host, settings.http_port, serve_pid, serve_port),
        (
            "RTMP",
            "rtmp_port",
            settings.rtmp_host,
            settings.rtmp_port,
            engine_pid,
            engine.rtmp_port if engine else None,
        ),
        (
            "engine API",
            "engine_api_port",
            settings.engine_api_host,
            settings.engine_api_port,
            engine_pid,
            api_port,
        ),
    )
    for label, setting, host, port, pid, held in wanted:
        own = pid if pid is not None and held == port and processes.exists(pid) else None
        yield port_finding(f"{label} port {port}", setting, host, port, own_pid=own)


def port_finding(
    name: str, setting: str, host: str, port: int, *, own_pid: int | None = None
) -> Finding:
    """One port: free, held by our own process `own_pid`, taken, or not allowed."""
    if port == 0:
        return ok(name, "any free port will be taken")
    code = bind_error(host, port)
    variable = f"{ENV_PREFIX}{setting.upper()}"
    if code == 0:
        return ok(name, "free")
    if code == errno.EADDRINUSE and own_pid is not None:
        return ok(name, f"held by our own running program (pid {own_pid})")
    if code == errno.EADDRINUSE:
        holder = holder_of(port)
        by = f" by {holder}" if holder else ""
        return fail(name, f"taken{by}", f"Stop that program, or set {variable} to another port.")
    if code == errno.EACCES:
        mend = f"Set {variable} to a port from 1024 up, or allow it to the service (systemd: "
        return fail(
            name, "this user may not use it", f"{mend}AmbientCapabilities=CAP_NET_BIND_SERVICE)."
        )
    host_variable = "ENGINE_API_HOST" if setting.startswith("engine") else setting[:4] + "_HOST"
    return fail(
        name,
        f"can't be bound on {host or 'any address'} ({os.strerror(code)})",
        f"Set {ENV_PREFIX}{host_variable.upper()} to an address of this machine, or leave it out.",
    )


def bind_error(host: str, port: int) -> int:
    """0 when `host:port` can be bound, else the errno. An empty host is every address."""
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        # As servers do: a port in TIME_WAIT is free, one that is listened to is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0


def holder_of(port: int) -> str:
    """`name (pid N)` of the process listening on `port`, or "" where that can't be seen."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
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


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        try:
            rows = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            columns = row.split()
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]


def _serve_record(data_dir: Path) -> tuple[int | None, int | None]:
    try:
        record = json.loads((data_dir / "serve.json").read_text())
        return int(record["pid"]), int(record["http_port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
