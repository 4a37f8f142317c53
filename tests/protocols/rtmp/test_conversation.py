"""Both roles against each other over a byte pipe, cut anywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message, serialize_media
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.connection import Connection
from streamingpro.protocols.rtmp.server import ServerConnection

MEDIA = st.lists(
    st.tuples(
        st.sampled_from([8, 9, 18]),
        st.one_of(st.integers(0, 5000), st.integers(0xFFFFF0, 0x1000010)),
        st.one_of(st.binary(max_size=50), st.integers(0, 70_000).map(bytes)),
    ),
    max_size=5,
)
STEPS = st.lists(st.integers(1, 9000), min_size=2, max_size=6).filter(lambda s: max(s) > 99)


class Pipe:
    """Bytes under way to one side, delivered in pieces of the given sizes."""

    def __init__(self, to: Connection, steps: list[int]) -> None:
        self.to, self.steps, self.turn, self.data = to, steps, 0, b""

    def deliver(self) -> list[events.Event]:
        size = self.steps[self.turn % len(self.steps)]
        self.turn += 1
        piece, self.data = self.data[:size], self.data[size:]
        return self.to.receive_data(piece, float(self.turn)) if piece else []


def converse(
    client: ClientConnection,
    media: list[tuple[int, int, bytes]],
    steps: list[int],
    *,
    publish: bool,
) -> tuple[list[events.Event], list[events.Event]]:
    """Run until nothing moves; the side that sends media leaves when it is through."""
    server = ServerConnection(random_bytes=b"s")
    up, down = Pipe(server, steps), Pipe(client, steps)
    at_server: list[events.Event] = []
    at_client: list[events.Event] = []
    up.data = client.data_to_send()
    while up.data or down.data:
        for event in up.deliver():
            at_server.append(event)
            if isinstance(event, events.ConnectRequested):
                server.accept_connect()
            elif isinstance(event, events.PublishRequested):
                server.accept_publish(event.stream_id)
            elif isinstance(event, events.PlayRequested):
                server.accept_play(event.stream_id)
                down.data += server.data_to_send()
                down.data += b"".join(serialize_media(k, t, 1, body) for k, t, body in media)
                server.close(1, "NetStream.Play.UnpublishNotify", "The end.")
        down.data += server.data_to_send()
        for event in down.deliver():
            at_client.append(event)
            if isinstance(event, events.PublishStarted):
                up.data += client.data_to_send()
                up.data += b"".join(serialize_media(k, t, 1, body) for k, t, body in media)
                client.close()
        up.data += client.data_to_send()
    return at_server, at_client


def client(*, publish: bool) -> ClientConnection:
    return ClientConnection(
        app="live", tc_url="rtmp://h/live", stream_name="k", publish=publish, random_bytes=b"c"
    )


def received(seen: list[events.Event]) -> list[tuple[int, int, bytes]]:
    found = [e.message for e in seen if isinstance(e, events.MediaReceived)]
    return [(m.type_id, m.timestamp, m.payload) for m in found if not is_sample_access(m)]


def is_sample_access(message: Message) -> bool:
    return b"|RtmpSampleAccess" in message.payload


@settings(max_examples=60, deadline=None)
@given(MEDIA, STEPS)
def test_publish(media: list[tuple[int, int, bytes]], steps: list[int]) -> None:
    at_server, at_client = converse(client(publish=True), media, steps, publish=True)
    assert received(at_server) == media
    assert at_server[-1] == events.Unpublished(1)
    assert [type(e) for e in at_client] == [events.Connected, events.PublishStarted]


@settings(max_examples=60, deadline=None)
@given(MEDIA, STEPS)
def test_play(media: list[tuple[int, int, bytes]], steps: list[int]) -> None:
    at_server, at_client = converse(client(publish=False), media, steps, publish=False)
    assert received(at_client) == media
    assert at_client[-1] == events.StreamEnded()
    assert [type(e) for e in at_server] == [events.ConnectRequested, events.PlayRequested]
