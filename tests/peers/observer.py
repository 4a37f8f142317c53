"""A platform that notes how its publishers behave: who came, how much they sent, how they left.

nginx-rtmp can't tell: it logs deleteStream for a lost socket too.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

from tests.peers.rtmp import Responder, status

FAREWELLS = ("FCUnpublish", "deleteStream")


@dataclass
class Visit:
    """One publish. `farewell` are the commands seen at its end, `end` how the socket closed."""

    key: str
    received: int = 0
    farewell: list[str] = field(default_factory=list)
    end: Literal["open", "closed", "reset"] = "open"


@dataclass
class Observer:
    """A running one; `visits` in the order of their publish commands."""

    port: int
    scheme: str
    visits: list[Visit] = field(default_factory=list)

    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/app"

    def of(self, key: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.key == key]


@contextlib.asynccontextmanager
async def observer(tls: ssl.SSLContext | None = None) -> AsyncIterator[Observer]:
    """Take any key, over RTMPS with a context, and throw the media away."""
    me = Observer(0, "rtmps" if tls else "rtmp")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            visit = await _welcome(reader, writer)
            me.visits.append(visit)
            await _watch(reader, visit)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    me.port = server.sockets[0].getsockname()[1]
    try:
        yield me
    finally:
        server.close()


async def _welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Visit:
    responder = Responder()
    while not responder.publishing:
        data = await reader.read(4096)
        if not data:
            raise ConnectionResetError
        writer.write(responder.feed(data))
        await writer.drain()
    writer.write(status("NetStream.Publish.Start", "Publishing."))
    await writer.drain()
    return Visit(responder.key)


async def _watch(reader: asyncio.StreamReader, visit: Visit) -> None:
    """Read to the end; the last bytes tell the farewell."""
    last = b""
    try:
        while data := await reader.read(1 << 16):
            visit.received += len(data)
            last = (last + data)[-1024:]
        visit.end = "closed"
    except ConnectionError:
        visit.end = "reset"
    visit.farewell = [name for name in FAREWELLS if name.encode() in last]
