"""Requests for what is not there yet: a segment or part that the stream will bring soon."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

AT_ONCE = 64
"""Requests answered in one turn of the loop: thousands of viewers wait for the same part, and
nobody else's frames may wait for them."""


class _Waiter(NamedTuple):
    ready: Callable[[], bool]
    resume: Callable[[], None]
    deadline: float


class Waiting:
    """Calls `resume` of each request once: when its condition holds, or its time is up."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiters: list[_Waiter] = []
        self._due: deque[Callable[[], None]] = deque()
        self._turn: asyncio.Handle | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def count(self) -> int:
        """How many wait."""
        return len(self._waiters)

    def add(self, ready: Callable[[], bool], resume: Callable[[], None], within_s: float) -> None:
        """Wait until `ready` is true, at most `within_s` seconds."""
        deadline = self._loop.time() + within_s
        self._waiters.append(_Waiter(ready, resume, deadline))
        if self._timer is None or deadline < self._timer.when():
            self._arm(deadline)

    def look(self, now: float | None = None) -> None:
        """Something has changed, or time has passed."""
        if not self._waiters:
            return
        now = self._loop.time() if now is None else now
        kept = []
        for waiter in self._waiters:
            if now >= waiter.deadline or waiter.ready():
                self._due.append(waiter.resume)
            else:
                kept.append(waiter)
        self._waiters = kept
        self._arm(min((waiter.deadline for waiter in kept), default=None))
        self._go_on()

    def release(self) -> None:
        """Let everybody go on with what there is."""
        self._due.extend(waiter.resume for waiter in self._waiters)
        self._waiters = []
        self._arm(None)
        self._go_on()

    def _arm(self, deadline: float | None) -> None:
        """One timer, for the first whose time is up."""
        if self._timer is not None:
            if self._timer.when() == deadline:
                return
            self._timer.cancel()
            self._timer = None
        if deadline is not None:
            self._timer = self._loop.call_at(deadline, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self.look()

    def _go_on(self) -> None:
        if self._due and self._turn is None:
            self._turn = self._loop.call_soon(self._answer_some)

    def _answer_some(self) -> None:
        self._turn = None
        for _ in range(min(AT_ONCE, len(self._due))):
            self._due.popleft()()
        self._go_on()
