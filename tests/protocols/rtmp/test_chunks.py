import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamingpro.protocols.rtmp.chunks import (
    CHUNK_SIZE_OUT,
    ChunkReader,
    ChunkWriter,
    Message,
    serialize_media,
    serialize_message,
)
from streamingpro.protocols.rtmp.errors import LimitExceeded, LocalError, ProtocolViolation
from streamingpro.protocols.rtmp.limits import Limits
from streamingpro.protocols.rtmp.messages import Abort, SetChunkSize
from tests.protocols.rtmp.wire import Encoder, basic

CSIDS = st.one_of(st.integers(2, 63), st.integers(64, 319), st.integers(320, 65599))
TIMESTAMPS = st.one_of(
    st.integers(0, 0xFFFFFFFF),
    st.integers(0xFFFFFD, 0x1000001),
    st.integers(0, 200),
    st.integers(0xFFFFFFF0, 0xFFFFFFFF),
)
BODIES = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda size, seed: bytes((seed + i) & 0xFF for i in range(size)),
              st.integers(0, 2000), st.integers(0, 255)),
    # Bodies that look like type 3 headers, and like a repeated extended timestamp.
    st.builds(lambda size, byte: bytes([byte]) * size, st.integers(0, 700),
              st.sampled_from([0xC4, 0xC6, 0x01, 0xFF])),
)  # fmt: skip


def messages(csids: st.SearchStrategy[int] = CSIDS) -> st.SearchStrategy[Message]:
    kinds = st.sampled_from([8, 9, 18, 20])
    return st.builds(Message, kinds, TIMESTAMPS, st.integers(0, 0xFFFFFFFF), BODIES, csids)


def cut(data: bytes, steps: list[int]) -> list[bytes]:
    """``data`` in pieces of the sizes in ``steps``, over and over."""
    pieces, pos, turn = [], 0, 0
    while pos < len(data):
        size = steps[turn % len(steps)]
        pieces.append(data[pos : pos + size])
        pos, turn = pos + size, turn + 1
    return pieces


def read(data: bytes, steps: list[int], chunk_size: int = 128) -> list[Message]:
    reader = ChunkReader()
    reader.chunk_size = chunk_size
    found = [m for piece in cut(data, steps) for m in reader.feed(piece)]
    assert reader.buffered_bytes == 0
    return found


STEPS = st.lists(st.integers(1, 700), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(messages(), max_size=6), STEPS, st.integers(1, 400))
def test_what_we_serialise_is_read_back(sent: list[Message], steps: list[int], size: int) -> None:
    data = b"".join(
        serialize_message(
            m.type_id,
            m.timestamp,
            m.stream_id,
            m.payload,
            chunk_stream_id=m.chunk_stream_id,
            chunk_size=size,
        )
        for m in sent
    )
    assert read(data, steps, size) == sent
    assert data == Encoder(size).encode(*sent)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(messages(st.sampled_from([3, 4, 70, 400])), st.integers(0, 3)), max_size=12),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    STEPS,
    st.sampled_from([1, 7, 128, 4096]),
)
def test_every_header_type_interleaved(
    sent: list[tuple[Message, int]],
    order: list[int],
    steps: list[int],
    size: int,
) -> None:
    """Messages of different chunk streams, chunk by chunk in any order."""
    encoder = Encoder(size)
    queues: dict[int, list[bytes]] = {}
    for message, kind in sent:
        queues.setdefault(message.chunk_stream_id, []).extend(encoder.chunks(message, kind))
    data, turn = b"", 0
    while queues:
        csid = list(queues)[order[turn % len(order)] % len(queues)]
        data += queues[csid].pop(0)
        if not queues[csid]:
            del queues[csid]
        turn += 1
    found = read(data, steps, size)
    for csid in {m.chunk_stream_id for m, _ in sent}:
        expected = [m for m, _ in sent if m.chunk_stream_id == csid]
        assert [m for m in found if m.chunk_stream_id == csid] == expected


@pytest.mark.parametrize("step", [1, 2, 3, 128, 131, 5000])
@pytest.mark.parametrize("size", [1, 127, 128, 129, 1000])
def test_extended_timestamps_left_out_of_type_3_chunks(size: int, step: int) -> None:
    encoder = Encoder(repeat_extended=False)
    sent = [Message(9, 0x1000000 + 40 * i, 1, b"\x55" * size, 6) for i in range(4)]
    data = b"".join(b"".join(encoder.chunks(m, kind)) for kind, m in enumerate(sent))
    assert read(data, [step]) == sent


def test_a_body_that_begins_like_the_timestamp_left_out_waits_for_more() -> None:
    """Nothing tells the two readings apart until the bytes differ; nothing is lost."""
    body = bytes(128) + b"\x01"
    encoder = Encoder(repeat_extended=False)
    reader = ChunkReader()
    assert reader.feed(b"".join(encoder.chunks(Message(9, 0x1000000, 1, body, 6)))) == []
    after = Message(8, 0, 1, b"after", 4)
    assert [m.payload for m in reader.feed(encoder.encode(after))] == [body, b"after"]


@pytest.mark.parametrize("size", [1, 2, 127, 128, 129, 256, 257, 1000])
def test_runs_of_small_chunks_are_exact(size: int) -> None:
    """The short cut for many chunks of one message must end where the message does."""
    body = bytes(range(256)) * 4
    message = Message(9, 5, 1, body[:size], 6)
    data = Encoder().encode(message, message)
    for step in (1, 3, 129, 130, 5000):
        assert read(data, [step]) == [message, message]


def test_type_3_starts_a_new_message_with_the_last_delta() -> None:
    encoder = Encoder()
    sent = [Message(8, t, 1, b"abc", 4) for t in (100, 123, 146, 169)]
    data = b"".join(b"".join(encoder.chunks(m, 3)) for m in sent)
    assert data.count(b"\xc4abc") == 2
    assert read(data, [1000]) == sent


@pytest.mark.parametrize(("first", "second"), [(40, 80), (3_600_000, 3_600_000)])
def test_type_3_right_behind_type_0(first: int, second: int) -> None:
    """Its delta is the timestamp by the letter; senders that mean "same time" do so later."""
    start = Encoder().encode(Message(8, first, 1, b"a", 4))
    assert [m.timestamp for m in ChunkReader().feed(start + b"\xc4b")] == [first, second]


def test_type_1_first_on_its_chunk_stream() -> None:
    """librtmp does this; there is nothing to add the delta to."""
    data = basic(1, 4) + b"\x00\x00\x05" + b"\x00\x00\x01" + b"\x08" + b"x"
    assert ChunkReader().feed(data) == [Message(8, 5, 0, b"x", 4)]


@pytest.mark.parametrize("kind", [2, 3])
def test_compressed_header_without_a_full_one(kind: int) -> None:
    with pytest.raises(ProtocolViolation):
        ChunkReader().feed(basic(kind, 4) + bytes(8))


def test_new_message_inside_an_unfinished_one() -> None:
    start = Encoder().chunks(Message(9, 0, 1, bytes(200), 6))[0]
    with pytest.raises(ProtocolViolation):
        ChunkReader().feed(start + start)


def test_set_chunk_size_takes_effect_behind_itself() -> None:
    big = Message(9, 0, 1, bytes(300), 6)
    data = Encoder().encode(SetChunkSize(300).to_message()) + Encoder(300).encode(big)
    reader = ChunkReader()
    assert reader.feed(data)[1] == big
    assert reader.chunk_size == 300


def test_set_chunk_size_between_the_chunks_of_a_message() -> None:
    body = bytes(range(250)) * 2
    start = Encoder().chunks(Message(9, 7, 1, body, 6))[0]
    rest = basic(3, 6) + body[128:428] + basic(3, 6) + body[428:]
    data = start + Encoder().encode(SetChunkSize(300).to_message()) + rest
    assert read(data, [50])[1] == Message(9, 7, 1, body, 6)


def test_flood_of_empty_messages() -> None:
    """One byte each, after the first: the dearest bytes a peer can send."""
    empty = Encoder().encode(Message(8, 0, 1, b"", 4))
    assert len(ChunkReader().feed(empty + b"\xc4" * 500)) == 501
    with pytest.raises(LimitExceeded):
        ChunkReader().feed(empty + b"\xc4" * 5000)


@pytest.mark.parametrize("size", [0, 15, 0x80000000])
def test_useless_chunk_size_is_refused(size: int) -> None:
    message = Message(1, 0, 0, size.to_bytes(4, "big"), 2)
    with pytest.raises(LimitExceeded):
        ChunkReader().feed(Encoder().encode(message))


def test_abort_drops_the_unfinished_message() -> None:
    unfinished = Encoder().chunks(Message(9, 0, 1, bytes(200), 6))[0]
    whole = Message(9, 10, 1, b"whole", 6)
    reader = ChunkReader()
    found = reader.feed(unfinished + Encoder().encode(Abort(6).to_message(), whole))
    assert found[1] == whole
    assert reader.partial_bytes == 0


@pytest.mark.parametrize("type_id", [1, 2])
def test_short_control_message(type_id: int) -> None:
    with pytest.raises(ProtocolViolation):
        ChunkReader().feed(Encoder().encode(Message(type_id, 0, 0, b"\0\0", 2)))


def test_message_size_limit_counts_the_promise() -> None:
    header = basic(0, 4) + b"\0\0\0" + (1001).to_bytes(3, "big") + b"\x08" + bytes(4)
    with pytest.raises(LimitExceeded):
        ChunkReader(Limits(max_message_size=1000)).feed(header)


def test_promises_cost_nothing() -> None:
    """64 chunk streams that announce 16 MiB each hold only what they sent."""
    reader = ChunkReader()
    for csid in range(2, 66):
        reader.feed(basic(0, csid) + b"\0\0\0" + b"\xff\xff\xff" + b"\x09" + bytes(4) + b"x")
        reader.feed(bytes(127))
    assert reader.buffered_bytes == 64 * 128


def test_too_many_chunk_streams() -> None:
    reader = ChunkReader(Limits(max_chunk_streams=3))
    reader.feed(Encoder().encode(*[Message(8, 0, 1, b"a", csid) for csid in (3, 4, 5)]))
    with pytest.raises(LimitExceeded):
        reader.feed(Encoder().encode(Message(8, 0, 1, b"a", 6)))


def test_sum_of_unfinished_messages_is_bounded() -> None:
    reader = ChunkReader(Limits(max_partial_bytes=1000))
    starts = [Encoder().chunks(Message(9, 0, 1, bytes(200), csid))[0] for csid in range(4, 60)]
    with pytest.raises(LimitExceeded):
        reader.feed(b"".join(starts))
    assert reader.partial_bytes <= 1128


def test_media_is_cut_to_the_announced_size_on_fixed_chunk_streams() -> None:
    body = bytes(150_000)
    data = serialize_media(9, 0x1000000, 1, body)
    assert read(data, [65536], CHUNK_SIZE_OUT) == [Message(9, 0x1000000, 1, body, 6)]
    assert serialize_media(8, 0, 1, b"")[0] == 4
    assert serialize_media(18, 0, 1, b"")[0] == 5
    with pytest.raises(LocalError):
        serialize_media(20, 0, 1, b"")


@pytest.mark.parametrize(("csid", "size"), [(1, 1), (65600, 1), (4, 1 << 24)])
def test_what_cannot_be_serialised(csid: int, size: int) -> None:
    with pytest.raises(LocalError):
        serialize_message(8, 0, 1, bytes(size), chunk_stream_id=csid, chunk_size=128)


def test_writer_follows_its_own_chunk_size() -> None:
    writer, reader = ChunkWriter(), ChunkReader()
    sent = [SetChunkSize(5000).to_message(), Message(20, 0, 0, bytes(4000), 3)]
    data = b"".join(writer.write(m) for m in sent)
    assert reader.feed(data) == sent
    assert len(data) == 12 + 4 + 12 + 4000
