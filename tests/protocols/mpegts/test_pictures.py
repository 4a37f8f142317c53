"""Access units in a video PES."""

import pytest

from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.pictures import PictureSplitter
from tests.protocols.mpegts.build import AUD, IDR, PPS, SLICE, SPS
from tests.protocols.mpegts.test_real_media import demux

FURTHER = bytes.fromhex("000001411a247f")  # a slice that does not begin with macroblock 0
SEI = bytes.fromhex("00000106010100 80")
VPS, TRAIL = bytes.fromhex("0000000140010c01"), bytes.fromhex("00000102 01d0")
TRAIL_FURTHER = bytes.fromhex("000001020150")
SECOND_LAYER = bytes.fromhex("000001 0209d0")


@pytest.mark.parametrize(
    ("what", "codec", "units"),
    [
        ("one picture", Codec.H264, [AUD + SPS + PPS + IDR]),
        ("of several slices", Codec.H264, [AUD + SLICE + FURTHER + FURTHER]),
        ("two with delimiters", Codec.H264, [AUD + SLICE, AUD + SLICE]),
        ("without delimiters", Codec.H264, [SPS + PPS + IDR + FURTHER, SLICE + FURTHER, SLICE]),
        ("with an SEI", Codec.H264, [SLICE, SEI + SLICE + FURTHER]),
        ("no slice at all", Codec.H264, [AUD + SPS]),
        ("no start code", Codec.H264, [b"abcdef"]),
        ("nothing", Codec.H264, [b""]),
        ("H.265", Codec.H265, [VPS + TRAIL + TRAIL_FURTHER, TRAIL, TRAIL]),
        ("a second layer", Codec.H265, [TRAIL + SECOND_LAYER, TRAIL]),
        ("AV1", Codec.AV1, [b"\0\0\1\x12\0\0\0\1\x32\5", b"\0\0\1\x12\0\0\0\1\x32\6"]),
        ("other codecs are not looked into", Codec.MPEG1_VIDEO, [AUD + SLICE + AUD + SLICE]),
    ],
)
def test_split(what: str, codec: Codec, units: list[bytes]) -> None:
    assert PictureSplitter(codec).split(b"".join(units)) == units, what


def test_fields_of_an_interlaced_picture_stay_together() -> None:
    picture = demux("h264_interlaced_latm")[1][256][0].data
    splitter = PictureSplitter(Codec.H264)
    assert splitter.split(picture + AUD + SLICE) == [picture + AUD + SLICE]
    assert splitter.split(AUD + SLICE + AUD + SLICE) == [AUD + SLICE + AUD + SLICE]
    assert len(splitter.split(AUD + SPS + IDR + AUD + SLICE)) == 2, "another SPS is progressive"


@pytest.mark.parametrize(
    ("what", "codec", "data", "expected"),
    [
        ("a delimiter", Codec.H264, AUD, True),
        ("a first slice", Codec.H264, SLICE, True),
        ("a further slice", Codec.H264, FURTHER, False),
        ("the middle of a slice", Codec.H264, b"abcdefgh" + AUD, False),
        ("zeros and a delimiter", Codec.H264, b"\0" + AUD, True),
        ("nothing", Codec.H264, b"", False),
        ("cut within a header", Codec.H264, b"\0\0\1\x41", True),
        ("H.265", Codec.H265, VPS, True),
        ("H.265, a further slice", Codec.H265, TRAIL_FURTHER, False),
        ("a codec that is not looked into", Codec.MPEG1_VIDEO, b"abc", True),
    ],
)
def test_begins(what: str, codec: Codec, data: bytes, expected: bool) -> None:
    assert PictureSplitter(codec).begins(b"..." + data, 3) is expected, what
