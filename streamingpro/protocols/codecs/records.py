"""Decoder configuration records, built from the parameter sets that travel with the pictures.

FLV and MP4 want avcC, hvcC and av1C before the first picture; MPEG-TS, RTP and elementary streams
have their contents in band. Sources: ISO 14496-15 §5.3.3.1 and §8.3.3.1, AV1-ISOBMFF §2.3.
"""

from collections.abc import Sequence

from streamingpro.protocols.codecs import h264, h265_sps
from streamingpro.protocols.codecs.av1_format import SequenceFormat
from streamingpro.protocols.codecs.bits import unescape
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.media import Buffer

_AVC_WITH_FORMAT = frozenset({100, 110, 122, 144, 244, 44, 83, 86, 118, 128})
_COMPLETE = 0x80
_MOST_SPS, _MOST_PPS = 31, 255


def avc_record(sps: Sequence[bytes], pps: Sequence[bytes]) -> bytes:
    """avcC with lengths of 4 bytes, from whole NAL units; CodecError when an SPS does not parse."""
    if not (1 <= len(sps) <= _MOST_SPS and 1 <= len(pps) <= _MOST_PPS):
        raise CodecError(f"{len(sps)} SPS and {len(pps)} PPS do not make an avcC")
    first = h264.Sps.parse(sps[0])
    extension = b""
    if first.profile_idc in _AVC_WITH_FORMAT:
        depths = (0xF8 | first.bit_depth - 8, 0xF8 | first.bit_depth_chroma - 8)
        extension = bytes((0xFC | first.chroma_format_idc, *depths, 0))
    profile, compatibility, level = sps[0][1:4]
    return AvcConfig(
        profile, compatibility, level, 4, tuple(sps), tuple(pps), extension
    ).serialise()


def hevc_record(vps: Sequence[bytes], sps: Sequence[bytes], pps: Sequence[bytes]) -> bytes:
    """hvcC with lengths of 4 bytes, likewise."""
    if not (vps and sps and pps):
        raise CodecError("a VPS, an SPS and a PPS are needed for an hvcC")
    first = h265_sps.Sps.parse(sps[0])
    plain = unescape(sps[0])
    layers, nested = (plain[2] >> 1 & 7) + 1, plain[2] & 1
    general = plain[3:15] + bytes(
        (
            0xF0, 0,  # min_spatial_segmentation_idc: not known
            0xFC,  # parallelismType: not known
            0xFC | first.chroma_format_idc,
            0xF8 | first.bit_depth - 8,
            0xF8 | first.bit_depth_chroma - 8,
        )
    )  # fmt: skip
    timing = bytes((0, 0, layers << 3 | nested << 2 | 3))
    arrays = tuple(
        (_COMPLETE | kind, tuple(units)) for kind, units in ((32, vps), (33, sps), (34, pps))
    )
    return HevcConfig(general, timing, arrays).serialise()


def av1_record(sequence_header: Buffer) -> bytes:
    """av1C from a sequence header OBU with its header and size; CodecError when it is malformed."""
    return SequenceFormat.parse(sequence_header).record(bytes(sequence_header))
