"""Retries: by kind of error, never faster than promised, never given up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.engine.forward.errors import SERVER_SAID_NO, ErrorKind
from streamingpro.engine.retry import FIRST_S, LONGEST_S, SAID_NO_S, STEADY_S, Retry

KINDS = st.sampled_from(list(ErrorKind))
ON_THE_WAY = [kind for kind in ErrorKind if kind not in SERVER_SAID_NO]


def longest(low: float, high: float) -> float:
    return high


@given(st.lists(st.tuples(KINDS, st.floats(0, 100)), max_size=40))
def test_no_delay_is_under_a_second_or_over_thirty(row: list[tuple[ErrorKind, float]]) -> None:
    retry = Retry(said_no=SERVER_SAID_NO)
    for kind, lasted_s in row:
        retry.succeeded_for(lasted_s)
        delay = retry.delay_s(kind)
        assert FIRST_S <= delay <= LONGEST_S
        if kind in SERVER_SAID_NO:
            assert delay == SAID_NO_S


@given(st.lists(KINDS, max_size=20))
def test_a_server_that_says_no_is_left_alone_for_thirty_seconds(before: list[ErrorKind]) -> None:
    retry = Retry(said_no=SERVER_SAID_NO)
    for kind in before:
        retry.delay_s(kind)
    for kind in SERVER_SAID_NO:
        assert retry.delay_s(kind) == 30


def test_who_has_said_no() -> None:
    assert {ErrorKind.REJECTED, ErrorKind.TLS, ErrorKind.CODEC} == SERVER_SAID_NO


@pytest.mark.parametrize("kind", ON_THE_WAY)
def test_trouble_on_the_way_doubles_from_one_to_thirty_seconds(kind: ErrorKind) -> None:
    retry = Retry(longest, said_no=SERVER_SAID_NO)
    assert [retry.delay_s(kind) for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_the_jitter_is_over_the_whole_range() -> None:
    asked: list[tuple[float, float]] = []

    def remember(low: float, high: float) -> float:
        asked.append((low, high))
        return low

    retry = Retry(remember, said_no=SERVER_SAID_NO)
    for _ in range(3):
        assert retry.delay_s(ErrorKind.NETWORK) == 1
    assert asked == [(1, 1), (1, 2), (1, 4)]


def test_a_connection_that_lasted_forgives_the_failures_before_it() -> None:
    retry = Retry(longest, said_no=SERVER_SAID_NO)
    for _ in range(5):
        retry.delay_s(ErrorKind.NETWORK)
    retry.succeeded_for(STEADY_S - 0.1)
    assert retry.delay_s(ErrorKind.NETWORK) == 30
    retry.succeeded_for(STEADY_S)
    assert retry.delay_s(ErrorKind.NETWORK) == 1


def test_a_thousand_failures_do_not_overflow() -> None:
    retry = Retry(longest, said_no=SERVER_SAID_NO)
    assert [retry.delay_s(ErrorKind.DNS) for _ in range(1000)][-1] == 30
