"""H.264: the avcC record (ISO 14496-15 §5.3.3.1) and the SPS (ISO 14496-10 §7.3.2.1)."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.bits import BitReader, unescape
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts, rate
from streamingpro.protocols.codecs.vui import skip_display
from streamingpro.protocols.media import Buffer

NAL_SPS = 7

_PROFILES = {
    66: "Baseline",
    77: "Main",
    88: "Extended",
    100: "High",
    110: "High 10",
    122: "High 4:2:2",
    244: "High 4:4:4 Predictive",
}
_WITH_CHROMA = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_MAX_MACROBLOCKS = 4096


@dataclass(frozen=True, slots=True)
class AvcConfig:
    """An AVCDecoderConfigurationRecord; `extension` holds what follows the picture sets."""

    profile: int
    compatibility: int
    level: int
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    extension: bytes = b""

    @classmethod
    def parse(cls, data: Buffer) -> "AvcConfig":
        """Parse avcC; CodecError when it is malformed."""
        if len(data) < 7:
            raise CodecError("avcC is cut short")
        if data[0] != 1:
            raise CodecError(f"avcC version {data[0]} is not known")
        sps, pos = _parameter_sets(data, 6, data[5] & 0x1F)
        if pos >= len(data):
            raise CodecError("avcC is cut short")
        pps, pos = _parameter_sets(data, pos + 1, data[pos])
        return cls(data[1], data[2], data[3], (data[4] & 3) + 1, sps, pps, bytes(data[pos:]))

    def serialise(self) -> bytes:
        """The bytes of the record."""
        out = bytearray((1, self.profile, self.compatibility, self.level))
        out += bytes((0xFC | self.length_size - 1, 0xE0 | len(self.sps)))
        for unit in self.sps:
            out += len(unit).to_bytes(2, "big") + unit
        out.append(len(self.pps))
        for unit in self.pps:
            out += len(unit).to_bytes(2, "big") + unit
        return bytes(out) + self.extension


@dataclass(frozen=True, slots=True)
class Sps:
    """What a sequence parameter set says. Sizes in pixels after cropping; fps from the VUI."""

    profile_idc: int
    level_idc: int
    width: int
    height: int
    fps: float | None
    interlaced: bool
    chroma_format_idc: int
    bit_depth: int
    bit_depth_chroma: int

    @classmethod
    def parse(cls, nal: Buffer) -> "Sps":
        """Parse the NAL unit, its header byte included; CodecError when it is malformed."""
        if len(nal) < 4 or nal[0] & 0x1F != NAL_SPS:
            raise CodecError("not an H.264 sequence parameter set")
        reader = BitReader(unescape(nal))
        reader.skip(8)
        profile_idc = reader.bits(8)
        reader.skip(8)
        level_idc = reader.bits(8)
        reader.ue()  # seq_parameter_set_id
        depth, depth_chroma, chroma, separate = 8, 8, 1, False
        if profile_idc in _WITH_CHROMA:
            chroma, separate, depth, depth_chroma = _chroma(reader)
        _skip_order_count(reader)
        reader.ue()  # max_num_ref_frames
        reader.skip(1)  # gaps_in_frame_num_value_allowed_flag
        width, height, interlaced = _size(reader, 0 if separate else chroma)
        fps = _vui_fps(reader) if reader.flag() else None
        return cls(
            profile_idc, level_idc, width, height, fps, interlaced, chroma, depth, depth_chroma
        )

    def facts(self) -> Facts:
        """Profile and level in MediaMTX's words, size and rate."""
        major, minor = divmod(self.level_idc, 10)
        return Facts(
            width=self.width,
            height=self.height,
            profile=_PROFILES.get(self.profile_idc, str(self.profile_idc)),
            level=f"{major}.{minor}" if minor else str(major),
            fps=self.fps,
            bit_depth=None,
        )


def describe_config(body: Buffer) -> Facts:
    """What an avcC record says about its track."""
    config = AvcConfig.parse(body)
    if not config.sps:
        return Facts()  # the parameter sets come with the pictures (avc3)
    return Sps.parse(config.sps[0]).facts()


def _parameter_sets(data: Buffer, pos: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units = []
    for _ in range(count):
        size = int.from_bytes(data[pos : pos + 2], "big")
        end = pos + 2 + size
        if end > len(data):
            raise CodecError("avcC is cut short")
        units.append(bytes(data[pos + 2 : end]))
        pos = end
    return tuple(units), pos


def _chroma(reader: BitReader) -> tuple[int, bool, int, int]:
    chroma = reader.ue()
    if chroma > 3:
        raise CodecError(f"chroma_format_idc {chroma} is not defined")
    separate = chroma == 3 and reader.flag()
    depth, depth_chroma = reader.ue() + 8, reader.ue() + 8
    if max(depth, depth_chroma) > 14:
        raise CodecError(f"a bit depth of {max(depth, depth_chroma)}")
    reader.skip(1)  # qpprime_y_zero_transform_bypass_flag
    if reader.flag():
        for index in range(12 if chroma == 3 else 8):
            if reader.flag():
                _skip_scaling_list(reader, 16 if index < 6 else 64)
    return chroma, separate, depth, depth_chroma


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last = scale = 8
    for _ in range(size):
        if scale:
            scale = (last + reader.se()) % 256
        last = scale or last


def _skip_order_count(reader: BitReader) -> None:
    reader.ue()  # log2_max_frame_num_minus4
    kind = reader.ue()
    if kind == 0:
        reader.ue()  # log2_max_pic_order_cnt_lsb_minus4
    elif kind == 1:
        reader.skip(1)  # delta_pic_order_always_zero_flag
        reader.se()
        reader.se()
        count = reader.ue()
        if count > 255:
            raise CodecError(f"{count} frames in a picture order cycle")
        for _ in range(count):
            reader.se()
    elif kind != 2:
        raise CodecError(f"pic_order_cnt_type {kind} is not defined")


def _size(reader: BitReader, chroma_array: int) -> tuple[int, int, bool]:
    wide, high = reader.ue() + 1, reader.ue() + 1
    if wide > _MAX_MACROBLOCKS or high > _MAX_MACROBLOCKS:
        raise CodecError(f"a picture of {wide} by {high} macroblocks")
    interlaced = not reader.flag()
    if interlaced:
        reader.skip(1)  # mb_adaptive_frame_field_flag
    reader.skip(1)  # direct_8x8_inference_flag
    fields = 2 if interlaced else 1
    width, height = wide * 16, high * 16 * fields
    if reader.flag():
        unit_x = 2 if chroma_array in (1, 2) else 1
        unit_y = (2 if chroma_array == 1 else 1) * fields
        width -= unit_x * (reader.ue() + reader.ue())
        height -= unit_y * (reader.ue() + reader.ue())
    if width <= 0 or height <= 0:
        raise CodecError("nothing of the picture is left after cropping")
    return width, height, interlaced


def _vui_fps(reader: BitReader) -> float | None:
    skip_display(reader)
    if not reader.flag():
        return None
    units, scale = reader.bits(32), reader.bits(32)
    # A tick is one field (annex E.2.1), so two of them make a frame, interlaced or not.
    return rate(scale, 2 * units)
