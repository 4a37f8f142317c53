"""Bit reading with bounds, for parameter sets and headers of at most a few kilobytes."""

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.media import Buffer

MAX_HEADER = 8192
"""Bytes of one parameter set or header that are looked at; real ones are under 200."""


class BitReader:
    """Reads unsigned numbers from the most significant bit on; CodecError past the end."""

    __slots__ = ("_left", "_value")

    def __init__(self, data: Buffer) -> None:
        if len(data) > MAX_HEADER:
            raise CodecError(f"a codec header of {len(data)} bytes")
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    @property
    def left(self) -> int:
        """Bits not yet read."""
        return self._left

    def bits(self, count: int) -> int:
        """The next `count` bits as an unsigned number."""
        if count > self._left:
            raise CodecError("a codec header is cut short")
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """The next bit."""
        return self.bits(1) == 1

    def skip(self, count: int) -> None:
        """Pass over `count` bits."""
        if count > self._left:
            raise CodecError("a codec header is cut short")
        self._left -= count

    def ue(self) -> int:
        """An unsigned Exp-Golomb number (ISO 14496-10 §9.1), at most 2**32 - 2."""
        rest = self._value & (1 << self._left) - 1
        zeros = self._left - rest.bit_length()
        if rest == 0 or zeros > 31:
            raise CodecError("an Exp-Golomb number is out of range")
        return self.bits(2 * zeros + 1) - 1

    def se(self) -> int:
        """A signed Exp-Golomb number (ISO 14496-10 §9.1.1)."""
        code = self.ue()
        return code + 1 >> 1 if code & 1 else -(code >> 1)


def unescape(nal: Buffer) -> bytes:
    """A NAL unit without its emulation prevention bytes (ISO 14496-10 §7.4.1)."""
    if len(nal) > MAX_HEADER:
        raise CodecError(f"a parameter set of {len(nal)} bytes")
    return bytes(nal).replace(b"\x00\x00\x03", b"\x00\x00")
