"""Pace: frames leave when they are due by the wall clock."""

import time
from collections.abc import Callable

_LATE_NS = 1_000_000_000
"""So late means that the machine slept or the disk stalled: go on from now, don't hurry."""


class Pace:
    """Maps the timeline (ns) to the clock, from the first frame on."""

    def __init__(
        self,
        now: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`now` in ns, `sleep` takes seconds."""
        self._now = now
        self._sleep = sleep
        self._zero: int | None = None

    def wait(self, at: int) -> None:
        """Return when `at` is due."""
        now = self._now()
        if self._zero is None:
            self._zero = now - at
        late = now - at - self._zero
        if late > _LATE_NS:
            self._zero += late
        elif late < 0:
            self._sleep(-late / 1e9)
