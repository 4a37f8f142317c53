"""Tracks and initialization segments, made of the codec headers of real media."""

import pytest

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.av1 import Av1Config
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.flv import AudioTag, VideoTag, parse_audio, parse_video
from streamingpro.protocols.fmp4 import (
    Mp4Track,
    UnfitCodec,
    audio_track,
    codecs,
    init_segment,
    video_track,
)
from streamingpro.protocols.media import Codec
from tests.protocols.fmp4.reader import boxes
from tests.protocols.rtmp.shell import MEDIA, tags

STRINGS = {
    "h264_bframes_1366x768_2997": "avc1.640020",
    "h264_no_bframes_25_aac_mono": "avc1.64000c",
    "h264_high10_60": "avc1.6e001e",
    "avc1_bframes_30": "avc1.64001e",
    "hvc1_main_1080_2997": "hvc1.1.6.L120.90",
    "hvc1_main10_1366x768": "hvc1.2.4.L120.90",
    "hvc1_444_scaling_60": "hvc1.4.10.L60.9E.8",
    "av01_main_30": "av01.0.04M.08",
    "vp09_profile0": "vp09.00.21.08",
    "vp09_profile3": "vp09.03.11.10",
    "aac_51": "mp4a.40.2",
    "heaac_explicit": "mp4a.40.5",
    "heaac_backward": "mp4a.40.5",
    "heaac_v2_explicit": "mp4a.40.29",
    "Opus_51": "opus",
    "ac-3_51": "ac-3",
    "ec-3_stereo": "ec-3",
    "fLaC_24bit": "fLaC",
    "mp3_44100": "mp4a.6B",
    "mp3_fourcc_24000": "mp4a.69",
}
"""File -> codec string of its first track."""


def first_track(name: str) -> Mp4Track:
    """The track that a file begins with, of its header and its first frame."""
    config: VideoTag | AudioTag | None = None
    for tag in tags(MEDIA / f"{name}.flv"):
        if tag.type_id not in (8, 9):
            continue
        parsed = parse_video(tag.payload) if tag.type_id == 9 else parse_audio(tag.payload)
        if parsed.is_config:
            config = config or parsed
        elif (
            parsed.is_frame
            and parsed.codec is not None
            and (config is None or type(config) is type(parsed))
        ):
            if isinstance(parsed, VideoTag):
                assert config is not None
                return video_track(1, parsed.codec, config.body, parsed.body)
            return audio_track(2, parsed.codec, config and config.body, parsed.body)
    raise AssertionError("no frame")


@pytest.mark.parametrize("name", sorted(STRINGS))
def test_codec_strings(name: str) -> None:
    assert first_track(name).codec_string == STRINGS[name]


def stsd(init: bytes) -> list[bytes]:
    """The names of the sample entries, track by track."""
    moov = list(boxes(init))[1]
    entries = [trak.find(b"mdia", b"minf", b"stbl", b"stsd") for trak in moov.all(b"trak")]
    return [entry.body[12:16] for entry in entries]


def test_an_initialization_segment_describes_its_tracks() -> None:
    init = init_segment([first_track("hvc1_main_1080_2997"), first_track("mp3_44100")])
    ftyp, moov = boxes(init)
    assert ftyp.name == b"ftyp"
    assert stsd(init) == [b"hvc1", b"mp4a"]
    video, audio = moov.all(b"trak")
    header = video.find(b"tkhd").body
    assert (header[-8:-6], header[-4:-2]) == ((1920).to_bytes(2, "big"), (1080).to_bytes(2, "big"))
    assert int.from_bytes(video.find(b"mdia", b"mdhd").body[12:16], "big") == 90_000
    assert int.from_bytes(audio.find(b"mdia", b"mdhd").body[12:16], "big") == 44_100
    assert [int.from_bytes(box.body[4:8], "big") for box in moov.find(b"mvex").children] == [1, 2]


def test_no_edit_list_moves_anything() -> None:
    """Both tracks keep the publisher's clock, and sound keeps its priming."""
    init = init_segment([first_track("avc1_bframes_30"), first_track("mp4a_stereo")])
    assert b"edts" not in init


def test_hvc1_has_complete_arrays_of_parameter_sets() -> None:
    entry = first_track("hvc1_main10_1366x768").entry
    config = HevcConfig.parse(entry[entry.index(b"hvcC") + 4 :])
    complete = {kind & 0x3F: bool(kind & 0x80) for kind, _ in config.arrays}
    assert all(complete[kind] for kind in (32, 33, 34))


def test_parameter_sets_among_the_pictures_have_other_names() -> None:
    """avc3 and hev1 say that the header holds none; the size then comes from nowhere."""
    with pytest.raises(UnfitCodec):
        video_track(1, Codec.H264, b"\x01\x64\x00\x1f\xff\xe0\x00", b"")


VP8_KEYFRAME = b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00"


@pytest.mark.parametrize(("codec", "config"), [(Codec.VP8, bytes(8)), (Codec.H263, b"")])
def test_codecs_without_a_place(codec: Codec, config: bytes) -> None:
    with pytest.raises(UnfitCodec):
        video_track(1, codec, config, VP8_KEYFRAME)
    with pytest.raises(UnfitCodec):
        audio_track(2, Codec.SPEEX, None, b"x")


@pytest.mark.parametrize("config", [b"", b"\x01", b"\x02\x64\x00\x1f\xff\xe1\x00"])
def test_damaged_headers(config: bytes) -> None:
    with pytest.raises(CodecError):
        video_track(1, Codec.H264, config, b"")
    with pytest.raises(CodecError):
        audio_track(2, Codec.MPEG4_AUDIO, config[:1], b"")


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"\x08", 960),  # SILK, 20 ms
        (b"\x18", 2880),  # SILK, 60 ms
        (b"\x60", 480),  # hybrid, 10 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\xf8", 960),  # CELT, 20 ms
        (b"\xf9", 1920),  # two frames
        (b"\xfb\x03", 2880),  # three frames
    ],
)
def test_length_of_opus_packets(packet: bytes, samples: int) -> None:
    assert codecs.opus_samples(packet) == samples


@pytest.mark.parametrize("packet", [b"", b"\xfb"])
def test_damaged_opus_packets(packet: bytes) -> None:
    with pytest.raises(CodecError):
        codecs.opus_samples(packet)


@pytest.mark.parametrize(
    ("frame", "samples"),
    [
        (b"\xff\xfb\x90\x00", 1152),  # MPEG-1 layer III
        (b"\xff\xf3\x90\x00", 576),  # MPEG-2 layer III
        (b"\xff\xfd\x90\x00", 1152),  # MPEG-1 layer II
        (b"\xff\xff\x90\x00", 384),  # MPEG-1 layer I
    ],
)
def test_length_of_mpeg_audio_frames(frame: bytes, samples: int) -> None:
    assert codecs.mpeg_audio_samples(frame) == samples


def test_av1_depths_and_hevc_tiers() -> None:
    """The parts of the strings that no fixture has."""
    assert codecs.av1(Av1Config(0, 13, 1, 0x4C, 0, b"")) == "av01.0.13H.10"
    assert codecs.av1(Av1Config(2, 8, 0, 0x6C, 0, b"")) == "av01.2.08M.12"
    general = bytes((0x62,)) + b"\x20\0\0\0" + b"\0" * 6 + b"\x99" + b"\0" * 6
    assert codecs.hevc("hvc1", HevcConfig(general, b"\0\0\x03", ())) == "hvc1.A2.4.H153"
