"""The least of a socket shell around the two roles, for tests against real peers.

Each side keeps what it received, so that the same conversations make the corpus of the fuzzer.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from streamingpro.protocols.flv import FlvReader, FlvTag
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message, serialize_media
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.connection import Connection
from streamingpro.protocols.rtmp.messages import DATA_AMF0, with_set_data_frame
from streamingpro.protocols.rtmp.server import ServerConnection

MEDIA = Path(__file__).parents[2] / "data" / "media"
CLIP = MEDIA / "h264_no_bframes_25_aac_mono.flv"


def tags(path: Path = CLIP) -> list[FlvTag]:
    """All tags of an FLV file."""
    return FlvReader().feed(path.read_bytes())


@dataclass
class Talk:
    """One conversation: what came in, as bytes and as events."""

    connection: Connection
    received: bytearray = field(default_factory=bytearray)
    seen: list[events.Event] = field(default_factory=list)

    @property
    def media(self) -> list[Message]:
        """The messages of all MediaReceived so far."""
        return [e.message for e in self.seen if isinstance(e, events.MediaReceived)]

    def find(self, kind: type[events.Event]) -> list[events.Event]:
        """The events of one kind so far."""
        return [e for e in self.seen if isinstance(e, kind)]


Act = Callable[[Talk, events.Event, asyncio.StreamWriter], None]


async def converse(
    talk: Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, act: Act
) -> None:
    """Feed the connection until the peer closes."""
    loop = asyncio.get_running_loop()
    writer.write(talk.connection.data_to_send())
    while data := await reader.read(65536):
        talk.received += data
        for event in talk.connection.receive_data(data, loop.time()):
            talk.seen.append(event)
            act(talk, event, writer)
        if answer := talk.connection.data_to_send():
            writer.write(answer)
        await writer.drain()


def accept_all(talk: Talk, event: events.Event, writer: asyncio.StreamWriter) -> None:
    """Say yes to everything; players get the clip and then the end of the stream."""
    server = talk.connection
    assert isinstance(server, ServerConnection)
    match event:
        case events.ConnectRequested():
            server.accept_connect()
        case events.PublishRequested(stream_id=stream_id):
            server.accept_publish(stream_id)
        case events.PlayRequested(stream_id=stream_id):
            server.accept_play(stream_id)
            writer.write(server.data_to_send())
            for tag in tags():
                writer.write(serialize_media(tag.type_id, tag.timestamp, stream_id, tag.payload))
            server.close(stream_id, "NetStream.Play.UnpublishNotify", "The end.")
            writer.write(server.data_to_send())
            writer.write_eof()


@contextlib.asynccontextmanager
async def rtmp_server() -> AsyncIterator[tuple[int, list[Talk]]]:
    """Our server role on a free port; yields the port and the conversations it has."""
    talks: list[Talk] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = Talk(ServerConnection())
        talks.append(talk)
        with contextlib.suppress(ConnectionError):
            await converse(talk, reader, writer, accept_all)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], talks
    finally:
        server.close()


async def publish_clip(port: int, app: str, key: str, clip: list[FlvTag] | None = None) -> Talk:
    """Publish tags to a server as fast as it takes them, then leave in good order."""
    sent = tags() if clip is None else clip
    client = ClientConnection(app=app, tc_url=f"rtmp://127.0.0.1:{port}/{app}", stream_name=key)
    talk = Talk(client)

    def act(talk: Talk, event: events.Event, writer: asyncio.StreamWriter) -> None:
        if isinstance(event, events.PublishStarted):
            for tag in sent:
                body = tag.payload
                if tag.type_id == DATA_AMF0:
                    body = with_set_data_frame(body)
                writer.write(serialize_media(tag.type_id, tag.timestamp, event.stream_id, body))
            client.ping(0.0)
            writer.write(client.data_to_send())
        elif isinstance(event, events.PongReceived):
            client.close()
            writer.write(client.data_to_send())
            writer.write_eof()

    await _run(talk, port, act)
    return talk


async def play(port: int, app: str, key: str, *, count: int) -> Talk:
    """Play from a server until ``count`` media messages came or the stream ended."""
    client = ClientConnection(
        app=app, tc_url=f"rtmp://127.0.0.1:{port}/{app}", stream_name=key, publish=False
    )
    talk = Talk(client)

    def act(talk: Talk, event: events.Event, writer: asyncio.StreamWriter) -> None:
        if len(talk.media) == count or isinstance(event, events.StreamEnded):
            client.close()
            writer.write(client.data_to_send())
            writer.close()

    await _run(talk, port, act)
    return talk


async def _run(talk: Talk, port: int, act: Act) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            await converse(talk, reader, writer, act)
    writer.close()
