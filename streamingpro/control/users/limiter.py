"""Slows down who guesses passwords. Pure: the time is an argument, in seconds of any clock."""

from collections import OrderedDict
from dataclasses import dataclass

FREE_FAILURES = 5
FREE_FAILURES_PER_ADDRESS = 30
WINDOW_S = 300.0
MAX_KEYS = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    until: float


class LoginLimiter:
    """Counts failed sign-ins per e-mail and address, and per address alone.

    After 5 failures (30 per address) within 5 minutes nothing more is tried until 5 minutes
    after the last failure. Memory is bounded: the oldest counters are forgotten first.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def retry_after(self, email: str, address: str, now: float) -> float:
        """Seconds to wait before the next try; 0 when it may be made now."""
        waits = [
            entry.until - now
            for key, limit in _keys(email, address)
            if (entry := self._failures.get(key)) is not None and entry.count >= limit
        ]
        return max(0.0, *waits) if waits else 0.0

    def failed(self, email: str, address: str, now: float) -> None:
        """Count a failed try. Also call it before a slow check, and `succeeded` after it."""
        for key, _limit in _keys(email, address):
            entry = self._failures.pop(key, None)
            if entry is None or entry.until <= now:
                entry = _Failures(0, 0.0)
            entry.count += 1
            entry.until = now + WINDOW_S
            self._failures[key] = entry
        while len(self._failures) > MAX_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, email: str, address: str) -> None:
        """Forget the failures of this e-mail at this address, and one of the address."""
        (own, _), (shared, _) = _keys(email, address)
        self._failures.pop(own, None)
        if (entry := self._failures.get(shared)) is not None:
            entry.count -= 1


def _keys(email: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return ((email, address), FREE_FAILURES), (("", address), FREE_FAILURES_PER_ADDRESS)
