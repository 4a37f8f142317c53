"""The inverse of BitReader, for writing parameter sets by hand in tests."""


class BitWriter:
    """Collects bits, most significant first."""

    def __init__(self) -> None:
        self._text = ""

    def bits(self, value: int, count: int) -> "BitWriter":
        """`value` in `count` bits."""
        assert 0 <= value < 1 << count
        self._text += f"{value:0{count}b}" if count else ""
        return self

    def ue(self, *values: int) -> "BitWriter":
        """Unsigned Exp-Golomb numbers."""
        for value in values:
            text = f"{value + 1:b}"
            self._text += "0" * (len(text) - 1) + text
        return self

    def se(self, *values: int) -> "BitWriter":
        """Signed Exp-Golomb numbers."""
        return self.ue(*(2 * value - 1 if value > 0 else -2 * value for value in values))

    def done(self) -> bytes:
        """The bytes, ended by a stop bit and zeros as a raw byte sequence payload is."""
        text = self._text + "1"
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def escape(payload: bytes) -> bytes:
    """A NAL unit's payload with emulation prevention bytes (ISO 14496-10 §7.4.1)."""
    out = bytearray()
    for byte in payload:
        if byte <= 3 and out[-2:] == b"\0\0":
            out.append(3)
        out.append(byte)
    return bytes(out)
