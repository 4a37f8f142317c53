"""Real media through MPEG-TS and back: the same frames at the same times, bit by bit."""

import pytest

from streamingpro.protocols.analysis import StreamAnalyzer
from streamingpro.protocols.codecs.annexb import split_lengths
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.flv import AudioTag, VideoTag, parse_audio, parse_video
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.from_flv import FlvToTs
from streamingpro.protocols.mpegts.to_flv import Item
from tests.protocols.mpegts.messages import VIDEO, fixture, to_flv, to_ts

LEAD_MS = 1000
"""What FlvToTs adds, so that no time is below zero."""

NAMES = (
    "Opus_51", "Opus_mono", "Opus_stereo", "aac_51", "ac-3_51", "ac-3_mono_32000", "av01_main_30",
    "avc1_bframes_30", "ec-3_stereo", "h264_422_24", "h264_444_30", "h264_bframes_1366x768_2997",
    "h264_high10_60", "h264_interlaced_720x576", "h264_mono_scaling_50",
    "h264_no_bframes_25_aac_mono", "heaac_backward", "heaac_explicit", "hvc1_444_scaling_60",
    "hvc1_main10_1366x768", "hvc1_main_1080_2997", "mp3_44100", "mp3_fourcc_24000", "mp4a_stereo",
)  # fmt: skip

Seen = tuple[int, int, int, bool, list[bytes]]
"""Kind, DTS, composition time, keyframe, content."""


def tag_of(item: Item) -> VideoTag | AudioTag:
    return parse_video(item[2]) if item[0] == VIDEO else parse_audio(item[2])


def seen(items: list[Item], later: int) -> list[Seen]:
    """Every frame, sorted by kind; the units of a picture without parameter sets and delimiters."""
    found: list[Seen] = []
    for kind, ms, payload in items:
        tag = tag_of((kind, ms, payload))
        if tag.is_frame:
            content = units(tag)
            found.append((kind, ms - later, tag.composition_time, tag.is_keyframe, content))
    return sorted(found, key=lambda each: each[:2])


def units(tag: VideoTag | AudioTag) -> list[bytes]:
    if tag.codec == Codec.H264:
        return [bytes(unit) for unit in split_lengths(tag.body) if unit[0] & 31 not in (7, 8, 9)]
    if tag.codec == Codec.H265:
        return [bytes(u) for u in split_lengths(tag.body) if u[0] >> 1 & 63 not in (32, 33, 34, 35)]
    return [bytes(tag.body)]


@pytest.mark.parametrize("name", NAMES)
def test_frames_and_times_are_the_same(name: str) -> None:
    source = fixture(name)
    converter = FlvToTs()
    back = to_flv(to_ts(source, converter))
    expected = seen(source, 0)
    extra = seis_of_the_header(source)
    got = [(*each[:4], [u for u in each[4] if u not in extra]) for each in seen(back, LEAD_MS)]
    assert got == [(*each[:4], [u for u in each[4] if u not in extra]) for each in expected]
    assert (converter.unsupported, converter.malformed) == ({}, 0)


def seis_of_the_header(items: list[Item]) -> set[bytes]:
    """Messages of the encoder that x265 puts into the codec header; they end up in the pictures."""
    tags = [tag_of(item) for item in items]
    configs = [bytes(tag.body) for tag in tags if tag.is_config and tag.codec == Codec.H265]
    arrays = [array for config in configs for array in HevcConfig.parse(config).arrays]
    return {unit for kind, sets in arrays if kind & 63 in (39, 40) for unit in sets}


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("heaac")])
def test_a_receiver_learns_the_same_of_the_tracks(name: str) -> None:
    """HE-AAC is not among them: ADTS has no way to announce it."""
    both = []
    for items in (fixture(name), to_flv(to_ts(fixture(name)))):
        analyzer = StreamAnalyzer()
        for kind, ms, payload in items:
            analyzer.feed(kind, payload, ms)
        assert analyzer.malformed == 0
        both.append((analyzer.tracks, analyzer.frames, analyzer.keyframes))
    assert both[0] == both[1]


@pytest.mark.parametrize("name", ["h264_bframes_1366x768_2997", "hvc1_main_1080_2997"])
def test_packets_go_through_unchanged_a_second_time(name: str) -> None:
    once = to_flv(to_ts(fixture(name)))
    twice = to_flv(to_ts(once))
    assert [(kind, ms - LEAD_MS, body) for kind, ms, body in twice] == once
