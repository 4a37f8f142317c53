"""Servers of no API, each in its own way, and a client of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from streamingpro.mediamtx.client import MediaClient

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def talking(talk: Talk, **options: float | int) -> AsyncIterator[MediaClient]:
    """A client of a server that reads the request and then does what `talk` does."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, MediaClient(f"http://127.0.0.1:{port}", **options) as client:  # type: ignore[arg-type]
        yield client


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Accepts, reads, and says nothing: half-open."""
    await reader.read()


async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says a little again and again, so that no single step takes too long."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never comes to an end, as fast as it is read."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()


def answering(head: bytes, body: bytes = b"") -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head + b"\r\n\r\n" + body)
        await writer.drain()

    return talk
