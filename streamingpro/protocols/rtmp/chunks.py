"""The chunk stream, inbound: chunks put together to messages (RTMP 1.0 §5.3).

The other direction is in ``serialize``; its names are importable from here too.
"""

from __future__ import annotations

from struct import Struct

from .errors import LimitExceeded, ProtocolViolation
from .limits import DEFAULT_LIMITS, Limits
from .serialize import (
    CHUNK_SIZE_IN,
    CHUNK_SIZE_OUT,
    CSID_AUDIO,
    CSID_COMMAND,
    CSID_CONTROL,
    CSID_DATA,
    CSID_VIDEO,
    EXTENDED,
    TYPE_ABORT,
    TYPE_SET_CHUNK_SIZE,
    ChunkWriter,
    Message,
    serialize_media,
    serialize_message,
)

__all__ = [
    "CHUNK_SIZE_IN",
    "CHUNK_SIZE_OUT",
    "CSID_AUDIO",
    "CSID_COMMAND",
    "CSID_CONTROL",
    "CSID_DATA",
    "CSID_VIDEO",
    "ChunkReader",
    "ChunkWriter",
    "Message",
    "serialize_media",
    "serialize_message",
]

# A type 3 message behind a type 0 one repeats its timestamp as the delta (§5.3.1.2.4). Senders that
# know the rule do so at the start of a stream; the others mean "no change", and the literal reading
# would throw a long stream hours ahead.
_LARGEST_PLAUSIBLE_DELTA = 10_000

# Chunks looked at in one go. More would let a peer that mixes two streams of tiny chunks make us
# look at the same bytes over and over.
_LONGEST_RUN = 512

_HEADER_SIZES = (11, 7, 3, 0)
_U32 = Struct(">I")
_LE32 = Struct("<I")


class _ChunkStream:
    """What must be remembered of one chunk stream to read its next header."""

    __slots__ = (
        "body",
        "continuation",
        "csid",
        "delta",
        "extended",
        "length",
        "stream_id",
        "timestamp",
        "type_id",
    )

    def __init__(self, csid: int) -> None:
        self.csid = csid
        self.timestamp = 0
        self.delta = 0
        self.length = 0
        self.type_id = 0
        self.stream_id = 0
        self.extended = b""
        """The four bytes of the last extended timestamp field, empty when there was none."""
        self.body: bytearray | None = None
        """The unfinished message, None between messages."""
        self.continuation = bytes((0xC0 | csid,)) if csid < 64 else b""
        """The whole type 3 header, when it is a single byte."""


class ChunkReader:
    """Puts chunks together; applies Set Chunk Size and Abort by itself.

    Control messages it applied are also returned, like all others. Memory is bounded by
    ``max_partial_bytes``: bodies grow with what arrives, never by what a header promises.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.chunk_size = CHUNK_SIZE_IN
        self.partial_bytes = 0
        """Bytes held in unfinished messages."""
        self.max_partial_bytes = limits.max_partial_bytes
        self._limits = limits
        self._streams: dict[int, _ChunkStream] = {}
        self._rest = b""
        self._current: _ChunkStream | None = None
        self._chunk_left = 0

    @property
    def buffered_bytes(self) -> int:
        """All bytes held: unfinished messages and an unfinished header."""
        return self.partial_bytes + len(self._rest)

    def feed(self, data: bytes) -> list[Message]:
        """Take received bytes, return the messages they complete.

        :raises ProtocolViolation: a header that cannot follow what came before.
        :raises LimitExceeded: a message, chunk size or number of chunk streams beyond the limits.
        """
        if self._rest:
            data = self._rest + data
            self._rest = b""
        messages: list[Message] = []
        pos, end = 0, len(data)
        most = self._limits.free_messages + end // self._limits.min_message_bytes
        while pos < end:
            stream = self._current
            if stream is None:
                header_end = self._read_header(data, pos, end)
                if header_end < 0:
                    self._rest = data[pos:]
                    break
                pos = header_end
                stream = self._current
                assert stream is not None
            pos = self._read_body(stream, data, pos, end, messages)
            if len(messages) > most:
                raise LimitExceeded("the peer floods us with empty messages")
        return messages

    def _read_header(self, data: bytes, pos: int, end: int) -> int:
        """Read one chunk header; return where its body starts, or -1 when bytes are missing."""
        first = data[pos]
        kind, csid = first >> 6, first & 0x3F
        pos += 1
        if csid < 2:
            if end - pos < csid + 1:
                return -1
            csid, pos = _long_chunk_stream_id(data, pos, csid)
        stream = self._streams.get(csid)
        size = _HEADER_SIZES[kind]
        if end - pos < size:
            return -1
        if stream is None:
            stream = self._new_stream(csid, kind)
        if kind == 3:
            return self._read_continuation(stream, data, pos, end)
        if stream.body is not None:
            raise ProtocolViolation("a new message began inside an unfinished one")
        field = data[pos] << 16 | data[pos + 1] << 8 | data[pos + 2]
        body = pos + size
        extended = b""
        if field == EXTENDED:
            if end - body < 4:
                return -1
            extended = data[body : body + 4]
            field = _U32.unpack(extended)[0]
            body += 4
        self._apply_header(stream, kind, field, data, pos)
        stream.extended = extended
        self._begin(stream)
        return body

    def _new_stream(self, csid: int, kind: int) -> _ChunkStream:
        if kind > 1:
            # Type 1 first is seen from librtmp-based senders and carries all that matters.
            raise ProtocolViolation("a compressed chunk header came without a full one before it")
        if len(self._streams) >= self._limits.max_chunk_streams:
            raise LimitExceeded("the peer uses too many chunk streams")
        stream = self._streams[csid] = _ChunkStream(csid)
        return stream

    def _apply_header(
        self, stream: _ChunkStream, kind: int, field: int, data: bytes, pos: int
    ) -> None:
        if kind < 2:
            length = data[pos + 3] << 16 | data[pos + 4] << 8 | data[pos + 5]
            if length > self._limits.max_message_size:
                raise LimitExceeded("the peer announced a message larger than allowed")
            stream.length = length
            stream.type_id = data[pos + 6]
        stream.delta = field
        if kind == 0:
            stream.timestamp = field
            if field > _LARGEST_PLAUSIBLE_DELTA:
                stream.delta = 0
            stream.stream_id = _LE32.unpack_from(data, pos + 7)[0]
        else:
            stream.timestamp = (stream.timestamp + field) & 0xFFFFFFFF

    def _read_continuation(self, stream: _ChunkStream, data: bytes, pos: int, end: int) -> int:
        """A type 3 header: the next chunk of a message, or a new one with the last delta.

        The specification repeats the extended timestamp here (§5.3.1.3), some peers leave it
        out: it is taken only when it equals the one before.
        """
        expected = stream.extended
        if expected:
            found = data[pos : pos + 4]
            if found == expected:
                pos += 4
            elif len(found) < 4 and expected.startswith(found):
                return -1
        if stream.body is None:
            stream.timestamp = (stream.timestamp + stream.delta) & 0xFFFFFFFF
            self._begin(stream)
        else:
            self._current = stream
            self._chunk_left = min(self.chunk_size, stream.length - len(stream.body))
        return pos

    def _begin(self, stream: _ChunkStream) -> None:
        stream.body = bytearray()
        self._current = stream
        self._chunk_left = min(self.chunk_size, stream.length)

    def _read_body(
        self, stream: _ChunkStream, data: bytes, pos: int, end: int, messages: list[Message]
    ) -> int:
        """Take what ``data`` holds of the current chunk, and of like chunks right behind it."""
        body = stream.body
        assert body is not None
        left = self._chunk_left
        if not body and left == stream.length and end - pos >= left:
            self._finish(stream, data[pos : pos + left], messages)
            return pos + left
        if left == self.chunk_size and stream.continuation and not stream.extended:
            taken = self._take_run(stream, body, data, pos, end)
            if taken:
                return pos + taken
        size = min(left, end - pos)
        self._append(body, data[pos : pos + size])
        self._chunk_left = left - size
        if len(body) == stream.length:
            self.partial_bytes -= len(body)
            self._finish(stream, bytes(body), messages)
        elif left == size:
            self._current = None
        return pos + size

    def _take_run(
        self, stream: _ChunkStream, body: bytearray, data: bytes, pos: int, end: int
    ) -> int:
        """Take whole chunks of one message, each followed by a plain type 3 header, in one go.

        Returns the bytes consumed; behind them the body of the next chunk starts. Encoders that
        keep the default chunk size of 128 would otherwise cost a turn of the loop per 128 bytes.
        """
        size = self.chunk_size
        stride = size + 1
        if end - pos < stride or data[pos + size] != stream.continuation[0]:
            return 0
        count = min((end - pos) // stride, (stream.length - len(body) - 1) // size, _LONGEST_RUN)
        headers = data[pos + size : pos + count * stride : stride]
        count -= len(headers.lstrip(stream.continuation))
        run = bytearray(data[pos : pos + count * stride])
        del run[size::stride]
        self._append(body, run)
        self._chunk_left = min(size, stream.length - len(body))
        return count * stride

    def _append(self, body: bytearray, piece: bytes | bytearray) -> None:
        self.partial_bytes += len(piece)
        if self.partial_bytes > self.max_partial_bytes:
            raise LimitExceeded("the peer keeps too many messages unfinished")
        body += piece

    def _finish(self, stream: _ChunkStream, payload: bytes, messages: list[Message]) -> None:
        stream.body = None
        self._current = None
        self._chunk_left = 0
        message = Message(stream.type_id, stream.timestamp, stream.stream_id, payload, stream.csid)
        if message.type_id <= TYPE_ABORT:
            self._apply_control(message)
        messages.append(message)

    def _apply_control(self, message: Message) -> None:
        if message.type_id not in (TYPE_SET_CHUNK_SIZE, TYPE_ABORT):
            return
        if len(message.payload) < 4:
            raise ProtocolViolation("a protocol control message is too short")
        value: int = _U32.unpack_from(message.payload)[0]
        if message.type_id == TYPE_ABORT:
            self._abort(value)
            return
        value &= 0x7FFFFFFF
        if not self._limits.min_chunk_size <= value <= self._limits.max_chunk_size:
            raise LimitExceeded("the peer chose a chunk size outside the limits")
        self.chunk_size = value

    def _abort(self, csid: int) -> None:
        """Drop the unfinished message of a chunk stream (§5.4.2)."""
        stream = self._streams.get(csid)
        if stream is not None and stream.body is not None:
            self.partial_bytes -= len(stream.body)
            stream.body = None


def _long_chunk_stream_id(data: bytes, pos: int, form: int) -> tuple[int, int]:
    """The two and three byte basic headers (§5.3.1.1)."""
    if form == 0:
        return 64 + data[pos], pos + 1
    return 64 + data[pos] + (data[pos + 1] << 8), pos + 2
