"""avcC, hvcC and av1C built from parameter sets: as encoders' own ones."""

from pathlib import Path

import pytest

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.av1 import Av1Config
from streamingpro.protocols.codecs.av1_format import SequenceFormat
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.records import av1_record, avc_record, hevc_record
from streamingpro.protocols.flv import FlvReader, parse_video
from tests.protocols.codecs.bitwriter import BitWriter

DATA = Path(__file__).parents[2] / "data" / "media"


def config(name: str) -> bytes:
    """The codec header in a file of data/media."""
    for tag in FlvReader().feed((DATA / f"{name}.flv").read_bytes()):
        video = parse_video(tag.payload) if tag.type_id == 9 else None
        if video is not None and video.is_config:
            return bytes(video.body)
    raise AssertionError(name)


@pytest.mark.parametrize(
    "name",
    [
        "avc1_bframes_30",
        "h264_422_24",
        "h264_444_30",
        "h264_high10_60",
        "h264_interlaced_720x576",
        "h264_mono_scaling_50",
    ],
)
def test_avcc(name: str) -> None:
    wire = config(name)
    parsed = AvcConfig.parse(wire)
    assert avc_record(parsed.sps, parsed.pps) == wire


@pytest.mark.parametrize(
    "name", ["hvc1_main_1080_2997", "hvc1_main10_1366x768", "hvc1_444_scaling_60"]
)
def test_hvcc(name: str) -> None:
    """All but the arrays: the encoder put its own messages there, and calls none complete."""
    theirs = HevcConfig.parse(config(name))
    sets = {kind & 63: units for kind, units in theirs.arrays}
    ours = HevcConfig.parse(hevc_record(sets[32], sets[33], sets[34]))
    assert (ours.general, ours.timing) == (theirs.general, theirs.timing)
    assert ours.arrays == tuple((0x80 | kind, sets[kind]) for kind in (32, 33, 34))


def test_av1c() -> None:
    wire = config("av01_main_30")
    assert av1_record(Av1Config.parse(wire).obus) == wire


def sequence_header(profile: int, colour: list[tuple[int, int]]) -> bytes:
    """A sequence header OBU with the plainest of everything before the colour."""
    bits = BitWriter()
    bits.bits(profile, 3).bits(0, 1).bits(0, 1)  # moving pictures
    bits.bits(0, 1).bits(0, 1).bits(0, 5)  # no timing, no display delay, one operating point
    bits.bits(0, 12).bits(9, 5).bits(1, 1)  # level 4.1, high tier
    bits.bits(9, 4).bits(9, 4).bits(639, 10).bits(359, 10)
    bits.bits(1, 1).bits(0x55, 7)  # frame ids and their lengths
    bits.bits(0, 3).bits(0, 4)
    bits.bits(1, 1).bits(3, 2)  # order hints with their two tools
    bits.bits(0, 1).bits(1, 1).bits(0, 1).bits(1, 1)  # screen content forced, integer vectors too
    bits.bits(6, 3).bits(0, 3)
    for value, count in colour:
        bits.bits(value, count)
    payload = bits.done()
    return bytes((0x0A, len(payload))) + payload


@pytest.mark.parametrize(
    ("profile", "bits", "expected"),
    [
        (0, [(0, 1), (0, 1), (0, 1), (0, 1), (2, 2)], (8, False, (1, 1), 2)),
        (0, [(1, 1), (1, 1), (0, 1), (0, 1)], (10, True, (1, 1), 0)),
        (1, [(0, 1), (0, 1), (0, 1)], (8, False, (0, 0), 0)),
        (1, [(1, 1), (1, 1), (1, 8), (13, 8), (0, 8)], (10, False, (0, 0), 0)),
        (2, [(1, 1), (0, 1), (0, 1), (0, 1), (0, 1)], (10, False, (1, 0), 0)),
        (
            2,
            [(1, 1), (1, 1), (0, 1), (0, 1), (0, 1), (1, 1), (1, 1), (1, 2)],
            (12, False, (1, 1), 1),
        ),
        (2, [(1, 1), (1, 1), (0, 1), (0, 1), (0, 1), (0, 1)], (12, False, (0, 0), 0)),
    ],
)
def test_colour_of_av1(
    profile: int, bits: list[tuple[int, int]], expected: tuple[object, ...]
) -> None:
    found = SequenceFormat.parse(sequence_header(profile, bits))
    assert (found.depth, found.monochrome, found.subsampling, found.position) == expected
    assert (found.profile, found.level, found.tier) == (profile, 9, 1)


@pytest.mark.parametrize("wire", ["", "1200", "0a00", "0a03000000", "3200"])
def test_what_is_no_sequence_header(wire: str) -> None:
    with pytest.raises(CodecError):
        av1_record(bytes.fromhex(wire))


def test_sets_that_are_missing_or_broken() -> None:
    sps, pps = AvcConfig.parse(config("avc1_bframes_30")).sps, (b"\x68\xee",)
    for wrong in ([], [b"\x67\x64"], [b"\x67\x64\0\x0c\0\0"], sps * 32):
        with pytest.raises(CodecError):
            avc_record(wrong, pps)
    with pytest.raises(CodecError):
        avc_record(sps, [])
    with pytest.raises(CodecError):
        hevc_record([b"\x40\1\x0c"], [b"\x42\1\1"], [b"\x44\1"])
