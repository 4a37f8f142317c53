"""AV1: the av1C record (AV1-ISOBMFF §2.3) and the sequence header (AV1 §5.5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from streamingpro.protocols.codecs.bits import MAX_HEADER, BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts, rate
from streamingpro.protocols.media import Buffer

OBU_SEQUENCE_HEADER, OBU_FRAME_HEADER, OBU_FRAME = 1, 3, 6
_MAX_OBUS = 64


@dataclass(frozen=True, slots=True)
class Av1Config:
    """An AV1CodecConfigurationRecord. `formats` is its third byte, `delay` its fourth."""

    profile: int
    level: int
    tier: int
    formats: int
    delay: int
    obus: bytes

    @classmethod
    def parse(cls, data: Buffer) -> "Av1Config":
        """Parse av1C; CodecError when it is malformed."""
        if len(data) < 4:
            raise CodecError("av1C is cut short")
        if data[0] != 0x81:
            raise CodecError(f"av1C begins with {data[0]:#x}, not 0x81")
        return cls(
            data[1] >> 5, data[1] & 0x1F, data[2] >> 7, data[2] & 0x7F, data[3], bytes(data[4:])
        )

    def serialise(self) -> bytes:
        """The bytes of the record."""
        second = self.profile << 5 | self.level
        return bytes((0x81, second, self.tier << 7 | self.formats, self.delay)) + self.obus


@dataclass(frozen=True, slots=True)
class SequenceHeader:
    """What a sequence header says; `level` and `tier` are those of the first operating point."""

    profile: int
    level: int
    tier: int
    width: int
    height: int
    fps: float | None

    @classmethod
    def parse(cls, data: Buffer) -> "SequenceHeader":
        """Parse the OBU's payload; CodecError when it is malformed."""
        return read_sequence_start(BitReader(data[:MAX_HEADER])).header

    def facts(self) -> Facts:
        """As numbers: MediaMTX shows AV1's profile, level index and tier so."""
        return Facts(self.width, self.height, self.profile, self.level, self.fps, tier=self.tier)


@dataclass(frozen=True, slots=True)
class SequenceStart:
    """The beginning of a sequence header, up to the size. `reduced`: only for still pictures."""

    header: SequenceHeader
    reduced: bool


def read_sequence_start(reader: BitReader) -> SequenceStart:
    """Take it off `reader`; CodecError when it is malformed."""
    profile = reader.bits(3)
    reader.skip(1)  # still_picture
    fps, level, tier = None, 0, 0
    reduced = reader.flag()  # reduced_still_picture_header
    if reduced:
        level = reader.bits(5)
    else:
        fps, level, tier = _operating_points(reader)
    width_bits, height_bits = reader.bits(4) + 1, reader.bits(4) + 1
    width, height = reader.bits(width_bits) + 1, reader.bits(height_bits) + 1
    return SequenceStart(SequenceHeader(profile, level, tier, width, height, fps), reduced)


def describe_config(body: Buffer) -> Facts:
    """What an av1C record says; its size comes from the sequence header that it may hold."""
    config = Av1Config.parse(body)
    header = find_sequence_header(config.obus)
    if header is None:
        return Facts(profile=config.profile, level=config.level, tier=config.tier)
    return header.facts()


def describe_frame(body: Buffer) -> Facts:
    """What the sequence header of a temporal unit says; empty without one."""
    header = find_sequence_header(body)
    return header.facts() if header else Facts()


def find_sequence_header(data: Buffer) -> SequenceHeader | None:
    """The first sequence header before any frame; CodecError when the OBUs are malformed."""
    for kind, payload in obus(data):
        if kind == OBU_SEQUENCE_HEADER:
            return SequenceHeader.parse(payload)
        if kind in (OBU_FRAME_HEADER, OBU_FRAME):
            break
    return None


def obus(data: Buffer) -> Iterator[tuple[int, memoryview]]:
    """Type and payload of each OBU (AV1 §5.3); one without a size field reaches to the end."""
    view, pos = memoryview(data), 0
    for _ in range(_MAX_OBUS):
        if pos >= len(view):
            return
        header = view[pos]
        if header & 0x80:
            raise CodecError("an OBU with its forbidden bit set")
        pos += 2 if header & 4 else 1
        size = len(view) - pos
        if header & 2:
            size, pos = _leb128(view, pos)
        if size < 0 or pos + size > len(view):
            raise CodecError("an OBU is cut short")
        yield header >> 3 & 0x0F, view[pos : pos + size]
        pos += size


def _leb128(view: memoryview, pos: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        if pos >= len(view):
            break
        byte = view[pos]
        pos += 1
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, pos
    raise CodecError("an OBU size does not end")


def _operating_points(reader: BitReader) -> tuple[float | None, int, int]:
    """Timing and operating points (§5.5.1): (fps, first level, first tier)."""
    fps, delay_bits = None, 0
    if reader.flag():
        units, scale = reader.bits(32), reader.bits(32)
        if reader.flag():  # equal_picture_interval
            fps = rate(scale, units * (reader.ue() + 1))
        if reader.flag():  # decoder_model_info_present_flag
            delay_bits = reader.bits(5) + 1
            reader.skip(32 + 5 + 5)
    has_display_delay = reader.flag()
    levels = []
    for _ in range(reader.bits(5) + 1):
        reader.skip(12)  # operating_point_idc
        level = reader.bits(5)
        levels.append((level, reader.bits(1) if level > 7 else 0))
        if delay_bits and reader.flag():
            reader.skip(2 * delay_bits + 1)
        if has_display_delay and reader.flag():
            reader.skip(4)
    return fps, *levels[0]
