"""The chunk stream, outbound: messages cut into chunks (RTMP 1.0 §5.3).

What we send is always one type 0 header followed by type 3 chunks, so a serialised message stands
alone and one buffer can be shared by many connections.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from .errors import LocalError

CHUNK_SIZE_IN = 128
"""Chunk size of both directions until Set Chunk Size (§5.4.1), bytes."""
CHUNK_SIZE_OUT = 60000
"""Chunk size both our roles announce, bytes; what ``serialize_media`` is cut to."""

CSID_CONTROL = 2
CSID_COMMAND = 3
CSID_AUDIO = 4
CSID_DATA = 5
CSID_VIDEO = 6

TYPE_SET_CHUNK_SIZE = 1
TYPE_ABORT = 2

EXTENDED = 0xFFFFFF
"""Timestamp field that says: the real one follows in four bytes."""
_U32 = Struct(">I")
_TYPE0 = Struct(">BHBHBB")  # timestamp 8+16, length 8+16, type id, (stream id follows, LE)


@dataclass(slots=True)
class Message:
    """One RTMP message. ``timestamp`` is in ms, modulo 2**32."""

    type_id: int
    timestamp: int
    stream_id: int
    payload: bytes
    chunk_stream_id: int = 0


def _basic_header(kind: int, csid: int) -> bytes:
    if 2 <= csid < 64:
        return bytes((kind << 6 | csid,))
    if 64 <= csid < 320:
        return bytes((kind << 6, csid - 64))
    if 320 <= csid <= 65599:
        return bytes((kind << 6 | 1, (csid - 64) & 0xFF, (csid - 64) >> 8))
    raise LocalError("a chunk stream id must be 2 to 65599")


_FIRST = {csid: _basic_header(0, csid) for csid in range(2, 64)}
_NEXT = {csid: _basic_header(3, csid) for csid in range(2, 64)}


def serialize_message(
    type_id: int,
    timestamp: int,
    stream_id: int,
    payload: bytes,
    *,
    chunk_stream_id: int,
    chunk_size: int,
) -> bytes:
    """One message as chunks: a type 0 header, then type 3; timestamps absolute.

    ``timestamp`` is in ms and taken modulo 2**32; from 0xFFFFFF on it is sent extended, also in
    the type 3 chunks (§5.3.1.3).

    :raises LocalError: a body of 16 MiB or more, or an impossible chunk stream id.
    """
    size = len(payload)
    if size > 0xFFFFFF:
        raise LocalError("an RTMP message can hold at most 16 MiB - 1")
    timestamp &= 0xFFFFFFFF
    if timestamp < EXTENDED:
        field, extended = timestamp, b""
    else:
        field, extended = EXTENDED, _U32.pack(timestamp)
    first = _FIRST.get(chunk_stream_id) or _basic_header(0, chunk_stream_id)
    header = _TYPE0.pack(
        field >> 16, field & 0xFFFF, size >> 16, size & 0xFFFF, type_id, stream_id & 0xFF
    )
    tail = (stream_id >> 8).to_bytes(3, "little")
    if size <= chunk_size:
        return b"".join((first, header, tail, extended, payload))
    following = (_NEXT.get(chunk_stream_id) or _basic_header(3, chunk_stream_id)) + extended
    view = memoryview(payload)
    parts: list[bytes | memoryview] = [first, header, tail, extended, view[:chunk_size]]
    for start in range(chunk_size, size, chunk_size):
        parts.append(following)
        parts.append(view[start : start + chunk_size])
    return b"".join(parts)


_MEDIA_CSID = {8: CSID_AUDIO, 9: CSID_VIDEO, 15: CSID_DATA, 18: CSID_DATA}


def serialize_media(type_id: int, timestamp: int, stream_id: int, payload: bytes) -> bytes:
    """A media message as every destination may get it: fixed chunk stream, chunk size 60000.

    Valid on any connection that has announced ``CHUNK_SIZE_OUT``, at a message boundary.

    :raises LocalError: not an audio, video or data message.
    """
    csid = _MEDIA_CSID.get(type_id)
    if csid is None:
        raise LocalError("only audio, video and data messages are media")
    return serialize_message(
        type_id, timestamp, stream_id, payload, chunk_stream_id=csid, chunk_size=CHUNK_SIZE_OUT
    )


class ChunkWriter:
    """Serialises our own control and command messages at the chunk size announced so far."""

    __slots__ = ("chunk_size",)

    def __init__(self) -> None:
        self.chunk_size = CHUNK_SIZE_IN

    def write(self, message: Message) -> bytes:
        """The message as chunks; a Set Chunk Size takes effect behind itself."""
        data = serialize_message(
            message.type_id,
            message.timestamp,
            message.stream_id,
            message.payload,
            chunk_stream_id=message.chunk_stream_id or CSID_COMMAND,
            chunk_size=self.chunk_size,
        )
        if message.type_id == TYPE_SET_CHUNK_SIZE:
            self.chunk_size = _U32.unpack(message.payload)[0]
        return data
