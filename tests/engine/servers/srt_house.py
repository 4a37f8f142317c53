"""A running SRT listener with its paths, and callers for it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.srt import SrtConn, SrtServer
from streamingpro.engine.srt import SrtError, SrtWire, connect, shared_poller
from streamingpro.protocols.srt_url import parse_srt_url
from tests.engine.harness import until

ANYBODY = {"user": "any", "permissions": [{"action": "publish"}, {"action": "read"}]}


@dataclass
class Caller:
    """Somebody's SRT connection to the server."""

    wire: SrtWire
    data: bytearray = field(default_factory=bytearray)
    lost: list[SrtError | None] = field(default_factory=list)

    async def send(self, runs: list[bytes]) -> None:
        """Packets, a run at a time."""
        for run in runs:
            self.wire.write(run)
            await asyncio.sleep(0)


@dataclass
class House:
    """The parts of an engine that SRT callers meet."""

    store: ConfStore
    paths: PathManager
    auth: Authenticator
    srt: SrtServer
    callers: list[Caller] = field(default_factory=list)

    async def call(self, streamid: str, query: str = "") -> Caller:
        """A caller that is in; raises SrtError."""
        url = f"srt://127.0.0.1:{self.srt.port}?connect_timeout=5000&streamid={streamid}{query}"
        sock = await connect(parse_srt_url(url))
        found: Caller
        found = Caller(
            SrtWire(
                asyncio.get_running_loop(),
                shared_poller(),
                sock,
                lambda data: found.data.extend(data),
                lambda error: found.lost.append(error),
            )
        )
        found.wire.resume()
        self.callers.append(found)
        return found

    async def refusal(self, streamid: str, query: str = "") -> int:
        """The code with which the server refuses."""
        try:
            await self.call(streamid, query)
        except SrtError as error:
            return error.code
        raise AssertionError("it was let in")

    async def thrown_out(self, streamid: str, query: str = "") -> None:
        """A caller that is let in and sent away at once, maybe before it knows that it was in."""
        try:
            caller = await self.call(streamid, query)
        except SrtError as error:
            assert error.code == 0, error  # noqa: PT017
        else:
            await until(lambda: caller.lost)

    def path(self, name: str = "show") -> Path:
        found = self.paths.get(name)
        assert found is not None
        return found

    @property
    def conns(self) -> list[SrtConn]:
        return list(self.srt.connections.values())

    async def publishing(self, name: str = "show") -> SrtConn:
        """The publisher, when there is one."""
        await until(lambda: self.path(name).publisher)
        found = self.path(name).publisher
        assert isinstance(found, SrtConn)
        return found

    async def available(self, name: str = "show") -> None:
        await until(lambda: self.path(name).available_since)

    def configure(self, name: str = "show", **values: Any) -> None:
        self.store.replace(name, values)

    def tick(self, later_s: float = 0.0) -> None:
        """What happens once a second, as if `later_s` seconds had passed."""
        now = asyncio.get_running_loop().time() + later_s
        self.paths.tick(now)
        self.srt.tick(now)


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """Everybody may publish and read; one path, "show"."""
    store = ConfStore()
    auth = Authenticator(store)
    closing: list[asyncio.Task[None]] = []
    paths = PathManager(store, lambda path: closing.append(asyncio.ensure_future(path.close())))
    srt = SrtServer(store, paths, auth)
    srt.listen("127.0.0.1", 0)
    store.patch_global({"authMethod": "internal", "authInternalUsers": [ANYBODY]})
    store.add("show", {})
    found = House(store, paths, auth, srt)
    try:
        yield found
    finally:
        srt.close()
        for caller in found.callers:
            caller.wire.close()
        await paths.close()
        await auth.close()
        await asyncio.gather(*closing)
    assert not srt.connections
    assert srt.port == 0


def fingerprint(path: str, key: str) -> str:
    """What the control plane makes of a publish key."""
    return "sha256:" + hashlib.sha256(f"{path}:{key}".encode()).hexdigest()
