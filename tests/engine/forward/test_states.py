"""The table of a destination's states is whole, and says what the design says."""

from itertools import product

import pytest

from streamingpro.engine.forward.states import TRANSITIONS, Event, State

MISSING_ON_PURPOSE = {
    (State.LIVE, Event.ATTEMPT),
    (State.LIVE, Event.HELD_OFF),
    (State.CONNECTING, Event.HELD_OFF),
}
"""A live destination never dials; neither it nor one that is dialling can be held off."""


def test_every_event_in_every_state_is_decided() -> None:
    assert set(product(State, Event)) - set(TRANSITIONS) == MISSING_ON_PURPOSE


@pytest.mark.parametrize("state", State)
def test_without_input_a_destination_waits_whatever_it_was(state: State) -> None:
    assert TRANSITIONS[state, Event.INPUT_LOST] is State.WAITING


@pytest.mark.parametrize("state", State)
def test_live_is_reached_by_proof_and_by_nothing_else(state: State) -> None:
    assert TRANSITIONS[state, Event.PROVEN] is State.LIVE
    for event in set(Event) - {Event.PROVEN}:
        assert TRANSITIONS.get((state, event)) is not State.LIVE


def test_an_error_stays_through_further_attempts_until_one_is_proven() -> None:
    assert TRANSITIONS[State.ERROR, Event.ATTEMPT] is State.ERROR
    assert TRANSITIONS[State.ERROR, Event.FAILED] is State.ERROR


def test_a_held_connection_that_breaks_is_no_error_of_the_moment() -> None:
    assert TRANSITIONS[State.WAITING, Event.FAILED] is State.WAITING


def test_with_input_but_too_soon_to_try_again_the_error_is_shown() -> None:
    assert TRANSITIONS[State.WAITING, Event.HELD_OFF] is State.ERROR
