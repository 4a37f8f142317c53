"""Figures per second from counters that only grow."""

from collections import deque

WINDOW_S = 4.0


class Rate:
    """The mean growth per second of a counter over the last `WINDOW_S` seconds."""

    __slots__ = ("_samples", "per_second")

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()
        self.per_second = 0.0

    def sample(self, total: int, now: float) -> None:
        """Take the counter's present value; called about once a second."""
        samples = self._samples
        samples.append((now, total))
        while len(samples) > 2 and now - samples[1][0] >= WINDOW_S:
            samples.popleft()
        began, first = samples[0]
        self.per_second = (total - first) / (now - began) if now > began else 0.0

    def reset(self) -> None:
        self._samples.clear()
        self.per_second = 0.0
