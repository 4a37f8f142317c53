"""An RTMP server in the test's own process that behaves as destinations do, well or badly."""

import asyncio
import contextlib
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import Enum, auto

from streamingpro.protocols.rtmp import events, status
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.server import ServerConnection
from tests.engine.harness import reset


class Manners(Enum):
    """What the server does with a publisher."""

    ACCEPT = auto()
    REFUSE = auto()
    """Answer publish with NetStream.Publish.BadName."""
    CLOSE_ON_KEY = auto()
    """Close without a word when the key comes."""
    CLOSE_AFTER_START = auto()
    """Answer NetStream.Publish.Start and close."""
    CLOSE_AFTER_HANDSHAKE = auto()
    """As nginx-rtmp does when it has no such application."""
    RESET_AFTER_HANDSHAKE = auto()
    RESET_AT_ONCE = auto()
    SILENT = auto()
    """Read and never answer."""
    GARBAGE = auto()
    """Answer with what is no RTMP."""
    STOP_READING = auto()
    """Accept, then take nothing more."""


@dataclass
class Platform:
    """A running server. `manners` may be changed while it runs; all counts are by stream name."""

    port: int = 0
    manners: Manners = Manners.ACCEPT
    words: str = "Publishing refused."
    code: str = status.PUBLISH_BAD_NAME
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Publish is answered while it is set."""
    connections: int = 0
    present: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    started: Counter[str] = field(default_factory=Counter)
    farewells: Counter[str] = field(default_factory=Counter)
    """Publishers that ended in good order (FCUnpublish or deleteStream)."""
    live: Counter[str] = field(default_factory=Counter)
    crowded: set[str] = field(default_factory=set)
    """Names that had two publishers at the same time."""
    media: dict[str, list[Message]] = field(default_factory=dict)
    hold_close: asyncio.Event = field(default_factory=asyncio.Event)
    """A publisher that took its leave is only let go while it is set."""
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def url(self, name: str = "key", scheme: str = "rtmp") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/live/{name}"

    def drop_all(self) -> None:
        """Close every connection."""
        for writer in self.writers:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.present += 1
        self.writers.add(writer)
        try:
            await Visit(self, reader, writer).run()
        except (OSError, EOFError):
            pass
        finally:
            self.present -= 1
            self.writers.discard(writer)
            writer.close()


class Visit:
    """One connection to a platform."""

    def __init__(
        self, platform: Platform, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.platform = platform
        self.reader = reader
        self.writer = writer
        self.rtmp = ServerConnection()
        self.name = ""

    async def run(self) -> None:
        platform = self.platform
        if platform.manners is Manners.RESET_AT_ONCE:
            self._reset()
            return
        try:
            while data := await self.reader.read(65536):
                if platform.manners is Manners.SILENT:
                    continue
                if platform.manners is Manners.GARBAGE:
                    self.writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 200)
                    await self.writer.drain()
                    continue
                happened = self.rtmp.receive_data(data, 0.0)
                if self.rtmp.handshake_done and platform.manners is Manners.CLOSE_AFTER_HANDSHAKE:
                    return
                if self.rtmp.handshake_done and platform.manners is Manners.RESET_AFTER_HANDSHAKE:
                    self._reset()
                    return
                for event in happened:
                    await self._handle(event)
                self.writer.write(self.rtmp.data_to_send())
                await self.writer.drain()
            await platform.hold_close.wait()
        finally:
            if self.name:
                platform.live[self.name] -= 1

    async def _handle(self, event: events.Event) -> None:
        match event:
            case events.ConnectRequested():
                self.rtmp.accept_connect()
            case events.PublishRequested(stream_id=stream_id, name=name):
                await self._publish(stream_id, name)
            case events.MediaReceived(message=message):
                self.platform.media.setdefault(self.name, []).append(message)
            case events.Unpublished():
                self.platform.farewells[self.name] += 1
            case _:
                pass

    async def _publish(self, stream_id: int, name: str) -> None:
        platform = self.platform
        platform.asked[name] += 1
        await platform.gate.wait()
        if platform.manners is Manners.CLOSE_ON_KEY:
            raise EOFError
        if platform.manners is Manners.REFUSE:
            self.rtmp.reject_publish(stream_id, platform.code, platform.words)
            return
        self.name = name
        platform.started[name] += 1
        platform.live[name] += 1
        if platform.live[name] > 1:
            platform.crowded.add(name)
        self.rtmp.accept_publish(stream_id)
        self.writer.write(self.rtmp.data_to_send())
        if platform.manners is Manners.CLOSE_AFTER_START:
            raise EOFError
        if platform.manners is Manners.STOP_READING:
            self.writer.transport.pause_reading()  # type: ignore[attr-defined]
            await asyncio.Event().wait()

    def _reset(self) -> None:
        sock = self.writer.get_extra_info("socket").dup()
        self.writer.transport.abort()
        reset(sock)


@contextlib.asynccontextmanager
async def platform(
    manners: Manners = Manners.ACCEPT, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Platform]:
    """A platform on a port of its own, its gates open."""
    found = Platform(manners=manners)
    found.gate.set()
    found.hold_close.set()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await found.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, limit=16384)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
