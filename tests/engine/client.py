"""An RTMP client that a test leads: publishes to the engine's listener, or plays from it."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import TypeVar

from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message, serialize_media
from streamingpro.protocols.rtmp.client import ClientConnection
from tests.engine.harness import PATIENCE_S, until
from tests.engine.media import AAC_HEADER, AUDIO, AVC_HEADER, DATA, VIDEO, keyframe, metadata

E = TypeVar("E", bound=events.Event)


class Client:
    """One connection; `seen` holds every event so far, `ended` tells that the server closed it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rtmp: ClientConnection
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.rtmp = rtmp
        self.seen: list[events.Event] = []
        self.ended = False
        self.haste = b""
        """Sent right behind the publish command, before its answer."""
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        self.writer.write(self.rtmp.data_to_send())
        try:
            while data := await self.reader.read(65536):
                self.seen += self.rtmp.receive_data(data, 0.0)
                out = self.rtmp.data_to_send()
                if self.haste and self.rtmp.stream_id:
                    out, self.haste = out + self.haste, b""
                self.writer.write(out)
                await self.writer.drain()
        except ConnectionError:
            pass
        self.ended = True

    def find(self, kind: type[E]) -> list[E]:
        return [event for event in self.seen if isinstance(event, kind)]

    @property
    def media(self) -> list[Message]:
        return [event.message for event in self.find(events.MediaReceived)]

    async def event(self, kind: type[E]) -> E:
        """The first event of a kind, when it has come."""
        await until(lambda: self.find(kind) or self.ended)
        assert self.find(kind), f"ended with {self.seen}"
        return self.find(kind)[0]

    async def refusal(self) -> str:
        """The code and words with which the server refused, after which it closes."""
        refused = await self.event(events.Refused)
        await until(lambda: self.ended)
        return f"{refused.code}: {refused.description}"

    def send(self, *items: tuple[int, int, bytes]) -> None:
        """Send media: type id, timestamp, payload."""
        self.writer.write(media(*items))

    def send_gop(self, ms: int = 0) -> None:
        self.send(*gop(ms))

    async def leave(self) -> None:
        """Take leave in good order."""
        self.rtmp.close()
        self.writer.write(self.rtmp.data_to_send())
        await until(lambda: self.ended)

    async def drop(self) -> None:
        """Close without a word."""
        self._task.cancel()
        self.writer.close()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            async with asyncio.timeout(PATIENCE_S):
                await self._task


def media(*items: tuple[int, int, bytes]) -> bytes:
    return b"".join(serialize_media(kind, ms, 1, payload) for kind, ms, payload in items)


def gop(ms: int = 0) -> list[tuple[int, int, bytes]]:
    """Metadata, codec headers and a keyframe."""
    return [
        (DATA, ms, metadata(width=320)),
        (VIDEO, ms, AVC_HEADER),
        (AUDIO, ms, AAC_HEADER),
        (VIDEO, ms, keyframe()),
    ]


class Crowd:
    """Makes clients of one server, and sends them all home at the end. With `tls`, of RTMPS."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.port = port
        self.tls = tls
        self.clients: list[Client] = []

    async def client(
        self, app: str, name: str = "", *, publish: bool, haste: bytes = b""
    ) -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls)
        rtmp = ClientConnection(
            app=app,
            tc_url=f"rtmp://127.0.0.1:{self.port}/{app}",
            stream_name=name,
            publish=publish,
        )
        made = Client(reader, writer, rtmp)
        made.haste = haste
        self.clients.append(made)
        return made

    async def publisher(self, path: str) -> Client:
        """A client that publishes; `path` may hold a query."""
        made = await self.client(path, publish=True)
        await made.event(events.PublishStarted)
        return made

    async def player(self, path: str) -> Client:
        made = await self.client(path, publish=False)
        await made.event(events.PlayStarted)
        return made


@contextlib.asynccontextmanager
async def crowd(port: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[Crowd]:
    made = Crowd(port, tls)
    try:
        yield made
    finally:
        for client in made.clients:
            await client.drop()
