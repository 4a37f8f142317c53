"""The ways through a media server that `bench.protocols` measures, and who can go them.

A way is in → out. Each contestant of a way is an async context manager over the processes that
count; the encoder that feeds it, the origin it pulls from, sinks and viewers are not among them.
"""

import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contestants import Pids, Sink, key, sink
from bench.hls_player import watching
from bench.procs import with_children
from tests.peers.ffmpeg import ffmpeg
from tests.peers.mediamtx import mediamtx
from tests.peers.origins import http_ts, sending
from tests.peers.srt import HOW, free_udp_port
from tests.peers.stack import engine
from tests.peers.tools import Child, eventually, free_port, program, tail

PASSPHRASE = "of-enough-letters-for-all"


@dataclass(frozen=True, slots=True)
class Way:
    """`into` and `out`: "rtmp", "srt", "http-ts" / "rtmp", "srt", "hls". With `encrypted` the
    link in is. `counts`: with how many destinations (viewers of HLS) to measure."""

    name: str
    into: str
    out: str
    encrypted: bool = False
    counts: tuple[int, ...] = (1, 10)
    peers: tuple[str, ...] = ("mediamtx",)


WAYS = {
    way.name: way
    for way in (
        Way("rtmp-rtmp", "rtmp", "rtmp"),
        Way("srt-srt", "srt", "srt", peers=("mediamtx", "srt-live-transmit")),
        Way("srt-rtmp", "srt", "rtmp"),
        Way("rtmp-srt", "rtmp", "srt"),
        Way(
            "srt-encrypted-srt",
            "srt",
            "srt",
            encrypted=True,
            counts=(1,),
            peers=("mediamtx", "srt-live-transmit"),
        ),
        Way("rtmp-hls", "rtmp", "hls", counts=(0, 1)),
        Way("http-ts-srt", "http-ts", "srt", counts=(1,), peers=("ffmpeg",)),
    )
}
"""In the order in which they are measured and printed."""


@dataclass(frozen=True, slots=True)
class SrtSink(Sink):
    """A running bench.srt_sink: several servers, one for each destination in turn."""

    ports: tuple[int, ...] = ()

    def destination(self, number: int, scheme: str = "srt") -> str:
        port = self.ports[number % len(self.ports)]
        return f"{scheme}://127.0.0.1:{port}?streamid={key(number)}"


@contextlib.asynccontextmanager
async def receiver(out: str, folder: Path) -> AsyncIterator[Sink]:
    """The sink of one way out; for HLS one that nobody sends to."""
    if out == "rtmp":
        async with sink(folder) as to:
            yield to
        return
    folder.mkdir(parents=True, exist_ok=True)
    file, log = folder / "sink.json", folder / "sink.log"
    child = Child.start([sys.executable, "-m", "bench.srt_sink", file], log)

    async def listening() -> Sink | None:
        if not file.exists():
            return None
        ports = json.loads(file.read_text())
        return SrtSink(0, 0, ports["report"], tuple(ports["srt"]))

    try:
        yield await eventually(listening, "the sink listens", within=15, report=lambda: tail(log))
    finally:
        await child.stop(0)


@contextlib.asynccontextmanager
async def feeding(source: Path, url: str, folder: Path) -> AsyncIterator[None]:
    """The encoder: ffmpeg, in real time."""
    container = "flv" if url.startswith("rtmp") else "mpegts"
    async with sending(source, folder / "encoder.log", "-f", container, url):
        yield


def _secret(way: Way) -> str:
    return f"&passphrase={PASSPHRASE}" if way.encrypted else ""


def _destinations(way: Way, count: int, to: Sink, joint: str) -> list[dict[str, str]]:
    """`forward` entries; `joint` stands between application and key of RTMP."""
    if way.out == "hls":
        return []
    everywhere = [to.destination(number, way.out) for number in range(count)]
    return [{"dest": dest.replace("/app/", f"/app{joint}")} for dest in everywhere]


@contextlib.asynccontextmanager
async def ours(way: Way, count: int, to: Sink, source: Path, folder: Path) -> AsyncIterator[Pids]:
    """The engine, and its children: those that convert are counted."""
    async with contextlib.AsyncExitStack() as stack:
        conf: dict[str, Any] = {"srtPublishPassphrase": PASSPHRASE} if way.encrypted else {}
        if way.into == "http-ts":
            conf["source"] = await stack.enter_async_context(http_ts(source, folder / "origin.log"))
        server = await stack.enter_async_context(
            engine(
                folder / "engine",
                as_serve_does=True,
                LOG_LEVEL="warn",
                PULL_NETWORKS="127.0.0.0/8",
            )
        )
        await server.api.add_path("live", _destinations(way, count, to, "/"), **conf)
        hls = f"http://127.0.0.1:{await server.api.port('hls')}/live/index.m3u8"
        if way.into == "rtmp":
            await stack.enter_async_context(feeding(source, server.url("live"), folder))
        elif way.into == "srt":
            port = await server.api.port("srt")
            url = f"srt://127.0.0.1:{port}?streamid=publish:live&pkt_size=1316{_secret(way)}"
            await stack.enter_async_context(feeding(source, url, folder))
        if way.out == "hls" and count:
            await stack.enter_async_context(watching(hls))
        else:
            await to.feeds(count)
        yield with_children([server.child.pid])


@contextlib.asynccontextmanager
async def mediamtx_does(
    way: Way, count: int, to: Sink, source: Path, folder: Path
) -> AsyncIterator[Pids]:
    """MediaMTX, with the services on that the way needs."""
    srt, hls = free_udp_port(), free_port()
    conf: dict[str, Any] = {"forward": _destinations(way, count, to, "#")}
    if way.encrypted:
        conf["srtPublishPassphrase"] = PASSPHRASE
    settings: dict[str, Any] = {}
    if way.into == "srt":
        settings |= {"srt": True, "srtAddress": f"127.0.0.1:{srt}"}
    if way.out == "hls":
        settings |= {"hls": True, "hlsAddress": f"127.0.0.1:{hls}"}
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(
            mediamtx(folder / "mediamtx", paths={"live": conf}, level="error", settings=settings)
        )
        url = server.url("live")
        if way.into == "srt":
            url = f"srt://127.0.0.1:{srt}?streamid=publish:live&pkt_size=1316{_secret(way)}"
        await stack.enter_async_context(feeding(source, url, folder))
        if way.out == "hls" and count:
            await stack.enter_async_context(watching(f"http://127.0.0.1:{hls}/live/index.m3u8"))
        else:
            await to.feeds(count)
        yield with_children([server.child.pid])


@contextlib.asynccontextmanager
async def srt_live_transmit(
    way: Way, count: int, to: Sink, source: Path, folder: Path
) -> AsyncIterator[Pids]:
    """One process per destination, each reading the stream from an engine (not counted)."""
    binary = program("srt-live-transmit", HOW)
    async with contextlib.AsyncExitStack() as stack:
        origin = await stack.enter_async_context(
            engine(folder / "engine", as_serve_does=True, LOG_LEVEL="warn")
        )
        conf: dict[str, Any] = {"srtReadPassphrase": PASSPHRASE} if way.encrypted else {}
        await origin.api.add_path("live", **conf)
        address = f"srt://127.0.0.1:{await origin.api.port('srt')}?streamid="
        await stack.enter_async_context(
            feeding(source, f"{address}publish:live&pkt_size=1316", folder)
        )

        async def published() -> bool:
            found = await origin.api.path("live")
            return bool(found and found["ready"])

        await eventually(published, "the origin has the stream", within=15)
        children = []
        for n in range(count):
            words = [binary, "-loglevel:error", "-autoreconnect:yes"]
            words += [f"{address}read:live{_secret(way)}"]
            words += [to.destination(n, "srt")]
            child = Child.start(words, folder / f"transmit{n}.log")
            stack.push_async_callback(child.stop, 0)
            children.append(child)
        await to.feeds(count)
        yield [child.pid for child in children]


@contextlib.asynccontextmanager
async def ffmpeg_does(
    way: Way, count: int, to: Sink, source: Path, folder: Path
) -> AsyncIterator[Pids]:
    """`ffmpeg -c copy` from HTTP into the one destination."""
    async with http_ts(source, folder / "origin.log") as url:
        words = [ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-i", url]
        words += ["-map", "0", "-c", "copy", "-f", "mpegts"]
        words += [f"{to.destination(0, 'srt')}&pkt_size=1316"]
        child = Child.start(words, folder / "copy.log")
        try:
            await to.feeds(count)
            yield [child.pid]
        finally:
            await child.stop(0)


Start = Callable[[Way, int, Sink, Path, Path], AbstractAsyncContextManager[Pids]]

WHO: dict[str, Start] = {
    "engine": ours,
    "mediamtx": mediamtx_does,
    "srt-live-transmit": srt_live_transmit,
    "ffmpeg": ffmpeg_does,
}
