"""PES packets and the cutting of them into packets of 188 bytes (ISO 13818-1 §2.4.3).

Nothing here works byte by byte: a PES is built whole, sliced, and joined with its packet headers.
"""

from struct import Struct

from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.pes import WRAP, write_timestamp

_ROOM = PACKET - 4
_MASK = WRAP - 1
_RANDOM_ACCESS, _DISCONTINUITY, _PCR_FLAG = 0x40, 0x80, 0x10
_COUNTERS = bytes(range(0x10, 0x20))
"""Fourth byte of packets that hold payload only, by continuity counter."""

_PCR = Struct(">IH")
MAX_AUDIO_PES = 0xFFFF - 8
"""Bytes of data that a PES with a stated length and one timestamp holds; only video may omit it."""


def pes_header(stream_id: int, pts: int, dts: int, size: int) -> bytes:
    """The header of a PES that begins with an access unit of `size` bytes; ticks at 90 kHz.

    The length is stated where it fits: a receiver then need not wait for the next PES.
    """
    flags, stamps = 0x80, write_timestamp(2, pts & _MASK)
    if dts != pts:
        flags = 0xC0
        stamps = write_timestamp(3, pts & _MASK) + write_timestamp(1, dts & _MASK)
    length = 3 + len(stamps) + size
    if length > 0xFFFF:
        length = 0
    fixed = b"\0\0\1" + bytes((stream_id, length >> 8, length & 0xFF, 0x84, flags, len(stamps)))
    return fixed + stamps


def adaptation(pcr: int | None, *, access: bool = False, discontinuity: bool = False) -> bytes:
    """An adaptation field without its length byte; empty when it would say nothing.

    `pcr` in 90 kHz ticks: its extension at 27 MHz is 0.
    """
    flags = _RANDOM_ACCESS * access | _DISCONTINUITY * discontinuity
    if pcr is None:
        return bytes((flags,)) if flags else b""
    base = pcr & _MASK
    return bytes((flags | _PCR_FLAG,)) + _PCR.pack(base >> 1, (base & 1) << 15 | 0x7E00)


def packetise(pid: int, counter: int, pes: bytes, field: bytes) -> bytes:
    """The packets of a PES. `counter` is that of the first; `field` its adaptation field.

    The next PES of this PID takes `counter` plus the number of packets, modulo 16.
    """
    size = len(pes)
    room = _ROOM - (len(field) + 1 if field else 0)
    if size <= room:
        head = _adaptation_field(field, _ROOM - size)
        return _header(pid, 0x4000, 0x30 if head else 0x10, counter) + head + pes
    tail = (size - room) % _ROOM
    first = _header(pid, 0x4000, 0x10, 0) + (bytes((len(field),)) + field if field else b"")
    header = _header(pid, 0, 0x10, 0)
    middle = [pes[pos : pos + _ROOM] for pos in range(room, size - tail, _ROOM)]
    last = header + _adaptation_field(b"", _ROOM - tail) + pes[size - tail :] if tail else b""
    out = bytearray(header.join((first + pes[:room], *middle)) + last)
    count = len(out) // PACKET
    out[3::PACKET] = (_COUNTERS * (count // 16 + 2))[counter : counter + count]
    if field:
        out[3] |= 0x20
    if tail:
        out[3 - PACKET] |= 0x20
    return bytes(out)


def pcr_packet(pid: int, counter: int, field: bytes) -> bytes:
    """A packet without payload, for its clock alone; `counter` is that of the packet before it."""
    return _header(pid, 0, 0x20, counter) + _adaptation_field(field, _ROOM)


def _adaptation_field(field: bytes, size: int) -> bytes:
    """An adaptation field that takes `size` bytes with its length byte, stuffed as needed."""
    if size == 0:
        return b""
    if size == 1:
        return b"\0"
    return bytes((size - 1,)) + (field or b"\0").ljust(size - 1, b"\xff")


def _header(pid: int, start: int, control: int, counter: int) -> bytes:
    word = start | pid
    return bytes((0x47, word >> 8, word & 0xFF, control | counter))
