"""VP8 and VP9: the vpcC record (VP-ISOBMFF) and the keyframe headers, which alone tell the size.

Sources: RFC 6386 §9.1 (VP8); VP9 bitstream §6.2 (uncompressed header).
"""

from dataclasses import dataclass

from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

_VP8_START = b"\x9d\x01\x2a"
_VP9_SYNC = 0x498342
_RGB = 7


@dataclass(frozen=True, slots=True)
class VpConfig:
    """A VPCodecConfigurationRecord, written with the full box header that mp4 gives it."""

    profile: int
    level: int
    bit_depth: int
    chroma: int
    full_range: bool
    primaries: int
    transfer: int
    matrix: int

    @classmethod
    def parse(cls, data: Buffer) -> "VpConfig":
        """Parse vpcC, with or without the box's version and flags (both are sent over RTMP)."""
        if bytes(data[:4]) == b"\x01\x00\x00\x00":
            data = data[4:]  # read as a record, this would be a bit depth of 0
        if len(data) < 6:
            raise CodecError("vpcC is cut short")
        formats = data[2]
        return cls(data[0], data[1], formats >> 4, formats >> 1 & 7, bool(formats & 1), *data[3:6])

    def serialise(self) -> bytes:
        """The bytes of the record."""
        formats = self.bit_depth << 4 | self.chroma << 1 | self.full_range
        record = (self.profile, self.level, formats, self.primaries, self.transfer, self.matrix)
        return b"\x01\x00\x00\x00" + bytes(record) + b"\x00\x00"


def describe_config(body: Buffer) -> Facts:
    """Profile and level (10 times the level) as numbers."""
    config = VpConfig.parse(body)
    return Facts(profile=config.profile, level=config.level or None)


def describe_vp8_frame(body: Buffer) -> Facts:
    """Size and profile (the version of RFC 6386) of a VP8 keyframe."""
    if len(body) < 10 or body[0] & 1 or bytes(body[3:6]) != _VP8_START:
        raise CodecError("not a VP8 keyframe")
    return Facts(
        width=int.from_bytes(body[6:8], "little") & 0x3FFF,
        height=int.from_bytes(body[8:10], "little") & 0x3FFF,
        profile=body[0] >> 1 & 7,
    )


def describe_vp9_frame(body: Buffer) -> Facts:
    """Size and profile of a VP9 keyframe; empty when the frame only repeats another."""
    reader = BitReader(body[:32])
    if reader.bits(2) != 2:
        raise CodecError("not a VP9 frame")
    profile = reader.bits(1) | reader.bits(1) << 1
    if profile == 3:
        reader.skip(1)
    if reader.flag():  # show_existing_frame
        return Facts()
    is_inter = reader.flag()
    reader.skip(2)  # show_frame, error_resilient_mode
    if is_inter or reader.bits(24) != _VP9_SYNC:
        raise CodecError("not a VP9 keyframe")
    if profile >= 2:
        reader.skip(1)  # bit depth
    is_rgb = reader.bits(3) == _RGB
    if not is_rgb:
        reader.skip(1)  # color_range
    if profile in (1, 3):
        reader.skip(1 if is_rgb else 3)
    return Facts(width=reader.bits(16) + 1, height=reader.bits(16) + 1, profile=profile)
