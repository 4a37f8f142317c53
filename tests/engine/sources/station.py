"""An RTMP server that players come to, well or badly behaved."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import Enum, auto

from streamingpro.protocols.rtmp import events, status
from streamingpro.protocols.rtmp.server import ServerConnection
from tests.engine.client import media


class Ways(Enum):
    """What the server does with a player."""

    PLAY = auto()
    """Send what there is, then wait."""
    PLAY_AND_STOP = auto()
    """Send what there is, then say that the stream ended."""
    PLAY_AND_CLOSE = auto()
    NOT_FOUND = auto()
    DENIED = auto()
    """Refuse the connection with words about authentication."""
    NOT_ALLOWED = auto()
    """Refuse the name with words about a key and the code of a missing stream, as we do."""
    CLOSE_ON_NAME = auto()
    CLOSE_AFTER_HANDSHAKE = auto()
    SILENT = auto()
    GARBAGE = auto()


@dataclass
class Station:
    """A running server; `items` are its stream."""

    ways: Ways
    items: list[tuple[int, int, bytes]]
    port: int = 0
    names: list[str] = field(default_factory=list)
    farewells: int = 0
    present: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def url(self, name: str = "show", scheme: str = "rtmp") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/live/{name}"

    def send(self, *items: tuple[int, int, bytes]) -> None:
        """More media for whoever plays."""
        for writer in self.writers:
            writer.write(media(*items))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rtmp = ServerConnection()
        self.present += 1
        try:
            while data := await reader.read(65536):
                if self.ways is Ways.SILENT:
                    continue
                if self.ways is Ways.GARBAGE:
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 200)
                    continue
                for event in rtmp.receive_data(data, 0.0):
                    self._handle(rtmp, event, writer)
                if rtmp.handshake_done and self.ways is Ways.CLOSE_AFTER_HANDSHAKE:
                    return
                writer.write(rtmp.data_to_send())
        except (OSError, EOFError):
            pass
        finally:
            self.present -= 1
            writer.close()

    def _handle(
        self, rtmp: ServerConnection, event: events.Event, writer: asyncio.StreamWriter
    ) -> None:
        match event:
            case events.ConnectRequested() if self.ways is Ways.DENIED:
                rtmp.reject_connect(status.CONNECT_REJECTED, "authmod=adobe : need auth")
            case events.ConnectRequested():
                rtmp.accept_connect()
            case events.PlayRequested(stream_id=stream_id, name=name):
                self.names.append(name)
                self._play(rtmp, stream_id, writer)
            case events.PlayStopped():
                self.farewells += 1
                raise EOFError
            case _:
                pass

    def _play(self, rtmp: ServerConnection, stream_id: int, writer: asyncio.StreamWriter) -> None:
        if self.ways is Ways.CLOSE_ON_NAME:
            raise EOFError
        if self.ways is Ways.NOT_FOUND:
            rtmp.reject_play(stream_id, status.PLAY_STREAM_NOT_FOUND, "No such stream.")
            return
        if self.ways is Ways.NOT_ALLOWED:
            words = "Not allowed: check the path and the key."
            rtmp.reject_play(stream_id, status.PLAY_STREAM_NOT_FOUND, words)
            return
        rtmp.accept_play(stream_id)
        writer.write(rtmp.data_to_send() + media(*self.items))
        self.writers.append(writer)
        if self.ways is Ways.PLAY_AND_STOP:
            rtmp.close(stream_id, status.PLAY_STOP, "It is over.")
        elif self.ways is Ways.PLAY_AND_CLOSE:
            raise EOFError


@contextlib.asynccontextmanager
async def station(
    ways: Ways = Ways.PLAY,
    *items: tuple[int, int, bytes],
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Station]:
    """A station on a port of its own."""
    made = Station(ways, list(items))
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await made.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
