"""StreamAnalyzer: sessions written message by message."""

from pathlib import Path

import pytest

from streamingpro.protocols.analysis import MAX_HEADERS, StreamAnalyzer
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.flv import (
    FlvReader,
    FlvTag,
    Multitrack,
    VideoTag,
    parse_video,
    serialise_video,
)
from streamingpro.protocols.media import Codec
from streamingpro.protocols.tracks import MAX_TRACKS

DATA = Path(__file__).parents[1] / "data" / "media"
VIDEO, AUDIO, SCRIPT = 9, 8, 18


def tags(name: str) -> list[FlvTag]:
    return FlvReader().feed((DATA / f"{name}.flv").read_bytes())


def video_config(name: str) -> bytes:
    return next(t.payload for t in tags(name) if t.type_id == VIDEO)


def frame(wire: str) -> bytes:
    """A frame long enough to be recognised by its first bytes."""
    return bytes.fromhex(wire) + bytes(20)


def test_an_ordinary_session() -> None:
    analyzer = StreamAnalyzer()
    config = analyzer.feed(VIDEO, video_config("h264_bframes_1366x768_2997"), 0)
    assert (config.kind, config.is_config, config.codec) == ("video", True, Codec.H264)
    assert config.header_key == ("video", 0)
    key = analyzer.feed(VIDEO, frame("1701000000"), 0)
    assert (key.is_frame, key.is_keyframe, key.header_key) == (True, True, None)
    inter = analyzer.feed(VIDEO, frame("2701000000"), 33)
    assert (inter.is_frame, inter.is_keyframe) == (True, False)
    assert analyzer.feed(AUDIO, bytes.fromhex("af001190"), 0).header_key == ("audio", 0)
    assert analyzer.feed(AUDIO, frame("af01"), 0).is_frame
    assert analyzer.feed(SCRIPT, b"\x02\x00\x0aonMetaData", 0).kind == "data"
    assert (analyzer.frames, analyzer.keyframes, analyzer.malformed) == (2, 1, 0)
    assert [t.codec for t in analyzer.tracks] == [Codec.H264, Codec.MPEG4_AUDIO]


def test_messages_of_one_shape_share_their_classification() -> None:
    analyzer = StreamAnalyzer()
    first = analyzer.feed(VIDEO, frame("2701000000"), 0)
    assert analyzer.feed(VIDEO, frame("270100002a"), 33) is first


def test_a_short_frame_is_still_checked() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(VIDEO, frame("2701000000"), 0)
    assert not analyzer.feed(VIDEO, b"\x27\x01\x00", 33).is_frame
    assert analyzer.malformed == 1


def test_legacy_hevc() -> None:
    hvcc = bytes(parse_video(video_config("hvc1_main10_1366x768")).body)
    analyzer = StreamAnalyzer()
    assert analyzer.feed(VIDEO, bytes.fromhex("1c00000000") + hvcc, 0).is_config
    assert analyzer.feed(VIDEO, frame("1c01000000"), 0).is_keyframe
    (track,) = analyzer.tracks
    assert (track.codec, track.width, track.profile) == (Codec.H265, 1366, "Main 10")


def test_resolution_change() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(VIDEO, video_config("h264_444_30"), 0)
    version = analyzer.tracks_version
    analyzer.feed(VIDEO, video_config("h264_444_30"), 5)
    assert analyzer.tracks_version == version, "a repeated header changes nothing"
    analyzer.feed(VIDEO, video_config("h264_high10_60"), 10)
    assert analyzer.tracks_version > version
    assert [(t.width, t.height, t.fps) for t in analyzer.tracks] == [(426, 240, 60.0)]


def test_resolution_change_in_vp8_keyframes() -> None:
    analyzer = StreamAnalyzer()
    start = "91 76703038 100200 9d012a"
    analyzer.feed(VIDEO, frame(start + "80026801"), 0)
    version = analyzer.tracks_version
    analyzer.feed(VIDEO, frame(start + "40010401"), 1000)
    assert analyzer.tracks_version > version
    assert (analyzer.tracks[0].width, analyzer.tracks[0].height) == (320, 260)


def test_codec_change_and_back() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(VIDEO, frame("2701000000"), 0)
    analyzer.feed(VIDEO, frame("a3 68766331"), 40)
    assert [t.codec for t in analyzer.tracks] == [Codec.H265]
    assert analyzer.feed(VIDEO, frame("2701000000"), 80).codec is Codec.H264
    assert [t.codec for t in analyzer.tracks] == [Codec.H264]


def test_metadata_fills_what_headers_leave_open() -> None:
    values: dict[str, object] = {"width": 10.0, "height": 20.0, "framerate": 30.0}
    for early in (True, False):
        analyzer = StreamAnalyzer()
        if early:
            analyzer.set_metadata(values)
        analyzer.feed(VIDEO, frame("12"), 0)
        if not early:
            analyzer.set_metadata(values)
        (track,) = analyzer.tracks
        assert (track.codec, track.width, track.height, track.fps) == (Codec.H263, 10, 20, 30.0)
        analyzer.feed(VIDEO, video_config("h264_422_24"), 0)
        assert (analyzer.tracks[0].width, analyzer.tracks[0].fps) == (322, 24.0)


def test_metadata_alone_makes_no_track() -> None:
    analyzer = StreamAnalyzer()
    analyzer.set_metadata({"width": 10.0, "audiosamplerate": 48000.0})
    assert (analyzer.tracks, analyzer.tracks_version) == ((), 0)


@pytest.mark.parametrize(
    ("type_id", "wire", "key"),
    [
        (VIDEO, "94 68766331 02", ("video", 0, "metadata")),
        (VIDEO, "96 04 68766331 03 02", ("video", 3, "metadata")),
        (AUDIO, "94 4f707573 0002", ("audio", 0, "channels")),
        (AUDIO, "90 4f707573 4f70757354616773", ("audio", 0, "comment")),
        (VIDEO, "96 10 61763031 00 000000 01 000000", ("video", 0, 1)),
        (VIDEO, "97 02 000001 00 61763031", ("video", 0)),
    ],
)
def test_headers_beside_the_codec_config_have_keys_of_their_own(
    type_id: int, wire: str, key: tuple[str | int, ...]
) -> None:
    found = StreamAnalyzer().feed(type_id, bytes.fromhex(wire), 0)
    assert (found.is_config, found.header_key) == (True, key)


def test_opus_comments_do_not_hide_the_config() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(AUDIO, b"\x90Opus" + OpusHead(6, 312, 48000).serialise(), 0)
    analyzer.feed(AUDIO, b"\x90OpusOpusTags" + bytes(8), 0)
    analyzer.feed(AUDIO, frame("91 4f707573 fc"), 0)
    assert analyzer.tracks[0].channels == 6
    assert analyzer.malformed == 0


def test_opus_without_a_config_is_described_by_its_frames() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(AUDIO, frame("91 4f707573 fc"), 0)
    assert (analyzer.tracks[0].sample_rate, analyzer.tracks[0].channels) == (48000, 2)


def test_an_empty_config_does_not_hide_ac3_frames() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(AUDIO, b"\x90ac-3", 0)
    frames = [t.payload for t in tags("ac-3_51")]
    analyzer.feed(AUDIO, frames[0], 0)
    assert analyzer.tracks[0].channels == 6


def test_multitrack_in_one_message() -> None:
    first = parse_video(video_config("hvc1_main_1080_2997"))
    second = parse_video(video_config("hvc1_main10_1366x768"))
    assert HevcConfig.parse(first.body) != HevcConfig.parse(second.body)

    def message(packet_type: int, low: bytes, high: bytes) -> bytes:
        layout = Multitrack.MANY_TRACKS
        parts = [
            VideoTag(1, packet_type, None, body, track_id=track, fourcc=b"hvc1", multitrack=layout)
            for track, body in ((1, bytes(second.body) if not packet_type else low), (0, high))
        ]
        return serialise_video(
            VideoTag(
                1,
                packet_type,
                None,
                parts[0].body,
                track_id=1,
                fourcc=b"hvc1",
                multitrack=layout,
                more=(parts[1],),
            )
        )

    analyzer = StreamAnalyzer()
    config = analyzer.feed(VIDEO, message(0, b"", bytes(first.body)), 0)
    assert (config.track_id, config.header_key) == (0, ("video", 1, 0))
    assert analyzer.feed(VIDEO, message(3, bytes(30), bytes(30)), 0).is_keyframe
    assert [(t.id, t.width) for t in analyzer.tracks] == [(0, 1920), (1, 1366)]
    assert analyzer.frames == 1


def test_multitrack_in_messages_of_their_own() -> None:
    analyzer = StreamAnalyzer()
    for index in range(100):
        analyzer.feed(VIDEO, frame("a6 01 68766331 00 000000"), index * 40)
        side = analyzer.feed(VIDEO, frame("a6 01 68766331 01 000000"), index * 40)
        assert (side.track_id, side.is_frame) == (1, True)
    assert [t.id for t in analyzer.tracks] == [0, 1]
    assert (analyzer.frames, analyzer.frame_rate) == (100, 25.0)


def test_the_main_track_is_the_lowest() -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(VIDEO, frame("a6 01 68766331 02 000000"), 0)
    analyzer.feed(VIDEO, frame("a6 01 68766331 00 000000"), 0)
    analyzer.feed(VIDEO, frame("a6 01 68766331 02 000000"), 0)
    assert analyzer.frames == 2


def test_tracks_are_limited() -> None:
    analyzer = StreamAnalyzer()
    for _ in range(2):
        for track in range(256):
            analyzer.feed(VIDEO, frame(f"a6 01 68766331 {track:02x} 000000"), 0)
            analyzer.feed(VIDEO, frame(f"a6 01 61763031 {track:02x}"), 0)
    assert len(analyzer.tracks) == MAX_TRACKS


@pytest.mark.parametrize(
    ("type_id", "wire", "malformed"),
    [
        (VIDEO, "", 0),
        (AUDIO, "", 0),
        (VIDEO, "17", 1),
        (AUDIO, "af", 1),
        (VIDEO, "17 00 000000 ff", 1),
        (AUDIO, "af 00", 1),
        (VIDEO, "90 68766331 ff", 1),
        (VIDEO, "91 76703038 ffffffffffffffffffffffff", 1),
        (VIDEO, "1f 00", 0),
        (VIDEO, "91 78787878 00", 0),
        (200, "00", 0),
    ],
)
def test_bad_media_is_counted_not_raised(type_id: int, wire: str, malformed: int) -> None:
    analyzer = StreamAnalyzer()
    analyzer.feed(type_id, bytes.fromhex(wire), 0)
    assert analyzer.malformed == malformed


def test_a_config_that_does_not_parse_is_still_a_config() -> None:
    analyzer = StreamAnalyzer()
    found = analyzer.feed(VIDEO, bytes.fromhex("17 00 000000 ff"), 0)
    assert (found.is_config, found.header_key) == (True, ("video", 0))
    assert [(t.codec, t.width) for t in analyzer.tracks] == [(Codec.H264, None)]


def test_a_huge_config_is_not_kept() -> None:
    analyzer = StreamAnalyzer()
    found = analyzer.feed(VIDEO, bytes.fromhex("90 61763031 81") + bytes(1 << 20), 0)
    assert (found.is_config, found.header_key) == (True, None)
    assert analyzer.malformed == 1


def test_header_keys_are_limited() -> None:
    analyzer = StreamAnalyzer()
    keys = {
        analyzer.feed(VIDEO, bytes.fromhex(f"96 04 68766331 {track:02x} 02"), 0).header_key
        for track in range(256)
    }
    assert len(keys - {None}) == MAX_HEADERS
    again = analyzer.feed(VIDEO, bytes.fromhex("96 04 68766331 00 02"), 0)
    assert again.header_key == ("video", 0, "metadata"), "those handed out stay"
