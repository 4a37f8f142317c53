"""Media servers whose Control API is broken, each in its own way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\n"
SLOW_S = 10.0


async def half_open(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Accepts and never says a word."""
    await reader.read()


async def slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Right answers, ten seconds late."""
    await asyncio.sleep(SLOW_S)
    await _answer(writer, OK, b'{"version": "v1.20.1", "started": "2026-01-01T00:00:00Z"}')


async def failing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Nothing but 500."""
    head = b"HTTP/1.1 500 Internal Server Error\r\n"
    await _answer(writer, head, b'{"status": "error", "error": "out of cheese"}')


async def nonsense(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """JSON that means something else."""
    await _answer(writer, OK, b'{"version": {"a": [1]}, "items": 7, "pageCount": "many"}')


async def html(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A web page, as a proxy in between gives it."""
    page = b"<!doctype html><title>Welcome</title>" + b"<p>Sign in to the wireless network</p>" * 40
    await _answer(writer, OK, page)


async def huge(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer without an end, as fast as it is read."""
    writer.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()


ALL = (half_open, slow, failing, nonsense, html, huge)


async def _answer(writer: asyncio.StreamWriter, head: bytes, body: bytes) -> None:
    writer.write(head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
    await writer.drain()


@dataclass
class BadApi:
    """A running one; `calls` counts the requests."""

    port: int = 0
    calls: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def bad_api(talk: Talk) -> AsyncIterator[BadApi]:
    """Read each request, then do what `talk` does."""
    me = BadApi()
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            me.calls += 1
            await talk(reader, writer)
        writers.discard(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    me.port = server.sockets[0].getsockname()[1]
    try:
        yield me
    finally:
        server.close()
        for writer in list(writers):
            writer.transport.abort()
