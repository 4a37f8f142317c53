"""What a server's words, and its hanging up, mean for who publishes to it."""

import pytest

from streamingpro.engine.forward.errors import ErrorKind
from streamingpro.engine.forward.reception import Reception
from streamingpro.protocols.rtmp import events

CONNECTED = events.Connected({})
STARTED = events.PublishStarted(1, "")
RESET = ConnectionResetError()
TURNED_AWAY = "when the stream key was sent"


def reception(*heard: events.Event, start_counts: bool = True) -> Reception:
    made = Reception("h.example", lambda text: text.upper(), start_counts=start_counts)
    for event in heard:
        assert made.heard(event) is None
    return made


@pytest.mark.parametrize(
    ("heard", "start_counts", "error", "kind", "words"),
    [
        ((), True, None, ErrorKind.NETWORK, "before it took the stream"),
        ((), True, RESET, ErrorKind.NETWORK, "keep the connection to h.example"),
        ((CONNECTED,), True, None, ErrorKind.REJECTED, TURNED_AWAY),
        ((CONNECTED,), True, RESET, ErrorKind.REJECTED, TURNED_AWAY),
        ((CONNECTED,), True, TimeoutError(), ErrorKind.TIMEOUT, "h.example"),
        ((CONNECTED, STARTED), True, None, ErrorKind.NETWORK, "The server closed the connection."),
        ((CONNECTED, STARTED), True, RESET, ErrorKind.NETWORK, "h.example"),
        ((CONNECTED, STARTED), False, None, ErrorKind.REJECTED, TURNED_AWAY),
        ((CONNECTED, STARTED), False, RESET, ErrorKind.REJECTED, TURNED_AWAY),
        ((CONNECTED, STARTED), False, TimeoutError(), ErrorKind.TIMEOUT, "h.example"),
    ],
)
def test_the_end_of_the_connection(
    heard: tuple[events.Event, ...],
    start_counts: bool,
    error: OSError | None,
    kind: ErrorKind,
    words: str,
) -> None:
    problem = reception(*heard, start_counts=start_counts).lost(error)
    assert (problem.kind, words in problem.message) == (kind, True), problem.message


@pytest.mark.parametrize(
    "event",
    [
        events.Refused("publish", "Some.Code", "no such key", ""),
        events.StatusReceived("error", "Some.Code", "no such key"),
    ],
)
def test_a_no_is_quoted_fit_to_be_shown(event: events.Event) -> None:
    problem = reception(CONNECTED).heard(event)
    assert problem is not None
    assert problem.kind is ErrorKind.REJECTED
    assert "“NO SUCH KEY” (SOME.CODE)" in problem.message


def test_a_no_without_words() -> None:
    problem = reception(CONNECTED).heard(events.Refused("publish", "", "", ""))
    assert problem is not None
    assert "“NO REASON GIVEN” (no code)" in problem.message


@pytest.mark.parametrize(
    ("start_counts", "kind"), [(True, ErrorKind.NETWORK), (False, ErrorKind.REJECTED)]
)
def test_the_end_of_the_stream_is_a_refusal_while_the_key_is_being_judged(
    start_counts: bool, kind: ErrorKind
) -> None:
    problem = reception(CONNECTED, STARTED, start_counts=start_counts).heard(events.StreamEnded())
    assert problem is not None
    assert problem.kind is kind


def test_other_words_mean_nothing() -> None:
    made = reception(CONNECTED, STARTED)
    assert made.heard(events.StatusReceived("status", "Some.Code", "")) is None
    assert made.heard(events.AcknowledgementReceived(5)) is None
