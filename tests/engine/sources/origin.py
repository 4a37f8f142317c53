"""An HTTP server that a test leads: files of a folder, or answers of the test's own making."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Request:
    """What was asked for."""

    path: str
    headers: dict[str, str]

    @property
    def range(self) -> tuple[int, int | None] | None:
        """First and last byte, the last one open."""
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("range", ""))
        return (int(match[1]), int(match[2]) if match[2] else None) if match else None


@dataclass
class Answer:
    """What is said. `pieces` are sent one after the other; the length is told only of bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: AsyncIterator[bytes] | None = None
    length: int | None = None
    """A length that is claimed, when it is not that of the body."""


Handler = Callable[[Request], Answer]


@dataclass
class Origin:
    """A running server. `asked` holds every request so far."""

    port: int
    folder: Path | None
    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def on(self, path: str, answer: Answer | bytes | Handler) -> None:
        """Say this to who asks for `path`."""
        if isinstance(answer, bytes):
            body = answer
            self.handlers[path] = lambda request: ranged(request, body)
        elif isinstance(answer, Answer):
            same = answer
            self.handlers[path] = lambda _request: same
        else:
            self.handlers[path] = answer

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def answer(self, request: Request) -> Answer:
        handler = self.handlers.get(request.path)
        if handler is not None:
            return handler(request)
        if self.folder is not None:
            file = self.folder / request.path.partition("?")[0].lstrip("/")
            with contextlib.suppress(OSError):
                return ranged(request, file.read_bytes())
        return Answer(b"nothing here", 404)


def ranged(request: Request, body: bytes) -> Answer:
    """A body, or the part of it that was asked for."""
    if request.range is None:
        return Answer(body)
    first, last = request.range
    end = len(body) if last is None else last + 1
    return Answer(body[first:end], 206)


@asynccontextmanager
async def origin(
    folder: Path | None = None, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Origin]:
    made: Origin
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await _converse(made, reader, writer):
                pass
        tasks.discard(task)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    made = Origin(
        server.sockets[0].getsockname()[1], folder, scheme="https" if tls is not None else "http"
    )
    try:
        yield made
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def _converse(
    made: Origin, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """One request and its answer; False when the connection is over."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.partition(":") for line in head[1:] if line)
    request = Request(
        head[0].split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs}
    )
    made.asked.append(request)
    answer = made.answer(request)
    whole = answer.pieces is None
    lines = [f"HTTP/1.1 {answer.status} Said", *_lines(answer.headers.items())]
    if whole:
        claimed = len(answer.body) if answer.length is None else answer.length
        lines.append(f"Content-Length: {claimed}")
    else:
        lines.append("Connection: close")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + answer.body)
    await writer.drain()
    if answer.pieces is not None:
        async for piece in answer.pieces:
            writer.write(piece)
            await writer.drain()
    return whole and answer.length is None


def _lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]
