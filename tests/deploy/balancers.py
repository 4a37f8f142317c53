"""HAProxy and nginx with the configurations of `deploy/`, on loopback and free ports.

Only addresses are replaced: everything that decides who gets what is what an operator installs.
"""

import asyncio
import contextlib
import csv
import io
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.peers.tools import Child, eventually, free_port, missing, port_open, program, tail

DEPLOY = Path(__file__).parents[2] / "deploy"
HAPROXY_CFG = DEPLOY / "haproxy" / "haproxy.cfg"
NGINX_CONF = DEPLOY / "nginx" / "nginx.conf"

HOW_HAPROXY = "install HAProxy (Debian: apt install haproxy)"
HOW_NGINX = "install nginx and its stream module (Debian: apt install nginx libnginx-mod-stream)"

Address = tuple[str, int]
"""Host and port as the configuration names them, such as ("media1", 1935)."""

SERVER = re.compile(r"^( +server (?:\w+ +(?=\w+:))?)(\w+):(\d+)(.*)$", re.MULTILINE)
"""HAProxy names each server, nginx does not."""
CHECK_PORT = re.compile(r"(?<= port )\d+")
BIND = re.compile(r"^( +bind )\S*:(\d+)", re.MULTILINE)
LISTEN = re.compile(r"^( +listen )(\d+)( udp)", re.MULTILINE)


def servers(text: str) -> set[Address]:
    """Every server that a configuration sends to."""
    return {(host, int(port)) for _, host, port, _ in SERVER.findall(text)}


def checked(text: str) -> set[Address]:
    """Where HAProxy asks whether a node lives."""
    found = set()
    for _, host, _, rest in SERVER.findall(text):
        found |= {(host, int(port)) for port in CHECK_PORT.findall(rest)}
    return found


def listens(text: str) -> set[int]:
    """The ports that a configuration opens."""
    return {int(port) for _, port, *_ in [*BIND.findall(text), *LISTEN.findall(text)]}


def filled(text: str, real: Mapping[Address, int], ports: Mapping[int, int]) -> str:
    """With the real ports, on loopback: `real` of servers, `ports` of what is opened."""

    def server(match: re.Match[str]) -> str:
        before, host, port, rest = match.groups()
        rest = CHECK_PORT.sub(lambda found: str(real[host, int(found[0])]), rest)
        return f"{before}127.0.0.1:{real[host, int(port)]}{rest}"

    text = SERVER.sub(server, text)
    text = BIND.sub(lambda match: f"{match[1]}127.0.0.1:{ports[int(match[2])]}", text)
    return LISTEN.sub(lambda match: f"{match[1]}127.0.0.1:{ports[int(match[2])]}{match[3]}", text)


@dataclass
class HaProxy:
    """A running one. `ports`: the one it really listens on, by the one in the configuration."""

    ports: dict[int, int]
    stats_port: int
    child: Child

    async def stats(self) -> dict[str, dict[str, str]]:
        """What it knows of each server, by `backend/server`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.stats_port)
        try:
            writer.write(b"show stat -1 4 -1\n")
            await writer.drain()
            text = (await reader.read()).decode()
        finally:
            writer.close()
        rows = csv.DictReader(io.StringIO(text.removeprefix("# ")))
        return {f"{row['pxname']}/{row['svname']}": row for row in rows}

    async def sessions(self, backend: str) -> dict[str, int]:
        """How many connections each server of a backend has now."""
        found = await self.stats()
        prefix = f"{backend}/"
        return {
            name.removeprefix(prefix): int(row["scur"])
            for name, row in found.items()
            if name.startswith(prefix)
        }

    async def is_(self, server: str, state: str, *, within: float) -> None:
        """Wait until it holds a server for UP or DOWN."""
        seen: list[str] = []

        async def look() -> bool:
            seen[:] = [(await self.stats())[server]["status"]]
            return seen[0] == state

        report = lambda: f"{seen}\n{tail(self.child.log)}"  # noqa: E731
        await eventually(look, f"{server} is {state}", within=within, report=report)


@contextlib.asynccontextmanager
async def haproxy(folder: Path, real: Mapping[Address, int]) -> AsyncIterator[HaProxy]:
    """Run it. `real`: the ports of nodes that are there; all others lead nowhere."""
    binary = program("haproxy", HOW_HAPROXY)
    folder.mkdir(parents=True, exist_ok=True)
    text = HAPROXY_CFG.read_text()
    wanted = dict.fromkeys(servers(text) | checked(text), 1) | dict(real)
    ports = {port: free_port() for port in listens(text)}
    stats = free_port()  # not a Unix socket: its path may have 100 bytes, a test's folder has more
    more = f"global\n    stats socket ipv4@127.0.0.1:{stats} level user\n"
    text = filled(text, wanted, ports).replace("global\n", more, 1)
    text = text.replace("maxconn 20000", "maxconn 200")  # as many files may not be open here
    (folder / "haproxy.cfg").write_text(text)
    command = [binary, "-db", "-f", "haproxy.cfg"]
    child = Child.start(command, folder / "haproxy.log", cwd=folder)
    me = HaProxy(ports, stats, child)
    try:

        async def up() -> bool:
            assert child.running, "HAProxy ended"
            return all([await port_open("127.0.0.1", port) for port in ports.values()])

        await eventually(up, "HAProxy listens", within=10, report=lambda: tail(child.log))
        yield me
    finally:
        await child.stop()


def stream_module() -> None:
    """Skip when nginx can't balance UDP."""
    places = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules")
    if not any(Path(place, "ngx_stream_module.so").exists() for place in places):
        missing("nginx's stream module", HOW_NGINX)


def nginx_files(folder: Path, real: Mapping[Address, int], port: int) -> list[str | Path]:
    """Write the configuration with real ports; the command that runs nginx with it."""
    binary = program("nginx", HOW_NGINX)
    stream_module()
    folder.mkdir(parents=True, exist_ok=True)
    text = NGINX_CONF.read_text()
    text = filled(text, real, dict.fromkeys(listens(text), port))
    text = re.sub(r"^pid .*", f"pid {folder}/nginx.pid;", text, flags=re.MULTILINE)
    (folder / "nginx.conf").write_text(text)
    # Without -p: the included files of the distribution name its modules by its own prefix.
    return [binary, "-e", "stderr", "-c", folder / "nginx.conf"]


@contextlib.asynccontextmanager
async def nginx_srt(folder: Path, real: Mapping[Address, int], port: int) -> AsyncIterator[Child]:
    """Run nginx as the balancer of SRT on a port of UDP."""
    command = [*nginx_files(folder, real, port), "-g", "daemon off;"]
    child = Child.start(command, folder / "nginx.log")

    async def up() -> bool:
        assert child.running, "nginx ended"
        return (folder / "nginx.pid").exists() and _workers(child.pid) > 0

    try:
        await eventually(up, "nginx has workers", within=10, report=lambda: tail(child.log))
        yield child
    finally:
        await child.stop()


def _workers(pid: int) -> int:
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
