"""The measured pace: rounding, B-frames, gaps, wrapping clocks and uneven frames."""

import random

import pytest

from streamingpro.protocols.rates import RateMeter

STANDARD = [
    (24000 / 1001, 23.976), (24, 24.0), (25, 25.0), (30000 / 1001, 29.97), (30, 30.0), (50, 50.0),
    (60000 / 1001, 59.94), (60, 60.0), (120, 120.0), (15, 15.0), (12.5, 12.5), (10, 10.0), (5, 5.0),
]  # fmt: skip


def meter(rate: float, seconds: float, start: float = 0, *, truncate: bool = False) -> RateMeter:
    found = RateMeter()
    for index in range(int(rate * seconds) + 1):
        exact = start + index * 1000 / rate
        found.frame((int(exact) if truncate else round(exact)) & 0xFFFFFFFF)
    return found


@pytest.mark.parametrize(("rate", "shown"), STANDARD)
@pytest.mark.parametrize("truncate", [False, True], ids=["rounded", "truncated"])
@pytest.mark.parametrize("seconds", [2.2, 3.1, 4.7, 9.9])
def test_standard_rates_survive_milliseconds(
    rate: float, shown: float, truncate: bool, seconds: float
) -> None:
    for start in (0, 0.4, 1234.7):
        assert meter(rate, seconds, start, truncate=truncate).rate() == shown


@pytest.mark.parametrize(("rate", "shown"), STANDARD)
def test_the_headers_decide_within_the_blur(rate: float, shown: float) -> None:
    assert meter(rate, 1.2).rate(shown) == shown


def test_headers_that_lie_are_not_believed() -> None:
    assert meter(30, 3).rate(60.0) == 30.0


def test_odd_rates_are_shown_as_they_are() -> None:
    rate = meter(27.3, 4).rate()
    assert rate is not None
    assert abs(rate - 27.3) < 0.03


def test_nothing_before_a_second() -> None:
    assert RateMeter().rate() is None
    assert meter(30, 0.9).rate() is None
    assert meter(30, 1.1).rate() is not None


def test_dropped_frames_lower_the_rate() -> None:
    found = RateMeter()
    for index in range(300):
        if index % 3:
            found.frame(round(index * 1000 / 30))
    rate = found.rate()
    assert rate is not None
    assert 19.5 < rate < 20.5


def test_a_change_of_rate_is_seen() -> None:
    found = meter(30, 5)
    for index in range(1, 251):
        found.frame(5000 + index * 40)
    assert found.rate() == 25.0


def test_the_clock_wraps() -> None:
    assert meter(25, 4, start=0xFFFFFFFF - 1500).rate() == 25.0


@pytest.mark.parametrize("jump", [60_000, -60_000, 0x7FFFFFFF])
def test_a_jump_begins_anew(jump: int) -> None:
    found = meter(30, 4)
    found.keyframe(4000)
    found.frame((4033 + jump) & 0xFFFFFFFF)
    assert found.rate() is None
    found.keyframe((4033 + jump) & 0xFFFFFFFF)
    assert found.keyframe_interval_s is None


def test_equal_and_backward_timestamps_are_tolerated() -> None:
    noise = random.Random(1)
    found = RateMeter()
    for index in range(300):
        found.frame(1000 + index * 40 + noise.randint(-45, 45))
    rate = found.rate()
    assert rate is not None
    assert 24 < rate < 26


def test_keyframe_interval_is_in_presentation_time() -> None:
    found = RateMeter()
    for time in (0, 2002, 4004):
        found.frame(time)
        found.keyframe(time + 67)
    assert found.keyframe_interval_s == 2.002
