"""The states of a destination and the one table of their transitions.

waiting      no input (or its connection is held while the encoder is away)
connecting   the first attempt since the input came is under way
live         proven: the server said that we publish, and bytes are being acknowledged
error        the last attempt failed; it stays so through further attempts until one is proven
"""

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    CONNECTING = "connecting"
    LIVE = "live"
    ERROR = "error"


class Event(StrEnum):
    ATTEMPT = "attempt"
    """A connection attempt begins."""
    HELD_OFF = "held_off"
    """There is input, but after an earlier failure it is too soon to try again."""
    PROVEN = "proven"
    """The server takes the stream and acknowledges bytes of it."""
    FAILED = "failed"
    """The attempt or the connection ended with an error."""
    INPUT_LOST = "input_lost"
    """Nothing comes in any more."""


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.ATTEMPT): State.CONNECTING,
    (State.WAITING, Event.HELD_OFF): State.ERROR,
    (State.WAITING, Event.PROVEN): State.LIVE,
    (State.WAITING, Event.FAILED): State.WAITING,
    (State.WAITING, Event.INPUT_LOST): State.WAITING,
    (State.CONNECTING, Event.ATTEMPT): State.CONNECTING,
    (State.CONNECTING, Event.PROVEN): State.LIVE,
    (State.CONNECTING, Event.FAILED): State.ERROR,
    (State.CONNECTING, Event.INPUT_LOST): State.WAITING,
    (State.LIVE, Event.PROVEN): State.LIVE,
    (State.LIVE, Event.FAILED): State.ERROR,
    (State.LIVE, Event.INPUT_LOST): State.WAITING,
    (State.ERROR, Event.ATTEMPT): State.ERROR,
    (State.ERROR, Event.HELD_OFF): State.ERROR,
    (State.ERROR, Event.PROVEN): State.LIVE,
    (State.ERROR, Event.FAILED): State.ERROR,
    (State.ERROR, Event.INPUT_LOST): State.WAITING,
}
"""Missing on purpose: a live destination never dials, and neither a live one nor one that is
connecting can be held off."""
