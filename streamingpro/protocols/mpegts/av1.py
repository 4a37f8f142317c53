"""AV1 as it lies in a PES: OBUs behind start codes ("Carriage of AV1 in MPEG-2 TS" §3.2)."""

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.mpegts.access import START_CODE

_TEMPORAL_DELIMITER = 2
_HAS_SIZE, _HAS_EXTENSION = 0x02, 0x04
_MAX_OBUS = 4096
_ESCAPE = b"\x00\x00\x03"


def to_low_overhead(data: bytes) -> bytes:
    """OBUs with sizes and without temporal delimiters, as FLV and MP4 want them.

    `data` has start codes and emulation prevention bytes or, from older senders, neither.
    Raises CodecError where an OBU does not parse.
    """
    if not data.startswith((START_CODE, b"\x00" + START_CODE)):
        # The delimiter is the first thing in a temporal unit, and always the same two bytes.
        return data[2:] if data.startswith(b"\x12\x00") else data
    out = bytearray()
    parts = data.split(START_CODE, _MAX_OBUS)[1:]
    if len(parts) >= _MAX_OBUS:
        raise CodecError("a picture of too many OBUs")
    for part in parts:
        unit = part.replace(_ESCAPE, b"\x00\x00")
        if unit:
            out += _with_size(unit)
    return bytes(out)


def _with_size(unit: bytes) -> bytes:
    header = unit[0]
    if header & 0x80:
        raise CodecError("an OBU with its forbidden bit set")
    if header >> 3 & 0x0F == _TEMPORAL_DELIMITER:
        return b""
    prefix = 2 if header & _HAS_EXTENSION else 1
    if header & _HAS_SIZE:
        return unit[: _end(unit, prefix)]
    body = unit[prefix:]
    return bytes((header | _HAS_SIZE,)) + unit[1:prefix] + _leb128(len(body)) + body


def _end(unit: bytes, pos: int) -> int:
    """Where an OBU ends by its own size: zeros may stand between it and the next start code."""
    value = shift = 0
    for byte in unit[pos : pos + 8]:
        value |= (byte & 0x7F) << shift
        shift += 7
        pos += 1
        if byte < 0x80:
            return pos + value
    raise CodecError("an OBU size does not end")


def _leb128(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
