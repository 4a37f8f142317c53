"""AV1's OBUs as whole units (AV1 §5.3), with the start codes that MPEG-TS puts before them."""

import re
from collections.abc import Iterable

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.media import Buffer

MAX_OBUS = 4096
"""OBUs of one temporal unit; a picture may have many tile groups."""

_TO_ESCAPE = re.compile(rb"\0\0(?=[\0-\3])")
_START_CODE = b"\0\0\1"


def split_obus(data: Buffer) -> list[tuple[int, Buffer]]:
    """Type and bytes of each OBU, header and size included; CodecError when they don't fit.

    An OBU without a size field, which can only be the last one, is given one.
    """
    view, pos = memoryview(data), 0
    found: list[tuple[int, Buffer]] = []
    while pos < len(view):
        header = view[pos]
        start = pos + (2 if header & 4 else 1)
        if header & 0x80 or start > len(view) or len(found) == MAX_OBUS:
            raise CodecError("the OBUs of a picture are malformed")
        kind = header >> 3 & 0x0F
        if not header & 2:
            head = bytes((header | 2,)) + bytes(view[pos + 1 : start])
            body = view[start:]
            found.append((kind, head + write_leb128(len(body)) + bytes(body)))
            break
        size, body_start = _leb128(view, start)
        end = body_start + size
        if end > len(view):
            raise CodecError("an OBU is cut short")
        found.append((kind, view[pos:end]))
        pos = end
    return found


def add_start_codes(units: Iterable[Buffer]) -> bytes:
    """OBUs as MPEG-TS carries them: start codes before, emulation prevention within."""
    parts: list[bytes] = []
    for unit in units:
        parts.append(_START_CODE)
        parts.append(_TO_ESCAPE.sub(b"\0\0\3", unit))
    return b"".join(parts)


def write_leb128(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first (AV1 §4.10.5)."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _leb128(view: memoryview, pos: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        if pos + index >= len(view):
            break
        byte = view[pos + index]
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, pos + index + 1
    raise CodecError("an OBU size does not end")
