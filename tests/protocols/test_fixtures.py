"""Real media: what StreamAnalyzer finds in each file of data/media must be what ffprobe found."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from streamingpro.protocols.analysis import StreamAnalyzer
from streamingpro.protocols.flv import FlvReader
from streamingpro.protocols.media import Codec, Track

DATA = Path(__file__).parents[1] / "data" / "media"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((DATA / "expected.json").read_text())

CODECS = {
    "h264": Codec.H264,
    "hevc": Codec.H265,
    "av1": Codec.AV1,
    "vp9": Codec.VP9,
    "vp8": Codec.VP8,
    "flv1": Codec.H263,
    "aac": Codec.MPEG4_AUDIO,
    "mp3": Codec.MPEG1_AUDIO,
    "opus": Codec.OPUS,
    "ac3": Codec.AC3,
    "eac3": Codec.EAC3,
    "flac": Codec.FLAC,
    "pcm_mulaw": Codec.G711,
    "pcm_s16le": Codec.LPCM,
    "speex": Codec.SPEEX,
    "nellymoser": Codec.NELLYMOSER,
}
PROFILES: dict[str, str | int] = {"Rext": "Range Extensions", "Profile 0": 0, "Profile 3": 3}
KEYFRAME_SECONDS = {
    "h264_bframes_1366x768_2997": 2.002,
    "h264_no_bframes_25_aac_mono": 2.0,
    "h264_interlaced_720x576": 1.0,
    "h264_high10_60": 2.0,
    "h264_444_30": 2.0,
    "h264_422_24": 2.0,
    "avc1_bframes_30": 1.0,
    "hvc1_main_1080_2997": 1.001,
    "hvc1_main10_1366x768": 1.0,
    "av01_main_30": 1.0,
    "vp09_profile0": 1.0,
    "vp08": 1.0,
}


def analyse(name: str) -> StreamAnalyzer:
    analyzer, reader = StreamAnalyzer(), FlvReader()
    for tag in reader.feed((DATA / f"{name}.flv").read_bytes()):
        analyzer.feed(tag.type_id, tag.payload, tag.timestamp)
    reader.finish()
    assert analyzer.malformed == 0
    return analyzer


def level(stream: dict[str, Any]) -> str | int | None:
    """ffprobe's level in the terms of Track: H.264 counts in tenths, H.265 in thirtieths."""
    number = stream.get("level", -99)
    match stream["codec_name"]:
        case "h264":
            return f"{number / 10:g}"
        case "hevc":
            return f"{number / 30:g}"
        case "av1":
            return int(number)
    return None


def profile(stream: dict[str, Any]) -> str | int | None:
    name = stream.get("profile")
    if stream["codec_name"] == "av1":
        return {"Main": 0, "High": 1}[str(name)]
    return PROFILES.get(str(name), name)


def check_video(track: Track, stream: dict[str, Any], analyzer: StreamAnalyzer) -> None:
    if track.codec == Codec.H263:
        return  # named, but not described
    assert (track.width, track.height) == (stream["width"], stream["height"])
    if track.codec in (Codec.H264, Codec.H265, Codec.AV1):
        assert (track.profile, track.level) == (profile(stream), level(stream))
    if track.codec == Codec.VP9:
        assert track.profile == profile(stream)
    nominal = round(float(Fraction(stream["r_frame_rate"])), 3)
    if track.codec in (Codec.H264, Codec.H265):
        assert track.fps == nominal
    if analyzer.frames > 25:
        assert analyzer.frame_rate == nominal
    assert analyzer.frames == int(stream["nb_read_packets"])


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_agrees_with_ffprobe(name: str) -> None:
    analyzer = analyse(name)
    streams = {stream["codec_type"]: stream for stream in EXPECTED[name]}
    assert {track.kind for track in analyzer.tracks} == set(streams)
    for track in analyzer.tracks:
        stream = streams[track.kind]
        assert track.codec == CODECS[stream["codec_name"]]
        if track.kind == "video":
            check_video(track, stream, analyzer)
        else:
            found = (track.sample_rate, track.channels)
            assert found == (int(stream["sample_rate"]), stream["channels"])


@pytest.mark.parametrize("name", sorted(KEYFRAME_SECONDS))
def test_keyframe_interval(name: str) -> None:
    assert analyse(name).keyframe_interval_s == KEYFRAME_SECONDS[name]


def test_extra_facts() -> None:
    assert analyse("fLaC_24bit").tracks[0].bit_depth == 24
    assert analyse("pcm16").tracks[0].bit_depth == 16
    assert analyse("g711_mulaw").tracks[0].mu_law is True
    assert analyse("av01_main_30").tracks[0].tier == 0
