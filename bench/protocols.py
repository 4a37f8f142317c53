"""Each way through the server: what it costs us, and others.

`python -m bench.protocols [--ways a,b] [--seconds 10] [--rounds 2] [--peers engine,mediamtx]
[--json FILE]`. All get the same file (6 Mb/s, 1080p30, 2 s GOP, AAC) in real time from ffmpeg and
send to the same sinks. Contestants take turns (A B A B), the middle of the rounds counts. Children
that convert are counted. Linux only.

"stream" is what the way costs with one destination (viewer), "further" what each one more adds. Of
ours / theirs, below 1 means that we cost less.
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

from bench.contestants import CLIP_S
from bench.fanout import ENOUGH, LONGEST_S, SETTLE_S, words
from bench.procs import cpu_seconds, memory
from bench.ways import WAYS, WHO, Way, receiver
from tests.peers.ffmpeg import clip


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement, or the middle of several. CPU in percent of a core, memory (PSS) in bytes.

    `delivered`: bytes that the worst served destination got, as a share of the file's bit rate.
    """

    way: str
    who: str
    count: int
    cpu: float
    pss: int
    delivered: float

    @property
    def valid(self) -> bool:
        return self.delivered >= ENOUGH


async def measure(way: Way, who: str, count: int, source: Path, seconds: float) -> Row:
    """Run one contestant once."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        async with (
            receiver(way.out, folder / "sink") as to,
            WHO[who](way, count, to, source, folder) as pids,
        ):
            await asyncio.sleep(SETTLE_S)
            before, start, used = await to.report(), loop.time(), cpu_seconds(pids)
            await asyncio.sleep(seconds)
            cpu, elapsed = cpu_seconds(pids) - used, loop.time() - start
            after, held = await to.report(), memory(pids)
    delivered = 1.0
    if way.out != "hls":
        wanted = source.stat().st_size / CLIP_S * elapsed
        got = [total - before["bytes"].get(key, 0) for key, total in after["bytes"].items()]
        delivered = min(got) / wanted if len(got) == count else 0.0
    return Row(way.name, who, count, 100 * cpu / elapsed, held.pss, delivered)


def middle(rows: list[Row]) -> Row:
    """The median of several measurements of the same thing; valid only if all are."""
    one = rows[0]
    return Row(
        one.way,
        one.who,
        one.count,
        statistics.median(row.cpu for row in rows),
        int(statistics.median(row.pss for row in rows)),
        min(row.delivered for row in rows),
    )


async def run(given: argparse.Namespace, say: Callable[[str], None]) -> list[Row]:
    source = clip(CLIP_S)
    found: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for way in (WAYS[name] for name in given.ways):
        peers = [who for who in ("engine", *way.peers) if who in given.peers]
        for count in way.counts:
            for _ in range(given.rounds):
                for who in peers:
                    what = f"{way.name:>18} {who:>17} x {count:<3}"
                    try:
                        row = await measure(way, who, count, source, given.seconds)
                    except pytest.skip.Exception as reason:
                        say(f"{what} left out: {reason}")
                    except (pytest.fail.Exception, OSError) as reason:
                        say(f"{what} failed: {reason}")
                    else:
                        found[way.name, count, who].append(row)
                        void = "" if row.valid else f"  VOID: {row.delivered:.0%} of the bytes"
                        say(f"{what} {row.cpu:7.2f} % {row.pss / 1e6:7.1f} MB{void}")
    return [middle(rows) for rows in found.values()]


def print_table(rows: list[Row]) -> None:
    """A Markdown table: one line per way, count and contestant."""
    by = {(row.way, row.count, row.who): row for row in rows if row.valid}
    print("\n| way | who | with | CPU % | each further % | ours / theirs | further | PSS MB |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: |")
    for row in rows:
        mine = by.get((row.way, row.count, "engine"))
        further, my_further = _further(by, row.way, row.who), _further(by, row.way, "engine")
        last = row.count == WAYS[row.way].counts[-1]
        cells = [
            row.way,
            row.who,
            str(row.count),
            f"{row.cpu:.2f}" if row.valid else "void",
            f"{further:.3f}" if further is not None and last else "–",
            _ratio(mine.cpu if mine else None, row.cpu) if row.who != "engine" else "–",
            _ratio(my_further, further) if row.who != "engine" and last else "–",
            f"{row.pss / 1e6:.1f}",
        ]
        print(f"| {' | '.join(cells)} |")


def _further(by: dict[tuple[str, int, str], Row], way: str, who: str) -> float | None:
    """CPU of each destination beyond the fewest, in percent."""
    counts = WAYS[way].counts
    few, many = by.get((way, counts[0], who)), by.get((way, counts[-1], who))
    if few is None or many is None or counts[0] == counts[-1]:
        return None
    return (many.cpu - few.cpu) / (counts[-1] - counts[0])


def _ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if ours is not None and theirs else "–"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ways", type=words, default=list(WAYS))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peers", type=words, default=list(WHO))
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.seconds > LONGEST_S:
        raise SystemExit(f"--seconds: at most {LONGEST_S}")
    if sys.platform != "linux":
        raise SystemExit("the benchmark reads /proc and runs on Linux only")
    with contextlib.suppress(KeyboardInterrupt):
        rows = asyncio.run(run(given, lambda text: print(text, flush=True)))
        print_table(rows)
        if given.json:
            given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
