"""Pure: figures at even steps of time. What was not told is a gap, never a zero."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

NAN = math.nan


@dataclass(frozen=True, slots=True)
class Columns:
    """`at`: the beginning of each step, seconds since the epoch; `values`: one list per figure,
    each as long as `at`, None where nothing was told."""

    at: list[int]
    values: list[list[float | None]]


class Ring:
    """The last `capacity` steps of `step_s` seconds of several figures.

    Several tellings within one step become their mean, or their sum for figures whose place is in
    `summed`. Values are kept with the seven digits of a 32-bit float.
    """

    def __init__(
        self, step_s: int, capacity: int, width: int, summed: frozenset[int] = frozenset()
    ) -> None:
        self.step_s = step_s
        self._capacity = capacity
        self._width = width
        self._summed = summed
        self._steps = array("q", [-1]) * capacity
        self._values = array("f", [NAN]) * (capacity * width)
        self._totals = [0.0] * width
        self._counts = [0] * width

    @property
    def span_s(self) -> int:
        """How far back it reaches."""
        return self.step_s * self._capacity

    def put(self, now: float, figures: Sequence[float | None]) -> None:
        """What is so at `now` (seconds since the epoch, never going back by more than a step)."""
        step = int(now // self.step_s)
        place = step % self._capacity
        first = place * self._width
        if self._steps[place] != step:
            self._steps[place] = step
            self._values[first : first + self._width] = array("f", [NAN]) * self._width
            self._totals = [0.0] * self._width
            self._counts = [0] * self._width
        for index, figure in enumerate(figures):
            if figure is None:
                continue
            self._totals[index] += figure
            self._counts[index] += 1
            total, count = self._totals[index], self._counts[index]
            self._values[first + index] = total if index in self._summed else total / count

    def read(self, start: float, end: float, step_s: int) -> Columns:
        """The steps from `start` to `end` (seconds since the epoch), `step_s` wide: a multiple of
        the ring's own step."""
        merge = step_s // self.step_s
        first, last = int(start // step_s), int(end // step_s)
        at = [number * step_s for number in range(first, last + 1)]
        values: list[list[float | None]] = [[] for _ in range(self._width)]
        for number in range(first, last + 1):
            rows = [self._row(number * merge + offset) for offset in range(merge)]
            for index, column in enumerate(values):
                column.append(self._joined(index, [row[index] for row in rows if row is not None]))
        return Columns(at, values)

    def _row(self, step: int) -> Sequence[float] | None:
        place = step % self._capacity
        if step < 0 or self._steps[place] != step:
            return None
        return self._values[place * self._width : (place + 1) * self._width]

    def _joined(self, index: int, told: Sequence[float]) -> float | None:
        known = [value for value in told if not math.isnan(value)]
        if not known:
            return None
        total = sum(known)
        return round(total if index in self._summed else total / len(known), 3)
