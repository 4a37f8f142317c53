"""One timeline behind every jump of a stream's own."""

import pytest

from streamingpro.engine.sources.hls.line import BEGIN_S, STEP_S, Line


def test_it_begins_at_its_beginning_and_goes_on() -> None:
    line = Line()
    times = [line.place(0, 3, at) for at in (95_000.0, 95_000.04, 95_000.08)]
    assert times == pytest.approx([BEGIN_S, BEGIN_S + 0.04, BEGIN_S + 0.08])


def test_the_other_rendition_shares_the_clock() -> None:
    line = Line()
    assert line.place(0, 0, 100.0) == BEGIN_S
    assert line.place(1, 0, 99.5) == pytest.approx(BEGIN_S - 0.5)


@pytest.mark.parametrize("start", [0.0, 7.9, 8.1, 500.0])
def test_behind_a_discontinuity_it_goes_on_at_the_end(start: float) -> None:
    line = Line()
    for at in (0.0, 4.0, 8.0):
        line.place(0, 0, at)
    line.place(1, 0, 7.9)
    assert line.place(0, 1, start) == pytest.approx(BEGIN_S + 8.0 + STEP_S)
    assert line.place(1, 0, 8.05) == pytest.approx(BEGIN_S + 8.05), "the last sound before it"
    assert line.place(1, 1, start + 0.01) == pytest.approx(BEGIN_S + 8.0 + STEP_S + 0.01)


@pytest.mark.parametrize("jump", [-500.0, 4000.0])
def test_a_jump_that_nobody_announced(jump: float) -> None:
    line = Line()
    for at in (600.0, 601.0):
        line.place(0, 0, at)
        line.place(1, 0, at)
    behind = line.place(0, 0, 602.0 + jump)
    assert behind == pytest.approx(BEGIN_S + 1.0 + STEP_S)
    assert line.place(1, 0, 601.5) == pytest.approx(BEGIN_S + 1.5), "still before the jump"
    assert line.place(1, 0, 602.01 + jump) == pytest.approx(behind + 0.01), "where the other went"
    assert line.place(0, 0, 603.0 + jump) == pytest.approx(behind + 1.0)


def test_it_remembers_little() -> None:
    line = Line()
    for place in range(10_000):
        line.place(0, place // 100, place * 100.0)
    assert len(line._offsets) <= 8
    assert all(len(offsets) <= 2 for offsets in line._offsets.values())
