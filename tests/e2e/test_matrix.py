"""Every way in against every way out, with real tools at both ends.

Nothing may be lost, nothing changed, and sound stays where it was against the picture.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.peers.ffmpeg import clip
from tests.peers.frames import Frames, assert_part_of, frames
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import Nginx, nginx
from tests.peers.origins import hls, http_ts, sending, srt_listener
from tests.peers.srt import sink
from tests.peers.stack import Engine, engine
from tests.peers.tls import certificate
from tests.peers.tools import eventually

SECONDS = 5
LEAST = 60
SLACK_MS = 33.4
PASSPHRASE = "a passphrase of enough letters"


@pytest.fixture(scope="module")
def small() -> Path:
    """8 s of pictures with B-frames and noise: no two frames are the same."""
    return clip(8, size="320x180", bitrate="400k", noise=True, audio=("-c:a", "aac"))


class Room:
    """An engine, a platform, and a folder for everything else."""

    def __init__(self, folder: Path, server: Engine, platform: Nginx, media: Path) -> None:
        self.folder = folder
        self.server = server
        self.platform = platform
        self.media = media

    async def url(self, service: str, path: str, **parameters: str) -> str:
        """Where to publish (or read, over HLS and RTMP) with this service."""
        port = await self.server.api.port(service)
        if service == "srt":
            rest = "".join(f"&{name}={value}" for name, value in parameters.items())
            return f"srt://127.0.0.1:{port}?streamid={path}&pkt_size=1316{rest}"
        ending = "/index.m3u8" if service == "hls" else ""
        scheme = "http" if service == "hls" else service
        return f"{scheme}://127.0.0.1:{port}/{path}{ending}"


@pytest.fixture
async def room(tmp_path: Path, small: Path) -> AsyncIterator[Room]:
    made = certificate(tmp_path / "tls")
    media = tmp_path / "media"
    media.mkdir()
    async with (
        engine(
            tmp_path / "engine",
            RTMPS_PORT="0",
            SRT_PORT="0",
            HLS_PORT="0",
            TLS_CERT=str(made.file),
            TLS_KEY=str(made.key),
            PULL_NETWORKS="127.0.0.0/8",
            MEDIA_FOLDERS=str(media),
        ) as server,
        nginx(tmp_path / "nginx") as platform,
    ):
        yield Room(tmp_path, server, platform, media)


Way = Callable[[Room, Path, str], contextlib.AbstractAsyncContextManager[dict[str, object]]]
"""Starts the source and gives what the path's configuration needs for it."""


def publishing(service: str, container: str, **secret: str) -> Way:
    """An encoder that publishes over RTMP, RTMPS or SRT."""

    @contextlib.asynccontextmanager
    async def way(room: Room, media: Path, path: str) -> AsyncIterator[dict[str, object]]:
        name = f"publish:{path}" if service == "srt" else path
        url = await room.url(service, name, **secret)
        async with sending(media, room.folder / "encoder.log", "-f", container, url):
            conf = {"srtPublishPassphrase": secret["passphrase"]} if secret else {}
            yield dict(conf)

    return way


def pulling(origin: Callable[..., contextlib.AbstractAsyncContextManager[str]], *more: str) -> Way:
    """A server that we pull from."""

    @contextlib.asynccontextmanager
    async def way(room: Room, media: Path, path: str) -> AsyncIterator[dict[str, object]]:
        async with origin(media, room.folder / "origin", *more) as url:
            yield {"source": url}

    return way


@contextlib.asynccontextmanager
async def rtsp(room: Room, media: Path, path: str) -> AsyncIterator[dict[str, object]]:
    """A real MediaMTX that serves RTSP."""
    async with mediamtx(room.folder / "mediamtx", rtsp=True) as server:
        url = server.rtsp_url("live")
        async with sending(media, room.folder / "encoder.log", "-f", "flv", server.url("live")):
            yield {"source": url, "rtspTransport": "tcp"}


@contextlib.asynccontextmanager
async def file_loop(room: Room, media: Path, path: str) -> AsyncIterator[dict[str, object]]:
    """A file in the media folder."""
    (room.media / "clip.flv").write_bytes(media.read_bytes())
    yield {"source": f"file://{room.media}/clip.flv"}


FMP4 = ("-hls_segment_type", "fmp4")
WAYS: dict[str, Way] = {
    "rtmp": publishing("rtmp", "flv"),
    "rtmps": publishing("rtmps", "flv"),
    "srt": publishing("srt", "mpegts"),
    "srt-encrypted": publishing("srt", "mpegts", passphrase=PASSPHRASE, pbkeylen="32"),
    "hls-pull": pulling(hls),
    "hls-fmp4-pull": pulling(hls, *FMP4),
    "rtsp-pull": rtsp,
    "srt-pull": pulling(srt_listener),
    "http-ts-pull": pulling(http_ts),
    "file-loop": file_loop,
}


@pytest.mark.parametrize("name", list(WAYS))
async def test_what_comes_in_goes_out_every_way_unchanged(
    name: str, room: Room, small: Path
) -> None:
    key = secrets.token_hex(8)
    sent = frames(small)
    api = room.server.api
    async with sink(room.folder / "srt", keep=True) as receiver:
        destinations = [{"dest": f"{room.platform.url()}/{key}"}, {"dest": receiver.url}]
        # The path is there before the encoder is, and knows its passphrase.
        conf = {"srtPublishPassphrase": PASSPHRASE} if name == "srt-encrypted" else {}
        await api.add_path("show", destinations, **conf)
        async with WAYS[name](room, small, "show") as way:
            if "source" in way:
                await api.patch_path("show", **way)
            await room.server.all_live("show", 2, within=30)
            urls = [
                await room.url("hls", "show"),
                await room.url("srt", "read:show"),
                await room.url("rtmp", "show"),
            ]
            read = await asyncio.gather(
                *(asyncio.to_thread(frames, url, seconds=SECONDS) for url in urls)
            )
            found = await api.path("show")
            assert found is not None
            assert found["tracks"] == ["H264", "MPEG-4 Audio"]
            assert [dest["framesDropped"] for dest in found["forward"]] == [0, 0]
            recording = await room.platform.first_recording(key)
        got: dict[str, Frames] = dict(zip(("HLS", "SRT", "RTMP"), read, strict=True))
        got["nginx"] = await recorded(recording)
        got["srt-live-transmit"] = await recorded(receiver.file)
    moved = {
        who: assert_part_of(sent, what, f"{name} to {who}", least=LEAST)
        for who, what in got.items()
    }
    # RTP tells the clocks of sound and picture apart only after a while: what a server sends before
    # that is off by some pictures from the start, the same for everybody.
    reference = next(iter(moved.values())) if name == "rtsp-pull" else 0.0
    assert all(abs(ms - reference) <= SLACK_MS for ms in moved.values()), moved


async def recorded(file: Path) -> Frames:
    """A recording, but for its last second, which may not be whole."""

    async def look() -> Frames | None:
        found = await asyncio.to_thread(frames, file)
        if len(found.video) < LEAST + 30 or len(found.audio) < 2:
            return None
        return Frames(found.video[:-30], [a for a in found.audio if a.pts < found.video[-30].pts])

    return await eventually(look, f"{file.name} holds enough", within=20)
