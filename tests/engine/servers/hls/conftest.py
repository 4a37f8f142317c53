"""A running HLS server with its paths, an encoder for them, and viewers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.hub import Stream
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls import HlsMuxer, HlsServer, HlsSession
from tests.engine.harness import PATIENCE_S
from tests.engine.media import Encoder
from tests.engine.test_paths import Someone

TOKEN = "the-engine's-own-token"
ANYBODY = {"user": "any", "permissions": [{"action": "publish"}, {"action": "read"}]}
KNOWN = {"user": "ann", "pass": "secret", "permissions": [{"action": "read"}]}


@dataclass
class Hls:
    """The parts of an engine that viewers meet."""

    store: ConfStore
    paths: PathManager
    server: HlsServer
    client: httpx.AsyncClient
    publishers: list[Someone] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def muxer(self) -> HlsMuxer:
        """The one muxer there is."""
        (muxer,) = self.server.muxers.values()
        return muxer

    @property
    def session(self) -> HlsSession:
        """The one session there is."""
        (session,) = self.server.sessions.values()
        return session

    def path(self, name: str = "show") -> Path:
        found = self.paths.get(name)
        assert found is not None
        return found

    def publish(self, name: str = "show") -> Encoder:
        """Somebody publishes, and has sent headers and the first keyframe."""
        someone = Someone(f"publisher-{len(self.publishers)}")
        path, stream = self.paths.publish(someone, name)
        someone.path = path
        self.publishers.append(someone)
        return begun(stream)

    def leave(self) -> None:
        """The publisher is gone for good: nobody waits for it."""
        someone = self.publishers.pop()
        assert someone.path is not None
        someone.path.unpublish(someone)

    def tick(self, later_s: float = 0.0) -> None:
        """What happens once a second, as if `later_s` seconds had passed."""
        self.server.tick(asyncio.get_running_loop().time() + later_s)

    async def get(self, url: str, **headers: str) -> httpx.Response:
        return await self.client.get(url, headers=headers)

    async def watch(self, name: str = "show", query: str = "") -> "Viewer":
        """A viewer that has got the master playlist."""
        answer = await self.get(f"/{name}/index.m3u8{query}")
        assert answer.status_code == 200, answer.text
        uri = answer.text.splitlines()[-1]
        return Viewer(self, f"/{name}/{uri}")


@dataclass
class Viewer:
    """Follows one media playlist at `url`."""

    hls: Hls
    url: str

    @property
    def folder(self) -> str:
        return self.url.rpartition("/")[0]

    async def playlist(self, query: str = "", **headers: str) -> str:
        answer = await self.hls.get(self.url + query, **headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def file(self, name: str) -> httpx.Response:
        return await self.hls.get(f"{self.folder}/{name}")

    async def files(self, kind: str) -> list[bytes]:
        """What stands behind every address with `kind` in it, in the order of the playlist."""
        names = [name for name in addresses(await self.playlist()) if kind in name]
        return [(await self.file(name)).content for name in names]


def addresses(playlist: str) -> list[str]:
    """Every address in a media playlist, hints included."""
    found = []
    for line in playlist.splitlines():
        if 'URI="' in line:
            found.append(line.partition('URI="')[2].partition('"')[0])
        elif line and not line.startswith("#"):
            found.append(line)
    return found


def begun(stream: Stream) -> Encoder:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    return encoder


def seconds(encoder: Encoder, count: float) -> None:
    """Go on for so long: 25 frames a second, a keyframe with each new second."""
    for _ in range(round(count * 25)):
        if encoder.ms % 1000 == 0:
            encoder.key()
        else:
            encoder.frames()


@pytest.fixture
async def hls() -> AsyncIterator[Hls]:
    """Everybody may publish and read; one path, "show"."""
    store = ConfStore()
    auth = Authenticator(store)
    closing: list[asyncio.Task[None]] = []
    paths = PathManager(store, lambda path: closing.append(asyncio.ensure_future(path.close())))
    server = HlsServer(store, paths, auth, TOKEN)
    server.listen("127.0.0.1", 0)
    configure(store, authInternalUsers=[ANYBODY])
    store.add("show", {"reconnectGrace": "0s"})
    url = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
        yield Hls(store, paths, server, client)
    server.close()
    await paths.close()
    await auth.close()
    await asyncio.gather(*closing)
    assert not server.muxers
    assert not server.connections


def configure(store: ConfStore, **values: Any) -> None:
    store.patch_global({"authMethod": "internal", **values})
