"""AV1: what a sequence header says of sample format (AV1 §5.5.1, §5.5.2), for av1C."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.av1 import (
    OBU_SEQUENCE_HEADER,
    Av1Config,
    obus,
    read_sequence_start,
)
from streamingpro.protocols.codecs.bits import MAX_HEADER, BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.media import Buffer

_SRGB = (1, 13, 0)
"""Colour primaries BT.709, transfer sRGB, matrix identity: implies 4:4:4."""


@dataclass(frozen=True, slots=True)
class SequenceFormat:
    """`depth` in bits; `subsampling` is (x, y); `position` is chroma_sample_position."""

    profile: int
    level: int
    tier: int
    depth: int
    monochrome: bool
    subsampling: tuple[int, int]
    position: int

    @classmethod
    def parse(cls, unit: Buffer) -> "SequenceFormat":
        """Parse a sequence header OBU, its own header included; CodecError."""
        for kind, payload in obus(unit):
            if kind != OBU_SEQUENCE_HEADER:
                break
            reader = BitReader(payload[:MAX_HEADER])
            start = read_sequence_start(reader)
            _skip_tools(reader, reduced=start.reduced)
            profile = start.header.profile
            return cls(profile, start.header.level, start.header.tier, *_colour(reader, profile))
        raise CodecError("not an AV1 sequence header")

    def record(self, obu: bytes) -> bytes:
        """The av1C that says this, with the OBU itself behind it."""
        formats = (self.depth > 8) << 6 | (self.depth > 10) << 5 | self.monochrome << 4
        formats |= self.subsampling[0] << 3 | self.subsampling[1] << 2 | self.position
        return Av1Config(self.profile, self.level, self.tier, formats, 0, obu).serialise()


def _skip_tools(reader: BitReader, *, reduced: bool) -> None:
    """Pass from the picture's size to color_config()."""
    if not reduced and reader.flag():  # frame_id_numbers_present_flag
        reader.skip(7)
    reader.skip(3)  # superblock size, filter intra, intra edge filter
    if not reduced:
        reader.skip(4)  # interintra, masked compound, warped motion, dual filter
        order_hint = reader.flag()
        if order_hint:
            reader.skip(2)  # joint compound, reference motion vectors
        screen_content = 2 if reader.flag() else reader.bits(1)
        if screen_content and not reader.flag():
            reader.skip(1)  # seq_force_integer_mv
        if order_hint:
            reader.skip(3)  # order_hint_bits_minus_1
    reader.skip(3)  # superres, cdef, restoration


def _colour(reader: BitReader, profile: int) -> tuple[int, bool, tuple[int, int], int]:
    """color_config(): (bit depth, monochrome, subsampling, chroma sample position)."""
    depth = 8
    if reader.flag():
        depth = 12 if profile == 2 and reader.flag() else 10
    monochrome = profile != 1 and reader.flag()
    described = (2, 2, 2)
    if reader.flag():
        described = (reader.bits(8), reader.bits(8), reader.bits(8))
    if monochrome:
        return depth, True, (1, 1), 0
    if described == _SRGB:
        return depth, False, (0, 0), 0
    reader.skip(1)  # color_range
    subsampling = _subsampling(reader, profile, depth)
    return depth, False, subsampling, reader.bits(2) if subsampling == (1, 1) else 0


def _subsampling(reader: BitReader, profile: int, depth: int) -> tuple[int, int]:
    if profile == 0:
        return 1, 1
    if profile == 1:
        return 0, 0
    if depth < 12:
        return 1, 0
    wide = reader.bits(1)
    return wide, reader.bits(1) if wide else 0
