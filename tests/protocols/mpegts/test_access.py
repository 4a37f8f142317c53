"""Which pictures are access points, from all of their bytes and from the first packet's."""

import pytest

from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.access import is_access_point
from tests.protocols.mpegts.build import AUD, IDR, PPS, SLICE, SPS

I_SLICE = bytes.fromhex("00000141b80000")  # first_mb 0, slice_type 2
RECOVERY = bytes.fromhex("00000106060100c080")
USER_DATA = bytes.fromhex("00000106ff") + b"\x05\x20" + bytes(range(1, 200))
HEVC_AUD = bytes.fromhex("00000001460150")
HEVC_VPS = bytes.fromhex("0000000140010c01")
HEVC_RECOVERY = bytes.fromhex("0000014e0106018080")


def hevc(kind: int) -> bytes:
    return bytes((0, 0, 1, kind << 1, 1, 0xAF, 1, 2))


@pytest.mark.parametrize(
    ("what", "codec", "data", "marked", "expected"),
    [
        ("IDR", Codec.H264, AUD + SPS + PPS + IDR, False, True),
        ("IDR without parameter sets", Codec.H264, AUD + IDR, False, True),
        ("predicted", Codec.H264, AUD + SLICE, False, False),
        ("predicted, marked by mistake", Codec.H264, AUD + SLICE, True, False),
        (
            "predicted, parameter sets before each",
            Codec.H264,
            AUD + SPS + PPS + SLICE,
            False,
            False,
        ),
        ("open GOP", Codec.H264, AUD + SPS + PPS + I_SLICE, False, True),
        ("open GOP, marked", Codec.H264, AUD + I_SLICE, True, True),
        ("intra picture that nothing announces", Codec.H264, AUD + I_SLICE, False, False),
        ("recovery point", Codec.H264, AUD + RECOVERY + SLICE, False, True),
        ("slice out of sight", Codec.H264, AUD + SPS + PPS + USER_DATA, False, True),
        ("all out of sight", Codec.H264, AUD + USER_DATA, False, False),
        ("all out of sight, marked", Codec.H264, AUD + USER_DATA, True, True),
        ("SEI that does not end", Codec.H264, b"\0\0\1\6\xff\xff", False, False),
        ("BLA", Codec.H265, HEVC_AUD + hevc(16), False, True),
        ("IDR", Codec.H265, HEVC_AUD + HEVC_VPS + hevc(19), False, True),
        ("CRA", Codec.H265, HEVC_AUD + hevc(21), False, True),
        ("trailing", Codec.H265, HEVC_AUD + hevc(1), True, False),
        ("recovery point", Codec.H265, HEVC_AUD + HEVC_RECOVERY + hevc(1), False, True),
        ("slice out of sight", Codec.H265, HEVC_AUD + HEVC_VPS, False, True),
        ("all out of sight", Codec.H265, HEVC_AUD, False, False),
        ("IDR", Codec.H266, bytes.fromhex("000001003900"), False, True),
        ("trailing", Codec.H266, bytes.fromhex("000001000100"), True, False),
        ("parameter sets", Codec.H266, bytes.fromhex("000001007900ff"), False, True),
        ("sequence header", Codec.MPEG1_VIDEO, bytes.fromhex("000001b3140090"), False, True),
        ("P picture", Codec.MPEG1_VIDEO, bytes.fromhex("00000100001000"), True, False),
        ("I picture, marked", Codec.MPEG1_VIDEO, bytes.fromhex("00000100000800"), True, True),
        ("I-VOP", Codec.MPEG4_VIDEO, bytes.fromhex("000001b6100000"), False, True),
        ("P-VOP", Codec.MPEG4_VIDEO, bytes.fromhex("000001b6500000"), True, False),
        ("sequence header", Codec.AV1, bytes.fromhex("0000011200 0000010a0b00"), False, True),
        ("frame", Codec.AV1, bytes.fromhex("0000011200 0000013205"), True, False),
        ("without start codes", Codec.AV1, bytes.fromhex("12000a0b00"), False, True),
        ("frame without start codes", Codec.AV1, bytes.fromhex("12003205"), True, False),
        ("a codec that is not looked into", Codec.VP9, b"\x82", True, True),
        ("a codec that is not looked into", Codec.VP9, b"\x82", False, False),
    ],
)
def test_access_point(what: str, codec: Codec, data: bytes, marked: bool, expected: bool) -> None:
    assert is_access_point(codec, data, 0, marked) is expected, what
    assert is_access_point(codec, b"before" + data, 6, marked) is expected, what


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("data", [b"", b"\0\0\1", b"\0\0\1\x06", b"\0\0\1\x41", b"\0\0\1\xb6"])
def test_cut_short_is_no_error(codec: Codec, data: bytes) -> None:
    for marked in (False, True):
        assert is_access_point(codec, data, 0, marked) in (False, True)
