"""Packetized elementary streams: headers and timestamps (ISO 13818-1 §2.4.3.6)."""

from dataclasses import dataclass

WRAP = 1 << 33
"""PTS and DTS have 33 bits."""
_HALF = 1 << 32
_PREFIX = b"\x00\x00\x01"
_PLAIN = frozenset({0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF})
"""Stream ids whose PES have no optional header: maps, padding, ECM, EMM and the like."""

LONGEST_HEADER = 9 + 255
_PTS, _BOTH = 0x80, 0xC0


@dataclass(slots=True)
class PesHeader:
    """`pts` and `dts` as they stand (33 bit; DTS is the PTS where only that is given).

    The payload begins at `start`. `size` is its length in bytes, None where the PES ends with the
    start of the next one.
    """

    stream_id: int
    start: int
    size: int | None
    pts: int | None
    dts: int | None


def parse_pes(data: bytes, pos: int = 0) -> PesHeader | None:
    """The header at `pos`; None where it isn't one or is cut short."""
    if len(data) < pos + 6 or data[pos : pos + 3] != _PREFIX:
        return None
    stream_id, length = data[pos + 3], data[pos + 4] << 8 | data[pos + 5]
    if stream_id in _PLAIN:
        return PesHeader(stream_id, pos + 6, length or None, None, None)
    if len(data) < pos + 9 or data[pos + 6] & 0xC0 != 0x80:
        return None
    header = data[pos + 8]
    start = pos + 9 + header
    pts, dts = pes_times(data, pos)
    size = max(length - 3 - header, 0) if length else None
    return PesHeader(stream_id, start, size, pts, dts) if len(data) >= start else None


def pes_times(data: bytes, pos: int) -> tuple[int | None, int | None]:
    """PTS and DTS of the PES header at `pos`, which must be whole up to its flags."""
    flags, end = data[pos + 7], pos + 9 + data[pos + 8]
    if not flags & _PTS or end < pos + 14 or len(data) < pos + 14:
        return None, None
    pts = read_timestamp(data, pos + 9)
    if flags & _BOTH == _BOTH and end >= pos + 19 and len(data) >= pos + 19:
        return pts, read_timestamp(data, pos + 14)
    return pts, pts


def read_timestamp(data: bytes, pos: int) -> int:
    """A 33-bit timestamp from its five bytes."""
    return (
        (data[pos] & 0x0E) << 29
        | data[pos + 1] << 22
        | (data[pos + 2] & 0xFE) << 14
        | data[pos + 3] << 7
        | data[pos + 4] >> 1
    )


def write_timestamp(prefix: int, value: int) -> bytes:
    """Five bytes for a timestamp; `prefix` is 2 (PTS alone), 3 (PTS before a DTS) or 1 (DTS)."""
    return bytes(
        (
            prefix << 4 | value >> 29 & 0x0E | 1,
            value >> 22 & 0xFF,
            value >> 14 & 0xFE | 1,
            value >> 7 & 0xFF,
            value << 1 & 0xFE | 1,
        )
    )


class Unwrapper:
    """Continues 33-bit timestamps beyond their wrap after 26.5 hours.

    One of these serves all tracks of a programme, so that they stay together when the first wraps
    before the second. The first value stays as it is; each further one is taken to be the one that
    lies nearest to the last.
    """

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """The 64-bit time of a 33-bit one; it becomes the next one's reference."""
        self._last = value = self.near(value)
        return value

    def near(self, value: int) -> int:
        """The same without becoming the reference: for a PTS beside its DTS."""
        last = self._last
        return value if last is None else last + (value - last + _HALF) % WRAP - _HALF
