"""Records: how the engine and a child talk over their socket.

A record is a header (payload length, kind, timestamp) and its payload. The timestamp is in ms for
media; elsewhere it is a number that the answer repeats, or 0.
"""

import struct
from typing import NamedTuple

HEADER = struct.Struct(">IBq")
MAX_PAYLOAD = 32 * 1024 * 1024
"""A longer record is a fault of the sender; the largest message of RTMP has 16 MB."""

TS = 1
"""MPEG-TS bytes, not necessarily whole packets."""
NOTICE = 2
"""JSON: a job for a child, or what it has to tell (`notices.py`)."""
POSTER = 3
"""A JPEG picture is wanted; the answer: the picture, or nothing."""
BYTES = 4
"""Bytes of a container (fragmented MP4) for the demuxer of a child."""
END = 5
"""The end of such bytes: what follows is another file."""
AUDIO, VIDEO, DATA = 8, 9, 18
"""RTMP messages, under the numbers that they have there."""


class RecordError(Exception):
    """The other side does not keep to the format."""


class Record(NamedTuple):
    """One record. `timestamp` in ms where it is media."""

    kind: int
    timestamp: int
    payload: bytes


def pack(kind: int, timestamp: int, payload: bytes) -> bytes:
    """The bytes of one record."""
    return HEADER.pack(len(payload), kind, timestamp) + payload


class RecordReader:
    """Cuts a stream of bytes into records."""

    def __init__(self) -> None:
        self._rest = b""
        self._wanted = 0

    def feed(self, data: bytes) -> list[Record]:
        """The records that `data` completes. Raises RecordError."""
        rest = self._rest + data if self._rest else data
        if len(rest) < self._wanted:  # most of a large record is still to come
            self._rest = rest
            return []
        found, pos, size = [], 0, len(rest)
        self._wanted = 0
        while size - pos >= HEADER.size:
            length, kind, timestamp = HEADER.unpack_from(rest, pos)
            if length > MAX_PAYLOAD:
                raise RecordError(f"a record of {length} bytes")
            start = pos + HEADER.size
            if start + length > size:
                self._wanted = HEADER.size + length
                break
            found.append(Record(kind, timestamp, rest[start : start + length]))
            pos = start + length
        self._rest = rest[pos:]
        return found
