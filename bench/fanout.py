"""One stream to many destinations: what it costs us, others, and the bare kernel.

`python -m bench.fanout [--destinations 1,10,50,200] [--seconds 20] [--rounds 2] [--peers a,b]
[--json FILE]`. All contestants get the same file (6 Mb/s, 1080p30, 2 s GOP, AAC) in real time from
ffmpeg and send to the same sink. They take turns (A B A B), the middle of the rounds counts. A row
is void when a destination did not receive the bytes. Linux only.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from bench.contestants import CLIP_S, CONTESTANTS, MOST, sink
from bench.goals import print_goals
from bench.procs import cpu_seconds, memory
from tests.peers.ffmpeg import clip

ENOUGH = 0.9
"""A destination must get this share of the file's bit rate; the window cuts a GOP somewhere."""
SETTLE_S = 3.0
LONGEST_S = CLIP_S // 2


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement, or the middle of several. CPU in percent of one core, memory in bytes."""

    who: str
    destinations: int
    cpu: float
    rss: int
    pss: int
    delivered: float
    """Bytes that the worst served destination got, as a share of the file's bit rate."""
    valid: bool

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.destinations


async def measure(who: str, count: int, source: Path, seconds: float) -> Row:
    """Run one contestant once."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        async with (
            sink(folder / "sink") as to,
            CONTESTANTS[who](count, to, source, folder) as pids,
        ):
            await asyncio.sleep(SETTLE_S)
            before, start, used = await to.report(), loop.time(), cpu_seconds(pids)
            await asyncio.sleep(seconds)
            cpu, elapsed = cpu_seconds(pids) - used, loop.time() - start
            after, held = await to.report(), memory(pids)
    wanted = source.stat().st_size / CLIP_S * elapsed
    got = [total - before["bytes"].get(key, 0) for key, total in after["bytes"].items()]
    delivered = min(got) / wanted if len(got) == count else 0.0
    percent = 100 * cpu / elapsed
    return Row(who, count, percent, held.rss, held.pss, delivered, delivered >= ENOUGH)


def middle(rows: list[Row]) -> Row:
    """The median of several measurements of the same thing; valid only if all are."""
    one = rows[0]
    return Row(
        one.who,
        one.destinations,
        statistics.median(row.cpu for row in rows),
        int(statistics.median(row.rss for row in rows)),
        int(statistics.median(row.pss for row in rows)),
        min(row.delivered for row in rows),
        all(row.valid for row in rows),
    )


async def run(given: argparse.Namespace, say: Callable[[str], None]) -> list[Row]:
    source = clip(CLIP_S)
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    absent: set[str] = set()
    for count in given.destinations:
        for _ in range(given.rounds):
            for who in given.peers:
                fewer = min(count, MOST.get(who, count))
                if who in absent or (fewer < count and (fewer, who) in found):
                    continue
                try:
                    row = await measure(who, fewer, source, given.seconds)
                except pytest.skip.Exception as reason:
                    absent.add(who)
                    say(f"{who}: left out: {reason}")
                except (pytest.fail.Exception, OSError) as reason:
                    say(f"{who} x {fewer}: failed: {reason}")
                else:
                    found[fewer, who].append(row)
                    say(f"{who:>10} x {fewer:<3} {row.cpu:7.2f} % {row.rss / 1e6:7.1f} MB")
    return [middle(rows) for _, rows in sorted(found.items(), key=lambda item: item[0][0])]


def print_table(rows: list[Row]) -> None:
    """One line per contestant and count, with what the others cost in multiples of ours."""
    ours = {row.destinations: row for row in rows if row.who == "engine"}
    head = ("contestant", "dest.", "CPU %", "CPU %/dest", "ours is", "RSS MB", "PSS MB", "got")
    print(
        ("\n{:>12}" + "{:>7}" + "{:>9}" + "{:>12}" + "{:>10}" + "{:>9}" * 2 + "{:>7}").format(*head)
    )
    for row in rows:
        mine = ours.get(row.destinations)
        ratio = f"{mine.cpu_each / row.cpu_each:.2f}x" if mine and row.cpu_each else "-"
        cells = f"{row.who:>12}{row.destinations:>7}{row.cpu:>9.2f}{row.cpu_each:>12.4f}{ratio:>10}"
        cells += f"{row.rss / 1e6:>9.1f}{row.pss / 1e6:>9.1f}{row.delivered:>7.0%}"
        print(cells + ("" if row.valid else "  VOID: bytes are missing"))


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def words(text: str) -> list[str]:
    return text.split(",")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--destinations", type=numbers, default=[1, 10, 50, 200])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peers", type=words, default=list(CONTESTANTS))
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.seconds > LONGEST_S:
        raise SystemExit(f"--seconds: at most {LONGEST_S}, the clip has {CLIP_S}")
    if sys.platform != "linux":
        raise SystemExit("the benchmark reads /proc and runs on Linux only")
    with contextlib.suppress(KeyboardInterrupt):
        rows = asyncio.run(run(given, lambda text: print(text, flush=True)))
        print_table(rows)
        goals = print_goals(rows)
        if given.json:
            document = {"rows": [asdict(row) for row in rows], "goals": goals}
            given.json.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
