"""Real media through the segmenter: every frame, at its time, in segments that begin with keys."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from streamingpro.protocols.flv import FlvTag, Multitrack, VideoTag, parse_video, serialise_video
from streamingpro.protocols.hls.fmp4 import Cuts
from tests.protocols.fmp4.reader import frames
from tests.protocols.hls.muxing import (
    AUDIO,
    LOW_LATENCY,
    MEDIA,
    PLAIN,
    VIDEO,
    content,
    delayed,
    media,
    mux,
    sent,
)

REFUSED = {"g711_mulaw", "nellymoser", "pcm16", "speex", "vp08", "sorenson_mp3"}
FILES = sorted(path for path in MEDIA.glob("*.flv") if path.stem not in REFUSED)


@pytest.mark.parametrize("cuts", [LOW_LATENCY, PLAIN], ids=["low-latency", "plain"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_frame_arrives_at_its_time(path: Path, cuts: Cuts) -> None:
    found = media(path)
    segmenter = mux(found, cuts)
    assert segmenter.damaged == 0
    for track, type_id in ((1, VIDEO), (2, AUDIO)):
        scale = next((t.timescale for t in segmenter.tracks if t.id == track), 1)
        got = content(segmenter.window.segments, track)
        wanted = sent(found, type_id)
        assert [frame.data for frame in got] == [bytes(tag.body) for _, tag in wanted]
        for frame, (ms, tag) in zip(got, wanted, strict=True):
            offset = tag.composition_time if isinstance(tag, VideoTag) else 0
            assert abs(frame.dts * 1000 / scale - ms) <= 1.01
            assert abs((frame.dts + frame.offset) * 1000 / scale - ms - offset) <= 1.01
            if isinstance(tag, VideoTag):
                assert frame.sync == tag.is_keyframe


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_segments_join_without_gap_or_overlap(path: Path) -> None:
    for track in (1, 2):
        got = content(mux(media(path)).window.segments, track)
        assert all(a.dts + a.duration == b.dts for a, b in itertools.pairwise(got))


@pytest.mark.parametrize("name", ["avc1_bframes_30", "h264_no_bframes_25_aac_mono"])
def test_segments_and_independent_parts_begin_with_a_keyframe(name: str) -> None:
    window = mux(media(MEDIA / f"{name}.flv")).window
    assert len(window.segments) == 3
    for segment in window.segments:
        assert segment.independent
        assert content([segment], 1)[0].sync
        assert sum(frame.sync for frame in content([segment], 1)) == 1
        assert [part.independent for part in segment.parts] == [True] + [False] * (
            len(segment.parts) - 1
        )


def test_parts_are_as_long_as_they_say_and_never_longer_than_their_target() -> None:
    window = mux(media(MEDIA / "h264_no_bframes_25_aac_mono.flv")).window
    assert window.part_target == 0.2
    for segment in window.segments:
        for part in segment.parts:
            ticks = sum(frame.duration for frame in frames(part.data) if frame.track == 1)
            assert part.duration == ticks / 90_000
            assert part.duration <= window.part_target
        assert all(part.duration == 0.2 for part in segment.parts[:-1])


def test_a_plain_segment_is_one_fragment() -> None:
    window = mux(media(MEDIA / "h264_no_bframes_25_aac_mono.flv"), PLAIN).window
    assert [len(segment.parts) for segment in window.segments] == [1, 1, 1]
    assert [segment.duration for segment in window.segments] == [2.0, 2.0, 1.0]


def test_segments_are_dated_by_the_clock_of_their_first_frame() -> None:
    window = mux(media(MEDIA / "avc1_bframes_30.flv")).window
    started = [segment.started for segment in window.segments]
    assert started == pytest.approx([1_700_000_000, 1_700_000_001, 1_700_000_002], abs=0.01)


def test_a_picture_may_be_shown_before_it_is_decoded() -> None:
    """Negative composition times are unusual in FLV, but encoders send them."""
    found = [
        delayed(tag, -20) if tag.payload[1] else tag for tag in media(MEDIA / "h264_high10_60.flv")
    ]
    got = content(mux(found).window.segments, 1)
    assert {frame.offset for frame in got} == {-1800}


def test_of_several_video_tracks_the_first_is_taken() -> None:
    found = media(MEDIA / "avc1_bframes_30.flv")
    doubled = [tag for one in found for tag in (one, second_track(one))]
    assert content(mux(doubled).window.segments) == content(mux(found).window.segments)


def second_track(tag: FlvTag) -> FlvTag:
    """The message as another track's (Enhanced RTMP multitrack)."""
    parsed = replace(parse_video(tag.payload), track_id=1, multitrack=Multitrack.ONE_TRACK)
    return replace(tag, payload=serialise_video(parsed))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_codecs_without_a_place_are_named(name: str) -> None:
    segmenter = mux(media(MEDIA / f"{name}.flv"))
    (words,) = segmenter.refused.values()
    assert words.startswith("HLS in fMP4 can't carry ")
    assert {track.kind for track in segmenter.tracks} <= {"audio"}


def test_a_refused_picture_leaves_the_sound() -> None:
    found = media(MEDIA / "sorenson_mp3.flv")
    segmenter = mux(found)
    assert len(content(segmenter.window.segments, 2)) == len(sent(found, AUDIO))
