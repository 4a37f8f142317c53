"""Destinations of a server that knows them by their place: none is interrupted for another."""

from hypothesis import given
from hypothesis import strategies as st

from streamingpro.control.reconcile.destination import Destination
from streamingpro.control.reconcile.slots import VACANT, in_slots

A, B, C, D = (Destination(f"rtmp://{name}.example/app#key") for name in "abcd")
NAMED = st.sampled_from([A, B, C, D, Destination("rtmp://a.example/app#key", "ab" * 32)])
# Lists as the server may have them (also with vacant places), and what is wanted: outputs may go
# to the same address.
LISTS = st.lists(st.one_of(NAMED, st.just(VACANT)), max_size=8)
WANTED = st.lists(NAMED, max_size=8)


def test_who_stays_keeps_its_place_when_another_goes() -> None:
    assert in_slots([A, B, C], [B, C]) == (VACANT, B, C)
    assert in_slots([A, B, C], [A, C]) == (A, VACANT, C)


def test_vacant_places_at_the_end_are_given_back() -> None:
    assert in_slots([A, B, C], [A]) == (A,)
    assert in_slots([VACANT, B], []) == ()


def test_a_new_one_takes_a_vacant_place_first() -> None:
    assert in_slots([VACANT, B], [B, C]) == (C, B)
    assert in_slots([A, B, C], [B, C, D]) == (D, B, C)
    assert in_slots([A], [A, B, C]) == (A, B, C)


def test_another_order_is_no_change() -> None:
    assert in_slots([A, B, C], [C, A, B]) == (A, B, C)


def test_labels_are_not_told_to_a_server_that_keeps_none() -> None:
    assert in_slots([], [Destination(A.dest, "", "out-1")]) == (A,)
    assert in_slots([A], [Destination(A.dest, "", "out-1")]) == (A,)


def test_a_changed_fingerprint_is_another_destination() -> None:
    pinned = Destination(A.dest, "ab" * 32)
    assert in_slots([A, B], [pinned, B]) == (pinned, B)


@given(LISTS, WANTED)
def test_all_that_is_wanted_is_there_and_nothing_else(
    actual: list[Destination], wanted: list[Destination]
) -> None:
    made = in_slots(actual, wanted)
    assert sorted((one for one in made if one != VACANT), key=repr_of) == sorted(
        wanted, key=repr_of
    )
    assert made[-1:] != (VACANT,)


@given(LISTS, WANTED)
def test_the_fewest_places_change(actual: list[Destination], wanted: list[Destination]) -> None:
    """As many of the wanted as the server has already are where they were; the list grows only
    when every place is taken."""
    made = in_slots(actual, wanted)
    kept = [one for one, before in zip(made, actual, strict=False) if one == before != VACANT]
    shared = {one: min(actual.count(one), wanted.count(one)) for one in wanted}
    assert {one: kept.count(one) for one in shared} == shared
    assert len(made) <= max(len(actual), len(wanted))


@given(LISTS, WANTED)
def test_a_second_round_changes_nothing(
    actual: list[Destination], wanted: list[Destination]
) -> None:
    made = in_slots(actual, wanted)
    assert in_slots(made, wanted) == made


def repr_of(one: Destination) -> tuple[str, str]:
    return one.dest, one.fingerprint
