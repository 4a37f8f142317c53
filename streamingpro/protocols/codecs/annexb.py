"""NAL units between their two wrappings: start codes (ISO 14496-10 annex B) and lengths (avcC).

MPEG-TS and RTP carry the first kind, FLV and MP4 the second. Units are handed around as slices of
the picture they came from; only the joining copies.
"""

from collections.abc import Iterable

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.media import Buffer

START_CODE = b"\0\0\0\1"
_SHORT = b"\0\0\1"
MAX_UNITS = 4096
"""NAL units of one picture; level 6.2 allows 600 slices."""


def split_annexb(data: bytes) -> list[memoryview]:
    """The NAL units between the start codes, without the zeros that may trail them.

    What stands before the first start code is ignored. Raises CodecError above MAX_UNITS.
    """
    view, units = memoryview(data), []
    start = data.find(_SHORT)
    while start >= 0:
        start += 3
        following = data.find(_SHORT, start)
        end = following if following >= 0 else len(data)
        while end > start and not data[end - 1]:
            end -= 1
        if end > start:
            units.append(view[start:end])
            if len(units) > MAX_UNITS:
                raise CodecError(f"a picture of more than {MAX_UNITS} NAL units")
        start = following
    return units


def join_lengths(units: Iterable[Buffer]) -> bytes:
    """NAL units as FLV and MP4 carry them: each behind its length in 4 bytes."""
    parts: list[Buffer] = []
    for unit in units:
        parts.append(len(unit).to_bytes(4, "big"))
        parts.append(unit)
    return b"".join(parts)


def split_lengths(data: Buffer, length_size: int = 4) -> list[memoryview]:
    """The NAL units of a picture from FLV or MP4; CodecError when the lengths don't fit."""
    view, pos, units = memoryview(data), 0, []
    size = len(view)
    while pos < size:
        start = pos + length_size
        pos = start + int.from_bytes(view[pos:start], "big")
        if start > size or pos > size:
            raise CodecError("a NAL unit is longer than its picture")
        if pos > start:
            units.append(view[start:pos])
            if len(units) > MAX_UNITS:
                raise CodecError(f"a picture of more than {MAX_UNITS} NAL units")
    return units


def join_annexb(units: Iterable[Buffer]) -> bytes:
    """NAL units each behind a start code of 4 bytes; b"" for none."""
    parts: list[Buffer] = []
    for unit in units:
        parts.append(START_CODE)
        parts.append(unit)
    return b"".join(parts)
