"""Rates: the mean growth over the last seconds, from a counter that only grows."""

import pytest

from streamingpro.engine.rates import WINDOW_S, Rate


def test_nothing_is_known_from_one_sample() -> None:
    rate = Rate()
    assert rate.per_second == 0
    rate.sample(1_000_000, 5.0)
    assert rate.per_second == 0


def test_two_samples_at_the_same_moment_are_no_division_by_zero() -> None:
    rate = Rate()
    rate.sample(0, 5.0)
    rate.sample(100, 5.0)
    assert rate.per_second == 0


def test_a_steady_counter_has_its_rate() -> None:
    rate = Rate()
    for second in range(20):
        rate.sample(second * 750, float(second))
        if second:
            assert rate.per_second == pytest.approx(750)


def test_what_is_older_than_the_window_is_forgotten() -> None:
    rate = Rate()
    for second in range(10):
        rate.sample(second * 1000, float(second))
    for second in range(10, 10 + int(WINDOW_S) + 1):
        rate.sample(9000, float(second))
    assert rate.per_second == 0


def test_samples_are_not_kept_for_ever() -> None:
    rate = Rate()
    for number in range(10_000):
        rate.sample(number, number / 10)
    assert rate.per_second == pytest.approx(10)
    assert len(rate._samples) <= WINDOW_S * 10 + 2


def test_reset_starts_anew() -> None:
    rate = Rate()
    rate.sample(0, 0.0)
    rate.sample(500, 1.0)
    rate.reset()
    assert rate.per_second == 0
    rate.sample(100_000, 2.0)
    assert rate.per_second == 0, "the first sample of a new row"
