"""A running RTMP listener with its paths, and clients for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.children.posters import Posters
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls import HlsServer
from streamingpro.engine.servers.rtmp import RtmpServer
from streamingpro.engine.servers.srt import SrtServer
from streamingpro.engine.services import Service, Services
from streamingpro.engine.views import Parts, View
from tests.engine.client import Crowd, crowd
from tests.engine.harness import until

ANYBODY = {"user": "any", "permissions": [{"action": "publish"}, {"action": "read"}]}


@dataclass
class Server:
    """The parts of an engine that clients meet."""

    store: ConfStore
    paths: PathManager
    rtmp: RtmpServer
    auth: Authenticator
    view: View
    crowd: Crowd

    def path(self, name: str = "show") -> Path:
        found = self.paths.get(name)
        assert found is not None
        return found

    @property
    def frames(self) -> int:
        """Pictures that the path "show" has got from its present publisher."""
        stream = self.path().stream
        return 0 if stream is None else stream.frames

    @property
    def item(self) -> dict[str, Any]:
        """What the API says of the path "show"."""
        found = self.view.get_path("show")
        assert found is not None
        return found

    def configure(self, name: str = "show", **values: Any) -> None:
        self.store.replace(name, values)

    async def available(self, name: str = "show") -> None:
        await until(lambda: self.path(name).available_since)

    def tick(self, later_s: float = 0.0) -> None:
        """What happens once a second, as if `later_s` seconds had passed."""
        now = asyncio.get_running_loop().time() + later_s
        self.paths.tick(now)
        self.rtmp.tick(now)


def _view(store: ConfStore, paths: PathManager, rtmp: RtmpServer, auth: Authenticator) -> View:
    """What the API shows where nothing but RTMP listens."""
    services = Services([Service("rtmp", rtmp, None, "", 0)], on_change=lambda: None)
    return View(
        Parts(
            paths=paths,
            auth=auth,
            rtmp=rtmp,
            rtmps=RtmpServer(store, paths, auth),
            srt=SrtServer(store, paths, auth),
            hls=HlsServer(store, paths, auth, "a-token"),
            posters=Posters(paths),
            services=services,
        )
    )


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Everybody may publish and read; one path, "show"."""
    store = ConfStore()
    auth = Authenticator(store)
    closing: list[asyncio.Task[None]] = []
    paths = PathManager(store, lambda path: closing.append(asyncio.ensure_future(path.close())))
    rtmp = RtmpServer(store, paths, auth)
    rtmp.listen("127.0.0.1", 0)
    store.patch_global({"authMethod": "internal", "authInternalUsers": [ANYBODY]})
    store.add("show", {})
    async with crowd(rtmp.port) as clients:
        yield Server(store, paths, rtmp, auth, _view(store, paths, rtmp, auth), clients)
    rtmp.close()
    await paths.close()
    await auth.close()
    assert not rtmp.connections
    await asyncio.gather(*closing)
