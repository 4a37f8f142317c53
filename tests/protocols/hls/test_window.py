"""The window of segments: what is listed, kept, and there to be waited for."""

import pytest

from streamingpro.protocols.hls.window import LINGERING, Window


def window(segments: int = 0, parts: int = 5, *, count: int = 7, size: int = 10) -> Window:
    """A window with so many complete segments of parts of 0.2 s."""
    made = Window(count, first_sequence=100)
    for _ in range(segments):
        grow(made, parts, size=size)
    return made


def grow(made: Window, parts: int = 5, *, broken: bool = False, size: int = 10) -> None:
    begin(made, parts, broken=broken, size=size)
    made.close()


def begin(made: Window, parts: int, *, broken: bool = False, size: int = 10) -> None:
    made.begin(0.0, broken=broken)
    for place in range(parts):
        made.add_part(0.2, b"x" * size, independent=place == 0)


def test_it_is_ready_with_the_first_complete_segment() -> None:
    made = window()
    begin(made, 2)
    assert not made.ready
    made.close()
    assert made.ready


def test_the_newest_are_listed_and_some_more_are_kept() -> None:
    made = window(20, count=3)
    assert [segment.sequence for segment in made.listed] == [117, 118, 119]
    assert len(made.segments) == 3 + LINGERING
    begin(made, 1)
    assert [segment.sequence for segment in made.listed] == [117, 118, 119, 120]


def test_what_is_kept_can_be_had() -> None:
    made = window(20, count=3)
    assert made.segment(113) is None
    assert made.segment(114) is not None
    assert made.part(114 * 5 - 500 - 1) is None
    assert made.part(99) is not None
    assert made.part(100) is None
    begin(made, 1)
    assert made.segment(120) is None  # not complete
    assert made.part(100) is not None


def test_bytes_are_bounded() -> None:
    made = Window(7, max_bytes=1000)
    for _ in range(9):
        grow(made, 1, size=300)
    assert made.bytes_kept <= 1000
    grow(made, 1, size=5000)
    assert len(made.segments) == 1  # the newest one stays, whatever its size


@pytest.mark.parametrize(
    ("sequence", "part", "there"),
    [
        (99, None, True),
        (101, None, True),
        (102, None, False),  # open
        (103, None, False),
        (101, 4, True),
        (101, 5, True),  # behind the last part: the first one of the next segment
        (102, 0, True),
        (102, 1, True),
        (102, 2, False),
        (103, 0, False),
    ],
)
def test_what_a_reload_waits_for(sequence: int, part: int | None, there: bool) -> None:
    made = window(2)
    begin(made, 2)
    assert made.has(sequence, part) is there


def test_a_place_behind_the_last_part_waits_for_the_next_segment() -> None:
    made = window(2)
    assert made.has(101, None)
    assert made.has(101, 4)
    assert not made.has(101, 5)
    made.begin(0.0)
    assert not made.has(101, 5)
    made.add_part(0.2, b"x", independent=True)
    assert made.has(101, 5)


def test_nothing_is_waited_for_at_the_end() -> None:
    made = window(1)
    assert not made.has(200, 0)
    made.end()
    assert made.has(200, 0)


def test_a_segment_without_parts_is_taken_back() -> None:
    made = window(2)
    made.begin(0.0, broken=True)
    made.close()
    assert made.next_sequence == 102
    begin(made, 1)
    assert made.segments[-1].sequence == 102
    assert made.segments[-1].discontinuity  # the break is not forgotten


def test_discontinuities_that_left_the_playlist_are_counted() -> None:
    made = window(1, count=2)
    for place in range(12):
        grow(made, broken=place in (2, 5))
        assert made.discontinuity_sequence + sum(one.discontinuity for one in made.listed) == (
            place >= 2
        ) + (place >= 5)
    assert made.discontinuity_sequence == 2


def test_initialization_segments_live_as_long_as_they_are_needed() -> None:
    made = Window(2)
    for place in range(10):
        number = made.add_init(b"init")
        made.begin(0.0, init=number)
        made.add_part(1.0, b"x", independent=True)
        made.close()
        assert number in made.inits
        assert len(made.inits) <= min(place + 1, 2 + LINGERING)


def test_durations_and_rates() -> None:
    made = window(1, parts=12, size=1000)
    assert made.target_duration == 2  # of 2.4 s
    assert made.part_target == 0.2
    assert made.peak_bps == made.average_bps() == 40_000
    grow(made, 13, size=10)
    assert made.target_duration == 3
    assert made.peak_bps == 40_000
    assert made.average_bps() < 40_000


def test_every_change_has_a_version() -> None:
    made = window()
    seen = {made.version}
    begin(made, 2)
    seen.add(made.version)
    made.close()
    seen.add(made.version)
    made.end()
    seen.add(made.version)
    assert len(seen) == 4


def test_a_segment_of_other_tracks_is_told_of_when_it_is_complete_and_then_alone() -> None:
    made = window(3)
    made.begin(0.0, broken=True, anew=True)
    made.add_part(0.2, b"x", independent=True)
    assert [segment.sequence for segment in made.listed] == [100, 101, 102]
    assert not made.has(103, 0)
    assert not made.has(102, 5)  # the part behind the last one is not told of
    assert made.has(102, 4)
    assert made.part(15) is None
    assert made.next_part == 15
    made.close()
    assert [segment.sequence for segment in made.listed] == [102, 103]
    assert made.has(103, 0)
    assert made.has(102, 5)
    assert made.part(15) is not None
    assert made.discontinuity_sequence == 0  # its own is in the playlist
    begin(made, 1)
    assert [segment.sequence for segment in made.listed] == [102, 103, 104]
    made.close()
    assert [segment.sequence for segment in made.listed] == [103, 104]
    grow(made)
    assert [segment.sequence for segment in made.listed] == [103, 104, 105]


def test_other_tracks_are_not_forgotten_with_a_segment_taken_back() -> None:
    made = window(2)
    made.begin(0.0, broken=True, anew=True)
    made.close()
    begin(made, 1)
    assert made.hidden is made.segments[-1]
