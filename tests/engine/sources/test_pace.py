"""Out in real time what comes in bursts. The loop's clock is the test's own: nothing waits."""

import asyncio
from collections.abc import Iterator

import pytest

from streamingpro.engine.sources import pace
from streamingpro.engine.sources.pace import Pacer, Throttle
from tests.engine.harness import turns


class Timer:
    def __init__(self, at: float, call: object) -> None:
        self.at = at
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """The two calls of a loop that pacing needs, and time that the test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, at: float, call: object) -> Timer:
        self.timers.append(Timer(at, call))
        return self.timers[-1]

    def pass_(self, seconds: float) -> None:
        """Let time pass, and what is due then happen in order."""
        end = self.now + seconds
        while True:
            due = [timer for timer in self.timers if not timer.cancelled and timer.at <= end]
            if not due:
                break
            timer = min(due, key=lambda one: one.at)
            self.timers.remove(timer)
            self.now = max(self.now, timer.at)
            assert callable(timer.call)
            timer.call()
        self.now = end


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    with monkeypatch.context() as patch:
        patch.setattr(pace.asyncio, "get_running_loop", lambda: made)
        yield made


class Out(list[tuple[float, str]]):
    """What left, and when, in seconds since the beginning of the test."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def emit(self, item: str) -> None:
        self.append((round(self.clock.now - 1000, 3), item))

    @property
    def items(self) -> str:
        return "".join(item for _, item in self)


def test_a_burst_leaves_at_its_own_pace(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    for place, item in enumerate("abcd"):
        pacer.put(50 + place * 0.5, item, 10)
    assert (pacer.queued_bytes, pacer.depth_s) == (40, 1.5)
    clock.pass_(1.1)
    assert [at for at, _ in out] == pytest.approx([0, 0.5, 1.0], abs=pace.BURST_S)
    assert (pacer.queued_bytes, out.items) == (10, "abc")
    clock.pass_(1)
    assert out.items == "abcd"
    assert pacer.depth_s == 0


def test_items_leave_in_the_order_of_their_time(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    for at, item in ((1.0, "a"), (1.4, "c"), (1.2, "b"), (1.4, "d")):
        pacer.put(at, item, 1)
    clock.pass_(2)
    assert out.items == "abcd", "those of one time in the order in which they came"


def test_what_is_due_together_leaves_together(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    for place in range(100):
        pacer.put(place / 1000, "x", 1)
    clock.pass_(1)
    moments = {at for at, _ in out}
    assert 3 <= len(moments) <= 6, "not a timer for each"


def test_after_it_ran_empty_time_goes_on_from_what_comes(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    pacer.put(0.0, "a", 1)
    clock.pass_(3)
    pacer.put(0.5, "b", 1)
    pacer.put(1.0, "c", 1)
    clock.pass_(0.1)
    assert out.items == "ab", "late is sent at once, and the next one half a second later"
    clock.pass_(0.5)
    assert out[-1] == (pytest.approx(3.5, abs=pace.BURST_S), "c")


def test_the_rate_can_be_changed_on_the_way(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    for place in range(21):
        pacer.put(place / 10, "x", 1)
    clock.pass_(1.0)
    before = len(out)
    pacer.rate = 2.0
    assert pacer.rate == 2.0
    clock.pass_(0.5)
    assert (before, len(out)) == (11, 21)


def test_held_until_released_without_what_is_unwanted(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    pacer.hold()
    for at, item in ((1.0, "a"), (2.0, "b"), (2.5, "c")):
        pacer.put(at, item, 5)
    clock.pass_(10)
    assert out.items == ""
    pacer.release(lambda at, _item: at < 2)
    assert pacer.queued_bytes == 10
    clock.pass_(0.1)
    assert out.items == "b"
    clock.pass_(0.5)
    assert out.items == "bc"


def test_closed_it_gives_nothing_more(clock: Clock) -> None:
    out = Out(clock)
    pacer = Pacer(out.emit)
    pacer.put(0.0, "a", 1)
    pacer.close()
    clock.pass_(5)
    assert (out.items, pacer.depth_s) == ("", 0.0)


async def test_room_and_the_end_are_waited_for() -> None:
    out: list[int] = []
    pacer = Pacer(out.append)
    for place in range(4):
        pacer.put(place * 0.03, place, 100)
    room = asyncio.ensure_future(pacer.room(10, 150))
    await turns()
    assert not room.done()
    await room
    assert pacer.queued_bytes < 150
    await pacer.drained()
    assert out == [0, 1, 2, 3]
    await pacer.room(0.001, 1)


class Sleeps(list[float]):
    """How long a throttle wanted to sleep; the clock moves by as much."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)
        self.clock.now += seconds


@pytest.fixture
def sleeps(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Sleeps:
    made = Sleeps(clock)
    monkeypatch.setattr(pace.asyncio, "sleep", made.sleep)
    return made


def drive(throttle: Throttle, at: float) -> None:
    waiting = throttle.wait(at)
    with pytest.raises(StopIteration):
        waiting.send(None)


def test_a_server_that_sends_a_whole_file_is_slowed_down(clock: Clock, sleeps: Sleeps) -> None:
    throttle = Throttle()
    for second in range(101):
        drive(throttle, 500.0 + second)
    took = clock.now - 1000
    assert took == pytest.approx((100 - Throttle.AHEAD_S) / Throttle.RATE, abs=0.1)


def test_what_is_live_is_never_held_not_even_after_trouble(clock: Clock, sleeps: Sleeps) -> None:
    throttle = Throttle()
    for second in range(30):
        drive(throttle, float(second))
        clock.now += 1.0
    clock.now += 4.0
    for second in range(30, 34):  # what was kept back comes at once
        drive(throttle, float(second))
    assert sleeps == []


def test_a_jump_of_the_clock_is_no_reason_to_wait(clock: Clock, sleeps: Sleeps) -> None:
    throttle = Throttle()
    for at in (10.0, 5000.0, 5001.0, 3.0):
        drive(throttle, at)
    assert sleeps == []


def test_a_live_clock_that_is_a_little_fast_is_followed(clock: Clock, sleeps: Sleeps) -> None:
    throttle = Throttle()
    for step in range(36_000):
        drive(throttle, step * 1.0005)
        clock.now += 1.0
    assert sleeps == []
