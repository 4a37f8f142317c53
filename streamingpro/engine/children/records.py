"""Records: how the engine and a child talk over their socket.

A record is a header (payload length, kind, timestamp) and its payload. The timestamp is in ms for
media; elsewhere it is a number that the answer repeats, or 0.
"""

import struct
from typing import NamedTuple

HEADER = struct.Struct(">IBq")
MAX_PAYLOAD = 32 * 1024 * 1024
"""A longer record of a child is a fault; the largest message of RTMP has 16 MB."""

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

Item = tuple[int, int, bytes]
"""Such a message: type id, timestamp in ms, payload."""


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

    def __init__(self, max_payload: int = MAX_PAYLOAD) -> None:
        self._max_payload = max_payload
        self._parts: list[bytes] = []
        self._size = 0
        self._wanted = HEADER.size

    def feed(self, data: bytes) -> list[Record]:
        """The records that `data` completes. Raises RecordError."""
        self._parts.append(data)
        self._size += len(data)
        if self._size < self._wanted:  # most of a large record is still to come
            return []
        data = b"".join(self._parts) if len(self._parts) > 1 else data
        found, pos = [], 0
        while (start := pos + HEADER.size) <= len(data):
            length, kind, timestamp = HEADER.unpack_from(data, pos)
            if length > self._max_payload:
                raise RecordError(f"a record of {length} bytes")
            if start + length > len(data):
                break
            found.append(Record(kind, timestamp, data[start : start + length]))
            pos = start + length
        self._keep(data[pos:])
        return found

    def _keep(self, rest: bytes) -> None:
        self._parts = [rest] if rest else []
        self._size = len(rest)
        self._wanted = HEADER.size
        if len(rest) >= HEADER.size:
            self._wanted += int.from_bytes(rest[:4], "big")
