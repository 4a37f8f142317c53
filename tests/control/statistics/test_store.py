"""What is kept of what the monitor sees, and for how long."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

import pytest

from streamingpro.control.errors import Invalid
from streamingpro.control.statistics.figures import INPUT_FIGURES, OUTPUT_FIGURES
from streamingpro.control.statistics.store import Statistics, Window
from streamingpro.control.status.board import Board
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.monitor import Monitor
from streamingpro.mediamtx.models import Path
from tests.control.status.pictures import at, desired, dest, entry, idle, live, output

START = 1_000_000.0


class World:
    """A monitor that is shown one path after the other, and a clock."""

    def __init__(self) -> None:
        self.now = START
        self.board = Board(lambda _platform, _path: [])
        self.board.set_desired(desired(entry(output(1))))
        self.statistics = Statistics(cast("Monitor", self), now=lambda: self.now)

    def statuses(self) -> Iterator[Any]:
        for row, status in self.board.rows():
            yield row, status, self.board.outputs_of(row.id)

    def show(self, *paths: Path, after: float = 1.0) -> None:
        self.board.set_paths(paths)
        self.now += after
        self.statistics.on_delta(self.board.refresh(at(0), lambda _: None))

    def input(self, name: str, **window: Any) -> list[float | None]:
        return _column(self.statistics.of_input("in-1", **_window(window)), INPUT_FIGURES, name)

    def output(self, name: str, **window: Any) -> list[float | None]:
        return _column(self.statistics.of_output("out-1", **_window(window)), OUTPUT_FIGURES, name)


def _window(given: dict[str, Any]) -> dict[str, Any]:
    return {"start": None, "end": None, "step_s": None} | given


def _column(window: Window, names: Iterable[str], name: str) -> list[float | None]:
    return window.columns.values[list(names).index(name)]


@pytest.fixture
def world() -> World:
    return World()


def test_one_sample_a_second_however_often_the_monitor_looks(world: World) -> None:
    for half in range(1, 9):
        world.show(live(dest(1), bitrate=half), after=0.5)
    kept = [value for value in world.input("bitrate_bps") if value is not None]
    assert kept == [1, 2, 4, 6, 8]


def test_looks_that_come_late_leave_no_gap(world: World) -> None:
    for _ in range(560):
        world.show(live(dest(1), bitrate=5), after=0.53)
    assert set(world.input("bitrate_bps")[5:]) == {5}


def test_nothing_is_kept_while_nothing_comes_in(world: World) -> None:
    world.show(live(dest(1), bitrate=5))
    world.show(idle())
    world.show(live(dest(1), bitrate=6))
    assert world.input("bitrate_bps")[-3:] == [5, None, 6]


def test_dropped_frames_are_those_of_each_step_also_after_a_new_connection(world: World) -> None:
    for dropped in (10, 12, 12, 3):
        world.show(live(dest(1, framesDropped=dropped)))
    assert world.output("dropped_frames")[-4:] == [0, 2, 0, 0]


def test_five_minutes_by_the_second_an_hour_by_ten_seconds(world: World) -> None:
    for _ in range(1000):
        world.show(live(dest(1), bitrate=7))
    fine = world.statistics.of_input("in-1", None, None, None)
    assert (fine.step_s, len(fine.columns.at)) == (1, 301)
    coarse = world.statistics.of_input("in-1", world.now - 900, None, None)
    assert coarse.step_s == 10
    assert set(coarse.columns.values[0][1:]) == {7}


def test_what_is_older_than_an_hour_is_left_out(world: World) -> None:
    window = world.statistics.of_input("in-1", world.now - 86_400, None, None)
    assert window.start == world.now - 3600
    assert len(window.columns.at) <= 362


def test_a_wider_step_can_be_asked_for(world: World) -> None:
    window = world.statistics.of_input("in-1", world.now - 3600, None, 60)
    assert (window.step_s, len(window.columns.at)) == (60, 61)


@pytest.mark.parametrize(("start", "end"), [(START - 10, START - 20), (START + 10, None)])
def test_a_window_that_is_none_is_refused(world: World, start: float, end: float | None) -> None:
    with pytest.raises(Invalid, match="before"):
        world.statistics.of_input("in-1", start, end, None)


def test_what_was_deleted_is_forgotten(world: World) -> None:
    world.show(live(dest(1), bitrate=5))
    world.board.set_desired(desired())
    world.show(live(dest(1), bitrate=5))
    assert set(world.input("bitrate_bps")) == {None}
    assert set(world.output("fps")) == {None}


def test_a_clock_that_was_put_back_does_not_stop_the_samples(world: World) -> None:
    world.show(live(dest(1), bitrate=5))
    world.show(live(dest(1), bitrate=6), after=-1800)
    assert world.input("bitrate_bps")[-1] == 6


def test_an_unknown_id_has_nothing(world: World) -> None:
    world.statistics.on_delta(Delta())
    assert set(world.statistics.of_output("other", None, None, None).columns.values[0]) == {None}
