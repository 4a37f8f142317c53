"""The goals of the fan-out, and whether a run met them."""

from collections.abc import Sequence
from typing import Protocol


class Measured(Protocol):
    """What a row must tell."""

    @property
    def who(self) -> str: ...
    @property
    def destinations(self) -> int: ...
    @property
    def cpu_each(self) -> float: ...
    @property
    def rss(self) -> int: ...
    @property
    def valid(self) -> bool: ...


def print_goals(rows: Sequence[Measured]) -> dict[str, str]:
    """Print each goal with the measured value; name → "met 0.95 …" for the JSON file."""
    by = {(row.who, row.destinations): row for row in rows if row.valid}
    result: dict[str, str] = {}

    def judge(goal: str, value: float | None, limit: float) -> None:
        if value is None:
            result[goal] = "not measured"
        else:
            verdict = "met" if value <= limit else "MISSED"
            result[goal] = f"{verdict}: {value:.3f} (limit {limit:g})"
        print(f"  {goal}: {result[goal]}")

    def ratio(peer: str, at: int, ours_at: int) -> float | None:
        mine, other = by.get(("engine", ours_at)), by.get((peer, at))
        return mine.cpu_each / other.cpu_each if mine and other and other.cpu_each else None

    print("\ngoals")
    judge("CPU per destination at 200, times nginx-rtmp push", ratio("nginx", 200, 200), 1.0)
    judge("CPU per destination at 200, times the kernel floor", ratio("floor", 200, 200), 1.3)
    judge("CPU per destination at 200, times one ffmpeg each", ratio("ffmpeg", 10, 200), 1 / 20)
    fifty, most = by.get(("engine", 50)), by.get(("engine", 200))
    judge("memory at 50 destinations, MB", fifty.rss / 1e6 if fifty else None, 80)
    more = (most.rss - fifty.rss) / 150 / 1e6 if fifty and most else None
    judge("memory for each further destination, MB", more, 0.5)
    return result
