"""The circuit breaker, without a clock: `now` is what the test says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.mediamtx.breaker import Breaker, Outcome, Permit, State

COOLDOWN_S = 1.0


def breaker() -> Breaker:
    return Breaker(failures=3, cooldown_s=COOLDOWN_S)


def admitted(it: Breaker, now: float) -> Permit:
    permit = it.admit(now)
    assert permit is not None
    return permit


def call(it: Breaker, outcome: Outcome, now: float = 0.0) -> None:
    it.report(admitted(it, now), outcome, now)


def opened(now: float = 0.0) -> Breaker:
    it = breaker()
    for _ in range(3):
        call(it, Outcome.FAILED, now)
    assert it.state is State.OPEN
    return it


def test_failures_in_a_row_open_it() -> None:
    it = breaker()
    for outcome in (Outcome.FAILED, Outcome.FAILED, Outcome.ANSWERED, Outcome.FAILED):
        call(it, outcome)
    assert it.state is State.CLOSED, "an answer in between begins the count anew"
    call(it, Outcome.ABANDONED)
    call(it, Outcome.FAILED)
    assert it.state is State.CLOSED, "what nobody waited for counts for nothing"
    call(it, Outcome.FAILED)
    assert it.state is State.OPEN


def test_while_it_is_open_nobody_asks_and_then_one_does() -> None:
    it = opened(now=10.0)
    assert it.admit(10.0) is None
    assert it.admit(10.99) is None
    assert admitted(it, 11.0).probe
    assert it.state is State.HALF_OPEN
    assert it.admit(11.0) is None
    assert it.admit(1000.0) is None, "as long as the one has not come back"


@pytest.mark.parametrize(
    ("outcome", "state", "next_at"),
    [
        (Outcome.ANSWERED, State.CLOSED, 11.5),
        (Outcome.FAILED, State.OPEN, 12.5),
        (Outcome.ABANDONED, State.OPEN, 11.5),
    ],
)
def test_how_the_one_call_ends(outcome: Outcome, state: State, next_at: float) -> None:
    it = opened(now=10.0)
    it.report(admitted(it, 11.0), outcome, 11.5)
    assert it.state is state
    if next_at > 11.5:
        assert it.admit(next_at - 0.01) is None
    assert it.admit(next_at) is not None


def test_after_it_closed_the_count_begins_anew() -> None:
    it = opened(now=10.0)
    call(it, Outcome.ANSWERED, 11.0)
    call(it, Outcome.FAILED, 11.0)
    call(it, Outcome.FAILED, 11.0)
    assert it.state is State.CLOSED


def test_calls_that_began_before_it_opened() -> None:
    """Late failures neither count twice nor keep it open; a late answer proves that it works."""
    it = breaker()
    late = [admitted(it, 0.0) for _ in range(2)]
    for _ in range(3):
        call(it, Outcome.FAILED, 0.0)
    it.report(late[0], Outcome.FAILED, 0.9)
    assert admitted(it, 1.0).probe
    it.report(late[0], Outcome.FAILED, 1.1)
    assert it.state is State.HALF_OPEN
    it.report(late[1], Outcome.ANSWERED, 1.2)
    assert it.state is State.CLOSED


def test_a_probe_that_comes_back_when_all_is_well_again_changes_nothing() -> None:
    it = breaker()
    early = admitted(it, 0.0)
    for _ in range(3):
        call(it, Outcome.FAILED, 0.0)
    probe = admitted(it, 1.0)
    it.report(early, Outcome.ANSWERED, 1.1)
    it.report(probe, Outcome.FAILED, 6.0)
    assert it.state is State.CLOSED


@given(st.lists(st.tuples(st.sampled_from(Outcome), st.floats(0.0, 3.0)), max_size=60))
def test_it_never_stays_shut(steps: list[tuple[Outcome, float]]) -> None:
    """Whatever happened, one call is let through after the cooldown when none is on its way."""
    it, now = breaker(), 0.0
    for outcome, pause in steps:
        now += pause
        permit = it.admit(now)
        if permit is not None:
            it.report(permit, outcome, now)
    assert it.admit(now + COOLDOWN_S) is not None
