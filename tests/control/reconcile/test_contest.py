"""Two that claim one media server: the second loss in a row ends the quarrel."""

import pytest

from streamingpro.control.reconcile.contest import WINDOW_S, Contest

OURS, THEIRS = "http://ours/", "http://theirs/"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([""], [True]),
        ([THEIRS], [True]),  # whatever a new server points to
        (["", OURS, OURS], [True, True, True]),
        (["", THEIRS, OURS], [True, True, True]),  # undone once
        (["", THEIRS, THEIRS, THEIRS], [True, True, False, False]),
        (["", THEIRS, THEIRS, OURS, OURS], [True, True, False, True, True]),
    ],
)
def test_who_lets_go(found: list[str], expected: list[bool]) -> None:
    contest = Contest()
    assert [contest.may_take(one, OURS, 3.0 * n) for n, one in enumerate(found)] == expected


def test_a_change_now_and_then_is_no_quarrel() -> None:
    contest = Contest()
    times = (0, 1, 1 + WINDOW_S, 1 + 2 * WINDOW_S)
    assert [contest.may_take(THEIRS, OURS, now) for now in times] == [True] * 4


def test_a_restarted_server_is_taken_anew() -> None:
    contest = Contest()
    assert [contest.may_take(THEIRS, OURS, n) for n in range(3)] == [True, True, False]
    contest.forget()
    assert contest.may_take(THEIRS, OURS, 3)


def test_our_own_address_may_change() -> None:
    contest = Contest()
    assert contest.may_take("", OURS, 0)
    assert contest.may_take(OURS, "http://ours-now/", 1)
    assert contest.may_take("http://ours-now/", "http://ours-now/", 2)
