"""Timestamps of files on one timeline."""

import pytest

from streamingpro.engine.children.opened import Sample, Track
from streamingpro.engine.children.pace import Pace
from streamingpro.engine.children.splice import Placed, Splice
from streamingpro.engine.children.tags import make_tagger
from streamingpro.engine.children.timing import Continuity, Timed, Timing
from streamingpro.protocols.media import Codec, Kind

MS = 1_000_000
FRAME, SOUND = 40, 20


def track(kind: Kind) -> Track:
    codec = Codec.H264 if kind == "video" else Codec.AC3
    return Track(kind, codec, make_tagger(codec, b""))


def file_of(
    pictures: int, *, delay: int = 0, sounds: int | None = None, start: int = 0, priming: int = 0
) -> list[Sample]:
    """A file: pictures of 40 ms decoded `delay` before they are shown, sounds of 20 ms of which
    the first `priming` come before the beginning. All in ms. Sound lies half a second behind its
    picture in the file, as careless muxers do it."""
    video, audio = track("video"), track("audio")
    made = [
        Sample(
            video,
            (start + n * FRAME - delay) * MS,
            (start + n * FRAME) * MS,
            FRAME * MS,
            n == 0,
            b"p",
        )
        for n in range(pictures)
    ]
    count = pictures * 2 if sounds is None else sounds
    for n in range(-priming, count):
        at = (start + n * SOUND) * MS
        made.append(Sample(audio, at, at, SOUND * MS, True, b"s"))
    return sorted(made, key=lambda each: each.dts + (each.track is audio) * 500 * MS)


def spliced(*files: list[Sample]) -> list[Placed | str]:
    splice: Splice[str] = Splice()
    out: list[Placed | str] = []
    for number, samples in enumerate(files):
        has_video = any(sample.track.kind == "video" for sample in samples)
        out += splice.place(samples, f"file {number}", has_video=has_video)
    return [*out, *splice.flush()]


def times(out: list[Placed | str], kind: Kind) -> list[int]:
    """DTS in ms."""
    return [
        step.at // MS for step in out if isinstance(step, Placed) and step.sample.track.kind == kind
    ]


@pytest.mark.parametrize("delay", [0, 80])
def test_pictures_and_sound_go_on_without_a_gap(delay: int) -> None:
    out = spliced(*(file_of(50, delay=delay) for _ in range(3)))
    assert times(out, "video") == [n * FRAME for n in range(150)]
    assert times(out, "audio") == [n * SOUND + delay for n in range(300)]


def test_everything_leaves_in_the_order_of_its_time() -> None:
    out = spliced(file_of(50, delay=80), file_of(60), file_of(50, delay=120))
    at = [step.at for step in out if isinstance(step, Placed)]
    assert at == sorted(at)


def test_priming_is_kept_at_the_beginning_and_dropped_at_a_joint() -> None:
    out = spliced(*(file_of(50, delay=80, priming=2) for _ in range(2)))
    assert times(out, "audio") == [n * SOUND + 40 for n in range(202)]
    assert times(out, "video") == [n * FRAME for n in range(100)]


def test_a_longer_delay_moves_the_next_file_so_that_decoding_times_never_overlap() -> None:
    out = spliced(file_of(50), file_of(50, delay=80))
    video = times(out, "video")
    assert video == sorted(set(video))
    assert video[50] == 50 * FRAME


def test_sound_that_is_a_little_longer_does_not_hold_the_picture_up() -> None:
    out = spliced(file_of(50, sounds=104), file_of(50))
    assert times(out, "video")[50] == 50 * FRAME
    sound = times(out, "audio")
    assert sound == [n * SOUND for n in range(len(sound))]


def test_sound_that_is_much_longer_is_played_to_its_end() -> None:
    out = spliced(file_of(50, sounds=200), file_of(50))
    assert times(out, "video")[50] == 200 * SOUND
    assert times(out, "audio") == [n * SOUND for n in range(300)]


def test_the_offset_within_a_file_is_kept_wherever_its_clock_begins() -> None:
    late_sound = file_of(50, start=95_443_000)
    for sample in late_sound:
        if sample.track.kind == "audio":
            sample.dts += 7 * MS
            sample.pts += 7 * MS
    out = spliced(file_of(50), late_sound)
    video, audio = times(out, "video"), times(out, "audio")
    assert video[50] == 2000
    assert audio[100] == 2007


def test_files_of_sound_alone_and_of_pictures_alone() -> None:
    out = spliced(file_of(0, sounds=100), file_of(50, sounds=0), file_of(0, sounds=100))
    assert times(out, "audio") == [n * SOUND for n in (*range(100), *range(200, 300))]
    assert times(out, "video") == [2000 + n * FRAME for n in range(50)]


def test_a_picture_that_cannot_be_decoded_yet_is_left_out() -> None:
    samples = file_of(50)
    pictures = [sample for sample in samples if sample.track.kind == "video"]
    pictures[0].keyframe, pictures[30].keyframe = False, True
    assert times(spliced(samples), "video") == [1200 + n * FRAME for n in range(20)]


def test_marks_come_before_the_first_frame_of_their_file() -> None:
    out = spliced(file_of(50, delay=80), file_of(50, delay=80))
    first, second = (out.index(mark) for mark in ("file 0", "file 1"))
    assert first == 0
    behind = out[second + 1]
    assert isinstance(behind, Placed)
    assert behind.sample.keyframe
    assert behind.at == 50 * FRAME * MS


def test_short_files_follow_each_other_too() -> None:
    out = spliced(*(file_of(3) for _ in range(10)))
    assert times(out, "video") == [n * FRAME for n in range(30)]


# timing


def test_decoding_times_that_matroska_leaves_out_are_found() -> None:
    timing = Timing()
    known = [(None, 25), (None, 125), (25, 58), (58, 92)]
    out = [
        frame.dts
        for dts, pts in known
        for frame in timing.feed(Timed(dts, pts, 33, keyframe=False, data=b""))
    ]
    assert out == [-41, -8, 25, 58]


def test_a_track_without_any_decoding_time_is_timed_by_its_pictures() -> None:
    timing = Timing()
    for pts in (100, 140, 180):
        assert timing.feed(Timed(None, pts, 40, keyframe=True, data=b"")) == []
    assert [frame.dts for frame in timing.flush()] == [100, 140, 180]


def test_times_grow_even_when_the_container_is_wrong() -> None:
    timing = Timing()
    given = (0, 40, 40, 20, None, 160)
    out = [
        frame.dts
        for dts in given
        for frame in timing.feed(Timed(dts, None, 40, keyframe=True, data=b""))
    ]
    found = [dts for dts in out if dts is not None]
    assert found == sorted(set(found))
    assert len(found) == len(given)


def test_frames_without_a_duration_get_one() -> None:
    timing = Timing()
    assert [frame.duration > 0 for frame in timing.feed(Timed(0, 0, 0, True, b""))] == [True]


def test_a_clock_that_jumps_goes_on_as_if_it_did_not() -> None:
    continuity = Continuity()
    given = [n * FRAME for n in range(5)] + [95_443_000 + n * FRAME for n in range(5)]
    given += [20 + n * FRAME for n in range(5)]
    out = [(ms * MS + continuity.shift(ms * MS, FRAME * MS)) // MS for ms in given]
    assert out == [n * FRAME for n in range(15)]


def test_tracks_keep_their_offset_over_a_jump_and_late_ones_are_no_jump() -> None:
    continuity = Continuity()
    given = [0, 9_000, 40, 9_040, 500_000, 500_007, 509_000, 500_040]
    out = [ms + continuity.shift(ms * MS, FRAME * MS) // MS for ms in given]
    assert out[:4] == given[:4]
    jumped = out[4]
    assert jumped == 9_080
    assert [ms - jumped for ms in out[4:]] == [0, 7, 9_000, 40]


# pace


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 5_000 * MS
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * 1e9)


def test_frames_leave_when_they_are_due() -> None:
    clock = Clock()
    pace = Pace(lambda: clock.now, clock.sleep)
    left = []
    for at in (0, 40, 80, 85):
        pace.wait(at * MS)
        left.append((clock.now - 5_000 * MS) // MS)
    assert left == [0, 40, 80, 85]


def test_a_short_delay_is_caught_up() -> None:
    clock = Clock()
    pace = Pace(lambda: clock.now, clock.sleep)
    pace.wait(0)
    clock.now += 500 * MS
    for at in (100, 400, 600):
        pace.wait(at * MS)
    assert clock.slept == [0.1]


def test_after_a_long_sleep_nothing_is_hurried() -> None:
    clock = Clock()
    pace = Pace(lambda: clock.now, clock.sleep)
    pace.wait(0)
    clock.now += 60_000 * MS
    pace.wait(40 * MS)
    pace.wait(80 * MS)
    assert clock.slept == [0.04]
