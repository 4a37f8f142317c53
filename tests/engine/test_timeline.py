"""The timeline: DTS passes unchanged, and never falls back whoever publishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.engine.timeline import Timeline

AUDIO, VIDEO = 8, 9


def test_the_first_publisher_passes_unchanged() -> None:
    timeline = Timeline()
    stamps = [(VIDEO, 5_000), (AUDIO, 4_990), (AUDIO, 5_013), (VIDEO, 5_033)]
    assert [timeline.map(kind, ts, ts / 1000) for kind, ts in stamps] == [ts for _, ts in stamps]


def test_a_returning_encoder_goes_on_after_the_time_that_passed() -> None:
    timeline = Timeline()
    timeline.map(VIDEO, 10_000, 100.0)
    timeline.begin()
    assert timeline.map(VIDEO, 0, 105.0) == 15_000
    assert timeline.map(AUDIO, 12, 105.01) == 15_012
    assert timeline.map(VIDEO, 33, 105.03) == 15_033


def test_a_publisher_that_takes_over_at_once_starts_after_the_last_one() -> None:
    timeline = Timeline()
    timeline.map(VIDEO, 10_000, 100.0)
    timeline.map(AUDIO, 10_050, 100.0)
    timeline.begin()
    assert timeline.map(VIDEO, 777, 100.0) == 10_051


def test_what_lies_before_the_last_publishers_audio_is_refused() -> None:
    timeline = Timeline()
    timeline.map(AUDIO, 10_050, 100.0)
    timeline.begin()
    assert timeline.map(VIDEO, 500, 100.0) == 10_051
    assert timeline.map(AUDIO, 480, 100.0) is None
    assert timeline.map(AUDIO, 501, 100.0) == 10_052


def test_the_32_bit_wrap_is_no_jump() -> None:
    timeline = Timeline()
    top = (1 << 32) - 20
    assert timeline.map(VIDEO, top, 0.0) == top
    assert timeline.map(VIDEO, 13, 0.033) == (1 << 32) + 13
    assert timeline.map(AUDIO, (1 << 32) - 5, 0.034) == (1 << 32) - 5


def test_an_encoders_clock_that_jumps_back_is_bridged_for_both_tracks() -> None:
    timeline = Timeline()
    timeline.map(VIDEO, 100_000, 100.0)
    timeline.map(AUDIO, 100_010, 100.01)
    assert timeline.map(VIDEO, 0, 100.033) == 100_033
    # Audio crosses the jump later: the straggler of the old clock, then the new clock.
    assert timeline.map(AUDIO, 100_031, 100.034) == 100_031
    assert timeline.map(AUDIO, 20, 100.054) == 100_053
    assert timeline.rebased == 1


def test_a_long_silence_in_step_with_the_wall_is_no_jump() -> None:
    timeline = Timeline()
    timeline.map(VIDEO, 0, 0.0)
    assert timeline.map(VIDEO, 300_000, 300.0) == 300_000
    assert timeline.rebased == 0


def test_audio_that_starts_late_is_no_jump() -> None:
    timeline = Timeline()
    for number in range(300):
        timeline.map(VIDEO, number * 33, number / 30)
    assert timeline.map(AUDIO, 9_900, 9.95) == 9_900


@pytest.mark.parametrize("jump_ms", [120_000, 3_600_000])
def test_a_clock_that_leaps_ahead_of_the_wall_is_bridged(jump_ms: int) -> None:
    timeline = Timeline()
    timeline.map(VIDEO, 1_000, 1.0)
    assert timeline.map(VIDEO, 1_000 + jump_ms, 1.033) == 1_033


@given(
    sessions=st.lists(
        st.tuples(
            st.integers(0, (1 << 32) - 1),
            st.lists(st.tuples(st.sampled_from([AUDIO, VIDEO]), st.integers(0, 500)), max_size=20),
        ),
        max_size=6,
    )
)
def test_no_track_ever_falls_back_between_publishers(
    sessions: list[tuple[int, list[tuple[int, int]]]],
) -> None:
    timeline, now, last = Timeline(), 0.0, {AUDIO: -1, VIDEO: -1}
    for start, steps in sessions:
        timeline.begin()
        raw = start
        for kind, step in steps:
            raw += step
            now += step / 1000
            out = timeline.map(kind, raw % (1 << 32), now)
            if out is not None:
                assert out >= last[kind]
                last[kind] = out
