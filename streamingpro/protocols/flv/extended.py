"""The parts of the enhanced tag header that audio and video share: ModEx and multitrack.

Source: Enhanced RTMP v2, "ExAudioTagHeader" and "ExVideoTagHeader".
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from streamingpro.protocols.flv.codes import TIMESTAMP_OFFSET_NANO, Multitrack
from streamingpro.protocols.flv.errors import FlvError, FlvLimit
from streamingpro.protocols.media import Buffer

MAX_MODIFIERS = 16
"""More modifiers than this on one message are refused; the specification defines one."""

MAX_PARTS = 256
"""Tracks in one message; their ids are 8 bits wide."""

Modifier = tuple[int, bytes]
"""Type (0–15) and data (1–65536 bytes) of one ModEx modifier."""


class Part(NamedTuple):
    """One track's share of a message."""

    fourcc: bytes
    track_id: int
    body: memoryview


def take(view: memoryview, start: int, size: int) -> memoryview:
    """`size` bytes from `start`; FlvError when the message ends before."""
    end = start + size
    if end > len(view):
        raise FlvError(f"the tag ends at byte {len(view)}, {end} needed")
    return view[start:end]


def read_modifiers(
    view: memoryview, pos: int, packet_type: int, mod_ex: int
) -> tuple[int, tuple[Modifier, ...], int]:
    """Read ModEx modifiers while the packet type says so: (packet type, modifiers, position)."""
    modifiers: list[Modifier] = []
    while packet_type == mod_ex:
        if len(modifiers) == MAX_MODIFIERS:
            raise FlvLimit(f"more than {MAX_MODIFIERS} modifiers on one message")
        size = take(view, pos, 1)[0] + 1
        pos += 1
        if size == 256:
            size = int.from_bytes(take(view, pos, 2), "big") + 1
            pos += 2
        data = bytes(take(view, pos, size))
        pos += size
        kind_and_type = take(view, pos, 1)[0]
        pos += 1
        modifiers.append((kind_and_type >> 4, data))
        packet_type = kind_and_type & 0x0F
    return packet_type, tuple(modifiers), pos


def write_modifiers(modifiers: Iterable[Modifier], packet_type: int) -> bytes:
    """The bytes after a first byte whose packet type is ModEx, up to the real packet type."""
    out = bytearray()
    pending = list(modifiers)
    for index, (kind, data) in enumerate(pending):
        size = len(data) - 1
        if not 0 <= size <= 0xFFFF:
            raise FlvError("a modifier holds 1 to 65536 bytes")
        out += bytes([size]) if size < 255 else b"\xff" + size.to_bytes(2, "big")
        last = index == len(pending) - 1
        out += data
        out.append(kind << 4 | (packet_type if last else 7))
    return bytes(out)


def timestamp_offset_ns(modifiers: Iterable[Modifier]) -> int:
    """Nanoseconds that the modifiers add to the presentation time, 0–999999 by specification."""
    return sum(
        int.from_bytes(data[:3], "big")
        for kind, data in modifiers
        if kind == TIMESTAMP_OFFSET_NANO and len(data) >= 3
    )


def read_parts(view: memoryview, pos: int, layout: int, fourcc: bytes) -> Iterator[Part]:
    """Each track of a multitrack message, `pos` being just after the header.

    `fourcc` is the shared one, unused with MANY_TRACKS_MANY_CODECS.
    """
    if layout not in tuple(Multitrack):
        raise FlvError(f"multitrack layout {layout} is not defined")
    for _ in range(MAX_PARTS):
        if layout == Multitrack.MANY_TRACKS_MANY_CODECS:
            fourcc = bytes(take(view, pos, 4))
            pos += 4
        track_id = take(view, pos, 1)[0]
        pos += 1
        if layout == Multitrack.ONE_TRACK:
            yield Part(fourcc, track_id, view[pos:])
            return
        size = int.from_bytes(take(view, pos, 3), "big")
        pos += 3
        yield Part(fourcc, track_id, take(view, pos, size))
        pos += size
        if pos == len(view):
            return
    raise FlvLimit(f"more than {MAX_PARTS} tracks in one message")


def write_part(layout: int, fourcc: bytes, track_id: int, body: Buffer) -> bytes:
    """One track of a multitrack message, the inverse of `read_parts`."""
    out = bytearray()
    if layout == Multitrack.MANY_TRACKS_MANY_CODECS:
        out += fourcc
    out.append(track_id)
    if layout != Multitrack.ONE_TRACK:
        if len(body) > 0xFFFFFF:
            raise FlvLimit("a track in a multitrack message holds at most 16 MiB")
        out += len(body).to_bytes(3, "big")
    return bytes(out) + bytes(body)
