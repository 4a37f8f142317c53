"""Figures at even steps of time: means, sums, gaps, and what is overwritten."""

import pytest

from streamingpro.control.statistics.ring import Ring


def test_one_value_a_step() -> None:
    ring = Ring(1, 10, 2)
    for second in range(3):
        ring.put(100 + second, (second, None))
    assert ring.read(100, 102, 1).at == [100, 101, 102]
    assert ring.read(100, 102, 1).values == [[0, 1, 2], [None, None, None]]


def test_several_values_in_a_step_are_their_mean_or_their_sum() -> None:
    ring = Ring(10, 6, 2, summed=frozenset({1}))
    for second in range(10):
        ring.put(100 + second, (second, 1))
    assert ring.read(100, 100, 10).values == [[4.5], [10]]


def test_what_was_not_told_is_a_gap_and_no_part_of_the_mean() -> None:
    ring = Ring(10, 6, 1)
    ring.put(100, (4,))
    ring.put(101, (None,))
    ring.put(130, (6,))
    assert ring.read(100, 130, 10).values == [[4, None, None, 6]]


def test_the_oldest_is_overwritten_and_never_taken_for_something_new() -> None:
    ring = Ring(1, 5, 1)
    for second in range(8):
        ring.put(second, (second,))
    assert ring.read(0, 7, 1).values == [[None, None, None, 3, 4, 5, 6, 7]]
    # A whole round later nothing was told: what lies in those places is old.
    ring.put(20, (20,))
    assert ring.read(16, 20, 1).values == [[None, None, None, None, 20]]


@pytest.mark.parametrize(("step", "at", "values"), [(2, [0, 2], [0.5, 2.5]), (4, [0], [1.5])])
def test_wider_steps_are_joined(step: int, at: list[int], values: list[float]) -> None:
    ring = Ring(1, 10, 1)
    for second in range(4):
        ring.put(second, (second,))
    columns = ring.read(0, 3, step)
    assert (columns.at, columns.values) == (at, [values])


def test_sums_stay_sums_when_steps_are_joined() -> None:
    ring = Ring(1, 10, 1, summed=frozenset({0}))
    for second in range(4):
        ring.put(second, (1,))
    assert ring.read(0, 3, 4).values == [[4]]


def test_a_clock_that_was_put_back_brings_no_value_of_the_future() -> None:
    ring = Ring(1, 5, 1)
    ring.put(100, (1,))
    ring.put(50, (2,))
    assert ring.read(48, 50, 1).values == [[None, None, 2]]
    assert ring.read(100, 100, 1).values == [[None]]
