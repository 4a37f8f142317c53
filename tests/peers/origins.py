"""Whoever a stream can be pulled from, each fed by ffmpeg with a clip that never ends."""

import contextlib
import functools
import http.server
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from tests.peers.ffmpeg import ffmpeg
from tests.peers.tools import Child, eventually, free_port, free_udp_port

LOOP = ("-hide_banner", "-nostdin", "-loglevel", "error", "-stream_loop", "-1", "-re")


@contextlib.asynccontextmanager
async def sending(clip: Path, log: Path, *output: str) -> AsyncIterator[Child]:
    """ffmpeg copying the clip over and over in real time into `output`."""
    child = Child.start([ffmpeg(), *LOOP, "-i", clip, "-map", "0", "-c", "copy", *output], log)
    try:
        yield child
    finally:
        await child.stop()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def files(folder: Path) -> Iterator[str]:
    """A plain HTTP server of the files in a folder; its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.asynccontextmanager
async def hls(clip: Path, folder: Path, *options: str) -> AsyncIterator[str]:
    """A live HLS playlist (MPEG-TS segments unless `options` say otherwise); its address."""
    folder.mkdir(parents=True, exist_ok=True)
    playlist = folder / "live.m3u8"
    form: Sequence[str] = ("-f", "hls", "-hls_time", "2", "-hls_list_size", "6")
    with files(folder) as address:
        async with sending(clip, folder / "hls.log", *form, *options, str(playlist)):

            async def begun() -> bool:
                return playlist.exists() and playlist.read_text().count("#EXTINF") >= 2

            await eventually(begun, "two segments of HLS", within=20)
            yield f"{address}/live.m3u8"


@contextlib.asynccontextmanager
async def http_ts(clip: Path, log: Path) -> AsyncIterator[str]:
    """MPEG-TS over HTTP for the first client that comes; its address."""
    url = f"http://127.0.0.1:{free_port()}/live.ts"
    async with sending(clip, log, "-f", "mpegts", "-listen", "1", url):
        yield url


@contextlib.asynccontextmanager
async def srt_listener(clip: Path, log: Path) -> AsyncIterator[str]:
    """SRT for the first caller; its address."""
    url = f"srt://127.0.0.1:{free_udp_port()}"
    async with sending(clip, log, "-f", "mpegts", f"{url}?mode=listener&pkt_size=1316"):
        yield url
