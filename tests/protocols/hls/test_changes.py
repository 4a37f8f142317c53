"""What happens to segments when the stream changes: tracks, headers, time, keyframes."""

import pytest

from streamingpro.protocols.hls.fmp4 import Cuts, Fmp4Segmenter
from streamingpro.protocols.hls.window import Window
from tests.protocols.hls.muxing import (
    AAC_CONFIG,
    AUDIO,
    LOW_LATENCY,
    OTHER_AVC_CONFIG,
    PLAIN,
    STARTED,
    VIDEO,
    Encoder,
    content,
    feed,
)


def encoder(cuts: Cuts = LOW_LATENCY, *, sound: bool = True, gop: int = 25) -> Encoder:
    return Encoder(Fmp4Segmenter(Window(1000), cuts), sound=sound, gop=gop)


def tracks(one: Encoder) -> list[str]:
    return [track.kind for track in one.segmenter.tracks]


def breaks(one: Encoder) -> list[int]:
    """The places of segments that do not continue what came before."""
    return [place for place, one in enumerate(one.window.segments) if one.discontinuity]


@pytest.mark.parametrize("cuts", [LOW_LATENCY, PLAIN], ids=["low-latency", "plain"])
def test_sound_that_starts_late_comes_with_the_next_keyframe(cuts: Cuts) -> None:
    one = encoder(cuts, sound=False)
    one.headers()
    one.run(10)
    assert tracks(one) == ["video"]
    one.sound = True
    one.run(2)
    one.segmenter.finish()
    assert tracks(one) == ["video", "audio"]
    assert breaks(one) == [11]
    segments = list(one.window.segments)
    assert segments[10].init != segments[11].init
    assert content(segments[:11], 2) == []
    assert content(segments[11:], 2)


def test_sound_that_falls_silent_is_left_out() -> None:
    """A player of both would wait for it."""
    one = encoder()
    one.headers()
    one.run(3)
    one.sound = False
    one.run(6)
    assert tracks(one) == ["video"]
    assert breaks(one) == [7]


def test_a_picture_that_stays_away_leaves_the_sound() -> None:
    one = encoder()
    one.headers()
    one.run(3)
    one.picture = False
    one.run(8)
    assert tracks(one) == ["audio"]
    assert one.window.segments[-2].duration == pytest.approx(1, abs=0.03)
    one.picture = True
    one.run(2)
    assert tracks(one) == ["video", "audio"]
    assert len(breaks(one)) == 2


def test_a_stream_of_sound_alone() -> None:
    one = encoder()
    feed(one.segmenter, AUDIO, 0, AAC_CONFIG)
    one.picture = False
    one.run(5)
    assert tracks(one) == ["audio"]
    durations = [segment.duration for segment in one.window.segments if segment.complete]
    assert durations == pytest.approx([1] * 5, abs=0.03)
    assert all(part.independent for segment in one.window.segments for part in segment.parts)


def test_a_new_resolution_comes_with_its_own_initialization_segment() -> None:
    one = encoder()
    one.headers()
    one.run(3)
    sizes = [(track.width, track.height) for track in one.segmenter.tracks]
    one.headers(avc=OTHER_AVC_CONFIG)
    one.run(2)
    assert [(track.width, track.height) for track in one.segmenter.tracks] != sizes
    assert breaks(one) == [3]
    assert [segment.init for segment in one.window.segments] == [0, 0, 0, 1, 1]
    assert set(one.window.inits) == {0, 1}


def test_a_header_that_repeats_the_old_one_changes_nothing() -> None:
    one = encoder()
    one.headers()
    one.run(1)
    one.headers()
    one.run(2)
    assert breaks(one) == []
    assert set(one.window.inits) == {0}


def test_pictures_of_a_new_header_wait_for_their_keyframe() -> None:
    one = encoder()
    one.headers()
    one.run(1.4)
    one.headers(avc=OTHER_AVC_CONFIG)
    one.run(2)
    second = [segment for segment in one.window.segments if segment.init == 1]
    assert content(second, 1)[0].sync
    first = content([segment for segment in one.window.segments if segment.init == 0], 1)
    assert len(first) == 35


@pytest.mark.parametrize("cuts", [LOW_LATENCY, PLAIN], ids=["low-latency", "plain"])
def test_a_gap_breaks_the_stream_and_stretches_nothing(cuts: Cuts) -> None:
    one = encoder(cuts)
    one.headers()
    one.run(2)
    one.skip(20)
    one.run(2)
    assert breaks(one) == [2]
    assert max(segment.duration for segment in one.window.segments) <= 1.001
    assert max(frame.duration for frame in content(one.window.segments, 1)) == 3600
    after = content([one.window.segments[2]], 1)[0]
    assert after.dts == pytest.approx(22 * 90_000, abs=90_000)


def test_a_short_gap_is_no_break() -> None:
    one = encoder()
    one.headers()
    one.run(2)
    one.skip(1.0)
    one.run(2)
    assert breaks(one) == []


def test_dates_follow_the_clock_over_a_gap() -> None:
    one = encoder()
    one.headers()
    one.run(2)
    one.skip(20)
    one.run(2)
    started = one.window.segments[2].started
    assert started == pytest.approx(STARTED + 22, abs=1)


def test_what_is_held_goes_out_when_nothing_comes() -> None:
    one = encoder()
    one.headers()
    one.run(1.3)
    sent = 33  # 1.3 s, the last one begins at 1.28 s
    assert len(content(one.window.segments, 1)) < sent
    one.segmenter.idle()
    assert len(content(one.window.segments, 1)) == sent
    assert one.window.segments[-1].complete is False
    one.run(1)
    frames = content(one.window.segments, 1)
    assert [frame.dts for frame in frames] == [3600 * place for place in range(len(frames))]


def test_a_stream_without_keyframes_is_cut_all_the_same() -> None:
    one = encoder(sound=False)
    one.headers()
    one.run(2)
    one.keyframes = False
    one.run(40)
    assert max(segment.duration for segment in one.window.segments) == pytest.approx(30, abs=0.1)
    assert [segment.independent for segment in one.window.segments][:2] == [True, True]
    assert one.window.segments[-1].independent is False


@pytest.mark.parametrize("cuts", [LOW_LATENCY, PLAIN], ids=["low-latency", "plain"])
def test_a_segment_has_a_largest_size(cuts: Cuts) -> None:
    small = Cuts(cuts.segment_s, cuts.part_s, segment_max_bytes=100_000)
    one = encoder(small, gop=10_000, sound=False)
    one.headers()
    one.run(4, size=10_000)
    assert len(one.window.segments) > 5
    assert max(segment.size for segment in one.window.segments) < 200_000


def test_frames_before_the_first_keyframe_are_passed_over() -> None:
    one = encoder()
    one.headers()
    one.frame = 10
    one.run(2)
    first = content(one.window.segments, 1)[0]
    assert first.sync
    assert first.dts == 25 * 3600


def test_a_faster_pace_does_not_make_parts_longer_than_was_said() -> None:
    one = encoder(sound=False)
    one.headers()
    one.run(2)
    target = one.window.part_target
    for place in range(20):  # 70 ms apart: three would be more than a part may be
        feed(one.segmenter, VIDEO, one.ms + 70 * place, b"\x27\x01\0\0\0P")
    one.segmenter.finish()
    assert one.window.part_target == target
    durations = [part.duration for part in one.window.segments[-1].parts]
    assert max(durations) <= target


def test_two_frames_of_one_time_stay_in_order() -> None:
    one = encoder(sound=False)
    one.headers()
    one.run(1)
    one.video(key=True)
    one.video(key=False)
    one.segmenter.finish()
    first, second = content([one.window.segments[-1]], 1)
    assert second.dts == first.dts + 1
    assert second.dts + second.offset == first.dts


def test_sound_keeps_its_pace_when_timestamps_tremble() -> None:
    one = encoder()
    feed(one.segmenter, AUDIO, 0, AAC_CONFIG)
    for index in range(200):
        wanted = index * 1024_000 // 44100
        feed(one.segmenter, AUDIO, wanted + (index * 7 % 11), b"\xaf\x01ab")
    one.segmenter.finish()
    frames = content(one.window.segments, 2)
    assert {frame.duration for frame in frames} == {1024}


def test_sound_with_a_hole_goes_on_at_its_time() -> None:
    one = encoder()
    feed(one.segmenter, AUDIO, 0, AAC_CONFIG)
    for ms in (0, 23, 46, 1000, 1023):
        feed(one.segmenter, AUDIO, ms, b"\xaf\x01ab")
    one.segmenter.finish()
    starts = [frame.dts for frame in content(one.window.segments, 2)]
    assert starts[3] == 44100
    assert starts[4] == 44100 + 1024


@pytest.mark.parametrize(
    "payload", [b"", b"\x17", b"\x17\x00", b"\x17\x07\0\0\0x", b"\x97av01", b"\x17\x00\0\0\0\x02"]
)
def test_damaged_video_is_dropped(payload: bytes) -> None:
    one = encoder(sound=False)
    one.headers()
    one.run(1)
    feed(one.segmenter, VIDEO, one.ms, payload)
    one.run(2)
    assert one.window.ready
    assert not payload or one.segmenter.damaged or payload[1:2] == b"\x00"


def test_a_damaged_header_hides_the_track_until_a_good_one_comes() -> None:
    one = encoder()
    one.headers(avc=b"\x17\x00\0\0\0\x02")
    one.run(2)
    assert tracks(one) == ["audio"]
    assert one.segmenter.damaged
    one.headers()
    one.run(2)
    assert tracks(one) == ["video", "audio"]


@pytest.mark.parametrize("sound_after", [None, 0.3])
def test_the_wait_for_the_other_track_makes_no_long_part(sound_after: float | None) -> None:
    one = encoder(sound=False)
    one.headers()
    one.run(sound_after or 3)
    one.sound = True
    one.sounds = 13  # it begins after 0.3 s
    if sound_after:
        one.run(3 - sound_after)
    parts = one.window.segments[0].parts
    assert [part.duration for part in parts] == [0.2] * 5
    assert one.window.part_target == 0.2
    assert tracks(one) == (["video", "audio"] if sound_after else ["video"])
    assert breaks(one) == []
    numbers = [frame.dts for frame in content(one.window.segments, 1)]
    assert numbers == [3600 * place for place in range(len(numbers))]


def test_players_begin_anew_where_the_kinds_of_tracks_change() -> None:
    """Browsers can't add a track to a stream that they play."""
    one = encoder(sound=False)
    one.headers()
    one.run(5)
    one.sound = True
    one.run(1.6)
    assert [segment.init for segment in one.window.listed] == [0] * 6
    one.run(1)
    assert [segment.init for segment in one.window.listed] == [0, 1, 1]
    assert one.window.listed[1].discontinuity
    one.run(1)
    assert [segment.init for segment in one.window.listed] == [1, 1, 1]


def test_players_go_on_where_only_the_resolution_changes() -> None:
    one = encoder()
    one.headers()
    one.run(3)
    one.headers(avc=OTHER_AVC_CONFIG)
    one.run(2)
    assert [segment.init for segment in one.window.listed] == [0, 0, 0, 1, 1]
