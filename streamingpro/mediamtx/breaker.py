"""Pure: a server that fails again and again is left alone for a moment.

            FAILED, `failures` in a row          `cooldown_s` later: one call is let through
    CLOSED ─────────────────────────────▶ OPEN ────────────────────────────────▶ HALF_OPEN
       ▲                                   ▲ ▲         FAILED: wait again            │ │
       │                                   │ └───────────────────────────────────────┘ │
       └───── ANSWERED, of whatever call ──┴─── ABANDONED: the next call may try ──────┘

Without it, every part of a program that asks a server which accepts connections and says nothing
waits for its own timeout, again and again. Time is seconds of any monotonic clock.
"""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """What becomes of the next call."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


class Outcome(Enum):
    """How a call went: the server answered sensibly; it did not; nobody waited for the end."""

    ANSWERED = "answered"
    FAILED = "failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Permit:
    """A call that was let through, in which period (`round`) of the breaker."""

    round: int
    probe: bool = False


class Breaker:
    """Opens after `failures` calls in a row have failed, lets one through every `cooldown_s`."""

    def __init__(self, failures: int = 5, cooldown_s: float = 1.0) -> None:
        self.state = State.CLOSED
        self._limit = failures
        self._cooldown_s = cooldown_s
        self._failures = 0
        self._round = 0
        self._until = 0.0

    def admit(self, now: float) -> Permit | None:
        """Leave for one call, whose outcome must be reported; None while there is none."""
        if self.state is State.CLOSED:
            return Permit(self._round)
        if self.state is State.HALF_OPEN or now < self._until:
            return None
        self.state = State.HALF_OPEN
        return Permit(self._round, probe=True)

    def report(self, permit: Permit, outcome: Outcome, now: float) -> None:
        """A call has ended. Failures of calls that began before the breaker opened tell nothing
        new, an answer to one of them does."""
        if outcome is Outcome.ANSWERED:
            self._close()
        elif permit.round != self._round:
            pass
        elif permit.probe:
            self._open(now + self._cooldown_s if outcome is Outcome.FAILED else now)
        elif outcome is Outcome.FAILED:
            self._failures += 1
            if self._failures >= self._limit:
                self._open(now + self._cooldown_s)

    def _close(self) -> None:
        if self.state is not State.CLOSED:
            self._round += 1
        self.state, self._failures = State.CLOSED, 0

    def _open(self, until: float) -> None:
        self.state, self._until = State.OPEN, until
        self._failures = 0
        self._round += 1
