"""A media server with the path "live", and who publishes to it and reads from it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from streamingpro.mediamtx.client import MediaClient
from tests.contract.mediamtx import running_mediamtx
from tests.engine.api.running import running_engine
from tests.peers.ffmpeg import clip, ffmpeg
from tests.peers.tools import Child, eventually, tail

TOKEN = "a-token-for-both"
USER = "control"
"""Whose password the token is; the engine takes any user with it."""


@dataclass
class Server:
    """A running server: our client of it, a plain HTTP client with the same credentials."""

    name: str
    media: MediaClient
    http: httpx.AsyncClient

    async def url(self, protocol: str, path: str = "live", *, read: bool = False) -> str:
        """Where ffmpeg publishes to a path, or reads it."""
        conf = await self.media.global_get()
        if protocol == "srt":
            mode = "read" if read else "publish"
            return f"srt://{conf.srt_address}?streamid={mode}:{path}&pkt_size=1316"
        if protocol == "hls":
            return f"http://{conf.hls_address}/{path}/index.m3u8"
        address = conf.rtmps_address if protocol == "rtmps" else conf.rtmp_address
        return f"{protocol}://{address}/{path}"

    async def items(self, what: str) -> list[dict[str, Any]]:
        """The items of a list, as they are sent."""
        items: list[dict[str, Any]] = (await self.json(f"{what}/list"))["items"]
        return items

    async def json(self, what: str) -> Any:
        """The body of a good answer."""
        answer = await self.http.get(f"/v3/{what}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextlib.asynccontextmanager
async def our_engine(folder: Path, token: str) -> AsyncIterator[Server]:
    """The embedded engine, which lets everybody in."""
    permissions = [{"action": "publish"}, {"action": "read"}]
    everybody = [{"user": "any", "permissions": permissions}]
    async with running_engine(folder, token) as (running, http), _both(http, token) as media:
        running.store.add("live", {})
        await media.global_patch({"authMethod": "internal", "authInternalUsers": everybody})
        yield Server("engine", media, http)


@contextlib.asynccontextmanager
async def mediamtx(folder: Path, token: str) -> AsyncIterator[Server]:
    """A real MediaMTX; skips where there is none."""
    async with (
        running_mediamtx(folder, token, paths=("live",)) as address,
        httpx.AsyncClient(base_url=address) as http,
        _both(http, token) as media,
    ):
        yield Server("mediamtx", media, http)


def _both(http: httpx.AsyncClient, token: str) -> MediaClient:
    http.auth = httpx.BasicAuth(USER, token)
    return MediaClient(str(http.base_url), credentials=(USER, token), timeout_s=10.0)


@contextlib.asynccontextmanager
async def publishing(server: Server, protocol: str, folder: Path) -> AsyncIterator[Child]:
    """ffmpeg publishes to the path "live", which is live, its tracks known."""
    target, log = await server.url(protocol), folder / f"{protocol}-publisher.log"
    form = "mpegts" if protocol == "srt" else "flv"
    source = ("-re", "-stream_loop", "-1", "-i", str(clip()))
    command = [ffmpeg(), "-nostdin", *source, "-c", "copy", "-f", form, target]

    async def live() -> bool:
        path = await server.media.path_get("live")
        props = [track.codec_props for track in path.tracks2]
        known = [one for one in props if one is not None and one.model_fields_set]
        return path.available and len(known) == 2

    async with _child(command, log) as child:
        await eventually(live, "the path is live", within=15, report=lambda: tail(log))
        yield child


@contextlib.asynccontextmanager
async def playing(server: Server, protocol: str, folder: Path) -> AsyncIterator[Child]:
    """ffmpeg reads the path "live"."""
    source = ("-i", await server.url(protocol, read=True))
    command = [ffmpeg(), "-nostdin", *source, "-c", "copy", "-f", "null", "-"]
    async with _child(command, folder / f"{protocol}-player.log") as child:
        yield child


@contextlib.asynccontextmanager
async def _child(command: list[str], log: Path) -> AsyncIterator[Child]:
    child = Child.start(command, log)
    try:
        yield child
    finally:
        await child.stop()
