"""CPU time and memory of processes, from /proc (Linux)."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.processes import runs

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """`rss` counts shared pages in full, `pss` the fair share (bytes)."""

    rss: int
    pss: int


def with_children(pids: Iterable[int]) -> list[int]:
    """The processes and all their living descendants."""
    found = list(pids)
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):  # it has just ended
                found += [int(child) for child in task.read_text().split() if runs(int(child))]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time used so far. Raises FileNotFoundError when one is gone."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total * TICK_S


def memory(pids: Iterable[int]) -> Memory:
    """The memory they hold now, added up."""
    rss = pss = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "Rss":
                rss += int(value.split()[0]) * 1024
            elif name == "Pss":
                pss += int(value.split()[0]) * 1024
    return Memory(rss, pss)
