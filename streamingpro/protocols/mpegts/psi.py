"""Program specific information: sections, the PAT and the PMT (ISO 13818-1 §2.4.4)."""

import zlib
from dataclasses import dataclass

PAT_PID = 0
PAT_TABLE, PMT_TABLE = 0, 2

_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
_MAX_SECTION = 1024
_MAX_STREAMS = 64
_STUFFING = 0xFF
_CRC = 4
_HEADER = 8

Descriptors = tuple[tuple[int, bytes], ...]
"""Tag and body of each descriptor (§2.6)."""


@dataclass(frozen=True, slots=True)
class Pat:
    """A section of the programme association table: (program number, PMT PID) of each programme."""

    version: int
    section: int
    programs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PmtStream:
    """One elementary stream as the PMT announces it."""

    pid: int
    stream_type: int
    descriptors: Descriptors = ()


@dataclass(frozen=True, slots=True)
class Pmt:
    """A programme map table; PCR_PID 0x1FFF means that there is no PCR."""

    program: int
    version: int
    pcr_pid: int
    streams: tuple[PmtStream, ...]
    descriptors: Descriptors = ()


def crc32(data: bytes) -> int:
    """CRC-32 of sections (annex A); 0 over a whole section with its CRC.

    zlib computes the same polynomial over mirrored bits.
    """
    mirrored = zlib.crc32(data.translate(_REVERSED)) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


class SectionReader:
    """Puts the sections of one PID together; those with a wrong CRC are counted in `errors`."""

    def __init__(self) -> None:
        self.errors = 0
        self._buffer = bytearray()
        self._active = False

    def reset(self) -> None:
        """A packet was lost: what was begun can't be finished."""
        self._buffer.clear()
        self._active = False

    def feed(self, payload: bytes, starts: bool) -> list[bytes]:
        """Take a packet's payload; the sections that it completes. `starts` is its start bit."""
        if not starts:
            if not self._active:
                return []
            self._buffer += payload
            return self._complete()
        if not payload:
            self.reset()
            return []
        begin = 1 + payload[0]  # pointer_field
        done: list[bytes] = []
        if self._active:
            self._buffer += payload[1:begin]
            done = self._complete()
        self._buffer = bytearray(payload[begin:])
        self._active = bool(self._buffer)
        return done + self._complete()

    def _complete(self) -> list[bytes]:
        """Take whole sections off the buffer."""
        found: list[bytes] = []
        buffer = self._buffer
        while len(buffer) >= 3:
            size = 3 + ((buffer[1] & 0x0F) << 8 | buffer[2])
            if buffer[0] == _STUFFING or size > _MAX_SECTION:
                self.reset()
                break
            if len(buffer) < size:
                break
            section = bytes(buffer[:size])
            del buffer[:size]
            if crc32(section) == 0:
                found.append(section)
            else:
                self.errors += 1
        return found


def parse_pat(section: bytes) -> Pat | None:
    """A PAT in force (§2.4.4.3); None for anything else."""
    if not _is_in_force(section, PAT_TABLE):
        return None
    entries = section[_HEADER:-_CRC]
    programs = tuple(
        (number, _pid(entries, pos + 2))
        for pos in range(0, len(entries) - 3, 4)
        if (number := int.from_bytes(entries[pos : pos + 2], "big"))  # 0 is the network table
    )
    return Pat(section[5] >> 1 & 0x1F, section[6], programs)


def parse_pmt(section: bytes) -> Pmt | None:
    """A PMT in force (§2.4.4.8); None for anything else, and where its lengths do not fit."""
    if not _is_in_force(section, PMT_TABLE) or len(section) < _HEADER + 4 + _CRC:
        return None
    end = len(section) - _CRC
    pos = _HEADER + 4
    pos, descriptors = _descriptors(section, pos, _length(section, pos - 2), end)
    streams: list[PmtStream] = []
    while pos + 5 <= end and len(streams) < _MAX_STREAMS:
        stream_type, pid = section[pos], _pid(section, pos + 1)
        pos, own = _descriptors(section, pos + 5, _length(section, pos + 3), end)
        streams.append(PmtStream(pid, stream_type, own))
    if pos != end and len(streams) < _MAX_STREAMS:
        return None
    program = int.from_bytes(section[3:5], "big")
    version = section[5] >> 1 & 0x1F
    return Pmt(program, version, _pid(section, _HEADER), tuple(streams), descriptors)


def _is_in_force(section: bytes, table: int) -> bool:
    """Whether this is the long form of `table`, with current_next_indicator set."""
    if len(section) < _HEADER + _CRC or section[0] != table:
        return False
    return bool(section[1] & 0x80 and section[5] & 1)


def _pid(data: bytes, pos: int) -> int:
    return (data[pos] & 0x1F) << 8 | data[pos + 1]


def _length(data: bytes, pos: int) -> int:
    return (data[pos] & 0x0F) << 8 | data[pos + 1]


def _descriptors(data: bytes, pos: int, size: int, limit: int) -> tuple[int, Descriptors]:
    """The descriptors in `size` bytes from `pos`, and where they end."""
    stop = pos + size
    end = min(stop, limit)
    found = []
    while pos + 2 <= end:
        after = pos + 2 + data[pos + 1]
        if after > end:
            break
        found.append((data[pos], data[pos + 2 : after]))
        pos = after
    return stop, tuple(found)
