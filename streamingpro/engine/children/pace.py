"""Pace: frames leave when they are due by the wall clock."""

import time

_LATE_NS = 1_000_000_000
"""So late means that the machine slept or the disk stalled: go on from now, don't hurry."""


class Pace:
    """Maps the timeline (ns) to the monotonic clock, from the first frame on."""

    def __init__(self) -> None:
        self._zero: int | None = None

    def wait(self, at: int) -> None:
        """Return when `at` is due."""
        now = time.monotonic_ns()
        if self._zero is None:
            self._zero = now - at
        late = now - at - self._zero
        if late > _LATE_NS:
            self._zero += late
        elif late < 0:
            time.sleep(-late / 1e9)
