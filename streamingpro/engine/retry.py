"""When to try again: by kind of error, with jitter. Pure: randomness and time are arguments."""

import random
from collections.abc import Callable, Container

FIRST_S = 1.0
LONGEST_S = 30.0
SAID_NO_S = 30.0
STEADY_S = 30.0


class Retry:
    """Delays of one destination or source: `first_s` doubling to `longest_s` with full jitter for
    trouble on the way, 30 s for the kinds in `said_no` (platforms take quick retries for a second
    session)."""

    def __init__(
        self,
        uniform: Callable[[float, float], float] = random.uniform,
        *,
        said_no: Container[str],
        first_s: float = FIRST_S,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._uniform = uniform
        self._said_no = said_no
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def succeeded_for(self, seconds: float) -> None:
        """The connection lasted; after `STEADY_S` an old row of failures is forgotten."""
        if seconds >= STEADY_S:
            self._failures = 0

    def delay_s(self, kind: str) -> float:
        """Seconds to wait after one more failure of this kind; never under `first_s`."""
        longest = min(self._longest_s, self._first_s * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        if kind in self._said_no:
            return SAID_NO_S
        return self._uniform(self._first_s, max(self._first_s, longest))
