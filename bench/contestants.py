"""How each contestant of the fan-out benchmark is started: same file, same sink, N destinations.

A contestant is an async context manager that gives the processes whose CPU and memory count. The
encoder that feeds it and the sink behind it are never among them.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.procs import with_children
from tests.peers.ffmpeg import Publisher, ffmpeg
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import nginx
from tests.peers.stack import Engine, engine
from tests.peers.tools import Child, eventually, tail

Pids = list[int]
CLIP_S = 60
"""Long enough for one measurement: where a clip starts again, plain ffmpeg copies may give up."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A running bench.sink."""

    rtmp: int
    raw: int
    report_port: int

    def destination(self, number: int, scheme: str = "rtmp") -> str:
        return f"{scheme}://127.0.0.1:{self.rtmp}/app/{key(number)}"

    async def report(self) -> dict[str, Any]:
        """Bytes per key and latencies, see bench.sink."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.report_port)
        try:
            found: dict[str, Any] = json.loads(await reader.read())
        finally:
            writer.close()
        return found

    async def feeds(self, count: int, within: float = 60) -> None:
        """Wait until `count` publishers have sent a second of the stream."""

        async def look() -> bool:
            totals = (await self.report())["bytes"].values()
            return len(totals) >= count and all(total > 500_000 for total in totals)

        await eventually(look, f"{count} destinations receive", within=within)


def key(number: int) -> str:
    return f"key{number}"


@contextlib.asynccontextmanager
async def sink(folder: Path, *options: str) -> AsyncIterator[Sink]:
    """Run bench.sink with further options (`--tls CERT KEY`, `--stamps K`)."""
    folder.mkdir(parents=True, exist_ok=True)
    file, log = folder / "sink.json", folder / "sink.log"
    child = Child.start([sys.executable, "-m", "bench.sink", file, *options], log)

    async def listening() -> Sink | None:
        if not file.exists():
            return None
        ports = json.loads(file.read_text())
        return Sink(ports["rtmp"], ports["raw"], ports["report"])

    try:
        yield await eventually(listening, "the sink listens", within=15, report=lambda: tail(log))
    finally:
        await child.stop(0)


@contextlib.asynccontextmanager
async def publisher(source: Path, url: str, folder: Path) -> AsyncIterator[None]:
    """ffmpeg sending the file in real time."""
    child = Publisher.publish(source, url, folder / "publisher.log")
    try:
        yield
    finally:
        await child.stop(0)


@contextlib.asynccontextmanager
async def fed_engine(
    count: int, to: Sink, folder: Path, *, scheme: str = "rtmp", **destination: str
) -> AsyncIterator[Engine]:
    """An engine with `count` destinations that nobody publishes to yet."""
    async with engine(folder / "engine", as_serve_does=True, LOG_LEVEL="warn") as running:
        forward = [{"dest": to.destination(n, scheme), **destination} for n in range(count)]
        await running.api.add_path("live", forward)
        yield running


@contextlib.asynccontextmanager
async def ours(count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
    async with (
        fed_engine(count, to, folder) as running,
        publisher(source, running.url("live"), folder),
    ):
        await to.feeds(count)
        yield with_children([running.child.pid])


def nginx_push(chunk_size: int) -> "Start":
    """nginx-rtmp with one `push` per destination; its default chunk size is 4096."""

    @contextlib.asynccontextmanager
    async def run(count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
        pushes = " ".join(f"push {to.destination(n)};" for n in range(count))
        extra = f"application push {{ live on; {pushes} }}"
        async with (
            nginx(folder / "nginx", extra=extra, level="error", chunk_size=chunk_size) as server,
            publisher(source, server.url("push") + "/live", folder),
        ):
            await to.feeds(count)
            yield with_children([server.child.pid])

    return run


@contextlib.asynccontextmanager
async def ffmpegs(count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
    """One `ffmpeg -c copy` per destination, each reading the stream from an nginx (not counted)."""
    async with contextlib.AsyncExitStack() as cleanup:
        server = await cleanup.enter_async_context(nginx(folder / "nginx", level="error"))
        origin = server.url("sink") + "/live"
        await cleanup.enter_async_context(publisher(source, origin, folder))
        children = []
        for n in range(count):
            command = [
                *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-i", origin),
                *("-c", "copy", "-f", "flv", to.destination(n)),
            ]
            child = Child.start(command, folder / f"copy{n}.log")
            cleanup.push_async_callback(child.stop, 0)
            children.append(child)
        await to.feeds(count)
        yield [child.pid for child in children]


@contextlib.asynccontextmanager
async def mediamtx_forward(count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
    """MediaMTX (1.20 and later) with one `forward` entry per destination."""
    forward = [{"dest": f"rtmp://127.0.0.1:{to.rtmp}/app#{key(n)}"} for n in range(count)]
    paths = {"live": {"forward": forward}}
    async with (
        mediamtx(folder / "mediamtx", paths=paths, level="error") as server,
        publisher(source, server.url("live"), folder),
    ):
        await to.feeds(count)
        yield with_children([server.child.pid])


@contextlib.asynccontextmanager
async def floor(count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
    """The bare kernel: see bench.floor."""
    command = [
        sys.executable,
        "-m",
        "bench.floor",
        str(source),
        "127.0.0.1",
        str(to.raw),
        str(count),
    ]
    child = Child.start(command, folder / "floor.log")
    try:
        await to.feeds(count)
        yield [child.pid]
    finally:
        await child.stop(0)


Start = Callable[[int, Sink, Path, Path], AbstractAsyncContextManager[Pids]]

CONTESTANTS: dict[str, Start] = {
    "engine": ours,
    "floor": floor,
    "nginx": nginx_push(60000),
    "nginx-4096": nginx_push(4096),
    "mediamtx": mediamtx_forward,
    "ffmpeg": ffmpegs,
}
"""By name. `nginx` has the chunk size that serves it best, `nginx-4096` its default."""

MOST = {"ffmpeg": 10}
"""Contestants that are measured with fewer destinations and extrapolated."""
