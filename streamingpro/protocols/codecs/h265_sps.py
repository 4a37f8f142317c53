"""The H.265 sequence parameter set (ISO 23008-2 §7.3.2.2), up to the timing in its VUI."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.bits import BitReader, unescape
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import rate
from streamingpro.protocols.codecs.vui import skip_display
from streamingpro.protocols.media import Buffer

NAL_SPS = 33

_MAX_SIDE = 65535
_MAX_REF_PICTURES = 16


@dataclass(frozen=True, slots=True)
class Sps:
    """What a sequence parameter set says. Sizes in pixels after cropping; fps from the VUI."""

    profile_idc: int
    tier: int
    level_idc: int
    width: int
    height: int
    fps: float | None
    chroma_format_idc: int
    bit_depth: int
    bit_depth_chroma: int

    @classmethod
    def parse(cls, nal: Buffer) -> "Sps":
        """Parse the NAL unit, its two header bytes included; CodecError when it is malformed."""
        if len(nal) < 4 or nal[0] >> 1 & 0x3F != NAL_SPS:
            raise CodecError("not an H.265 sequence parameter set")
        reader = BitReader(unescape(nal))
        reader.skip(16 + 4)  # NAL header, sps_video_parameter_set_id
        sub_layers = reader.bits(3)  # minus 1
        if sub_layers > 6:
            raise CodecError("H.265 has at most 7 sub-layers")
        reader.skip(1)  # sps_temporal_id_nesting_flag
        tier, profile, level = _profile_tier_level(reader, sub_layers)
        reader.ue()  # sps_seq_parameter_set_id
        chroma = reader.ue()
        if chroma > 3:
            raise CodecError(f"chroma_format_idc {chroma} is not defined")
        separate = chroma == 3 and reader.flag()
        width, height = _size(reader, 0 if separate else chroma)
        depth, depth_chroma = reader.ue() + 8, reader.ue() + 8
        if max(depth, depth_chroma) > 16:
            raise CodecError(f"a bit depth of {max(depth, depth_chroma)}")
        _skip_to_vui(reader, sub_layers)
        fps = _vui_fps(reader) if reader.flag() else None
        return cls(profile, tier, level, width, height, fps, chroma, depth, depth_chroma)


def _profile_tier_level(reader: BitReader, sub_layers: int) -> tuple[int, int, int]:
    reader.skip(2)  # general_profile_space
    tier, profile = reader.bits(1), reader.bits(5)
    reader.skip(32 + 48)  # compatibility and constraint flags
    level = reader.bits(8)
    present = [(reader.flag(), reader.flag()) for _ in range(sub_layers)]
    if sub_layers:
        reader.skip(2 * (8 - sub_layers))
    for has_profile, has_level in present:
        reader.skip(88 * has_profile + 8 * has_level)
    return tier, profile, level


def _size(reader: BitReader, chroma_array: int) -> tuple[int, int]:
    width, height = reader.ue(), reader.ue()
    if max(width, height) > _MAX_SIDE:
        raise CodecError(f"a picture of {width} by {height}")
    if reader.flag():
        width -= (2 if chroma_array in (1, 2) else 1) * (reader.ue() + reader.ue())
        height -= (2 if chroma_array == 1 else 1) * (reader.ue() + reader.ue())
    if width <= 0 or height <= 0:
        raise CodecError("nothing of the picture is left after cropping")
    return width, height


def _skip_to_vui(reader: BitReader, sub_layers: int) -> None:
    order_bits = reader.ue() + 4
    if order_bits > 16:
        raise CodecError(f"a picture order count of {order_bits} bits")
    for _ in range(sub_layers + 1 if reader.flag() else 1):
        reader.ue()
        reader.ue()
        reader.ue()
    for _ in range(6):  # block and transform sizes, hierarchy depths
        reader.ue()
    if reader.flag() and reader.flag():
        _skip_scaling_lists(reader)
    reader.skip(2)  # amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if reader.flag():
        reader.skip(8)  # PCM bit depths
        reader.ue()
        reader.ue()
        reader.skip(1)
    _skip_reference_sets(reader)
    if reader.flag():
        count = reader.ue()
        if count > 32:
            raise CodecError(f"{count} long-term reference pictures")
        reader.skip(count * (order_bits + 1))
    reader.skip(2)  # sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag


def _skip_scaling_lists(reader: BitReader) -> None:
    for size in range(4):
        for _ in range(2 if size == 3 else 6):
            if not reader.flag():
                reader.ue()  # scaling_list_pred_matrix_id_delta
                continue
            if size > 1:
                reader.se()  # scaling_list_dc_coef_minus8
            for _ in range(min(64, 1 << 4 + 2 * size)):
                reader.se()


def _skip_reference_sets(reader: BitReader) -> None:
    count = reader.ue()
    if count > 64:
        raise CodecError(f"{count} short-term reference picture sets")
    pictures = 0
    for index in range(count):
        if index and reader.flag():
            pictures = _predicted_set(reader, pictures)
            continue
        negative, positive = reader.ue(), reader.ue()
        pictures = negative + positive
        if pictures > _MAX_REF_PICTURES:
            raise CodecError(f"{pictures} pictures in a reference picture set")
        for _ in range(pictures):
            reader.ue()
            reader.skip(1)


def _predicted_set(reader: BitReader, pictures: int) -> int:
    """Pass over a set given as a difference to the one before; its number of pictures."""
    reader.skip(1)  # delta_rps_sign
    reader.ue()  # abs_delta_rps_minus1
    kept = 0
    for _ in range(pictures + 1):
        used = reader.flag()
        kept += used or reader.flag()
    if kept > _MAX_REF_PICTURES:
        raise CodecError(f"{kept} pictures in a reference picture set")
    return kept


def _vui_fps(reader: BitReader) -> float | None:
    skip_display(reader)
    reader.skip(3)  # neutral_chroma_indication, field_seq, frame_field_info_present
    if reader.flag():
        for _ in range(4):
            reader.ue()  # default display window
    if not reader.flag():
        return None
    units, scale = reader.bits(32), reader.bits(32)
    return rate(scale, units)
