"""Requests for what is not there yet: a segment or part that the stream will bring soon."""

import asyncio
from collections import deque
from collections.abc import Callable

AT_ONCE = 64
"""Requests answered in one turn of the loop: thousands of viewers wait for the same part, and
nobody else's frames may wait for them."""


class Waiting:
    """Calls `resume` of each request when its condition holds, or its time is up."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._requests: list[tuple[Callable[[], bool], Callable[[], None], float]] = []
        self._due: deque[Callable[[], None]] = deque()
        self._turn: asyncio.Handle | None = None

    @property
    def count(self) -> int:
        """How many wait."""
        return len(self._requests)

    def add(self, ready: Callable[[], bool], resume: Callable[[], None], within_s: float) -> None:
        """Wait until `ready` is true, at most `within_s` seconds (and one more)."""
        self._requests.append((ready, resume, self._loop.time() + within_s))

    def look(self, now: float | None = None) -> None:
        """Something has changed, or time has passed (`now`)."""
        if not self._requests:
            return
        kept = []
        for request in self._requests:
            ready, resume, deadline = request
            if ready() or (now is not None and now >= deadline):
                self._due.append(resume)
            else:
                kept.append(request)
        self._requests = kept
        self._go_on()

    def release(self) -> None:
        """Let everybody go on with what there is."""
        self._due.extend(resume for _, resume, _ in self._requests)
        self._requests = []
        self._go_on()

    def _go_on(self) -> None:
        if self._due and self._turn is None:
            self._turn = self._loop.call_soon(self._answer_some)

    def _answer_some(self) -> None:
        self._turn = None
        for _ in range(min(AT_ONCE, len(self._due))):
            self._due.popleft()()
        self._go_on()
