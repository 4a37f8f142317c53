"""Servers that no platform should be, and some are. Each is one way to hurt a sender."""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

from tests.peers.rtmp import Responder, status

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter, "Hostile"], Awaitable[None]]
SMALL_WINDOW = 8192
"""Receive buffer of servers that stop reading, so that the sender feels it at once (bytes)."""


@dataclass
class Hostile:
    """A running bad server; `connections` counts who came."""

    port: int
    connections: int = 0
    published: int = 0

    def url(self, app: str = "live") -> str:
        return f"rtmp://127.0.0.1:{self.port}/{app}"


async def never_reads(_: asyncio.StreamReader, writer: asyncio.StreamWriter, me: Hostile) -> None:
    """Accept and never read a byte: not even a handshake."""
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


async def garbage(_: asyncio.StreamReader, writer: asyncio.StreamWriter, me: Hostile) -> None:
    """Answer with noise that is no RTMP."""
    while True:
        writer.write(b"\x00HTTP/1.1 400 Bad Request\r\n\r\n" + os.urandom(8192))
        await writer.drain()
        await asyncio.sleep(0.05)


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, me: Hostile) -> None:
    """Do the RTMP handshake, then reset the connection (RST, not FIN)."""
    responder = Responder()
    while not responder.handshaken:
        writer.write(responder.feed(await _some(reader)))
        await writer.drain()
    _raw(writer).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def stalls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, me: Hostile) -> None:
    """Answer Publish.Start, take the beginning, then never read again: the socket stays open."""
    responder = Responder()
    while not responder.publishing:
        writer.write(responder.feed(await _some(reader)))
        await writer.drain()
    me.published += 1
    writer.write(status("NetStream.Publish.Start", "Welcome."))
    await writer.drain()
    for _ in range(3):
        await _some(reader)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


async def _some(reader: asyncio.StreamReader) -> bytes:
    data = await reader.read(4096)
    if not data:
        raise ConnectionResetError
    return data


def _raw(writer: asyncio.StreamWriter) -> socket.socket:
    found: socket.socket = writer.get_extra_info("socket")
    return found


@contextlib.asynccontextmanager
async def hostile(handler: Handler) -> AsyncIterator[Hostile]:
    """Run one of the handlers above on a port of its own."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
    listener.bind(("127.0.0.1", 0))
    me = Hostile(listener.getsockname()[1])
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me.connections += 1
        writers.add(writer)
        try:
            await handler(reader, writer, me)
        except OSError:
            pass
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, sock=listener, limit=SMALL_WINDOW)
    try:
        yield me
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


@contextlib.contextmanager
def refused_port() -> Iterator[int]:
    """A port that refuses connections for as long as the context lasts: bound, not listening."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
