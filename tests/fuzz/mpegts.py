"""Mutation fuzzing of MPEG-TS: TsScanner, TsDemuxer and shift.

    python -m tests.fuzz.mpegts [RUNS] [SEED]

The corpus is tests/data/mpegts. Each input is some packets of a real stream, damaged in one of
the ways that happen to streams (bytes changed, packets lost, doubled, mixed, cut) or with
well-formed tables that lie. Whatever it is, nothing raises, what comes out is whole packets, and
scanner and demuxer, which meet thousands of inputs before they are replaced, stay small. Anything
else ends the run with the input in hexadecimal. A run that hangs is killed with a traceback.
"""

import faulthandler
import random
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from streamingpro.protocols.mpegts import ContinuityMap, TsDemuxer, TsScanner, shift
from streamingpro.protocols.mpegts.packets import PACKET, is_aligned
from streamingpro.protocols.mpegts.psi import crc32

DATA = Path(__file__).parents[1] / "data" / "mpegts"
HANG_SECONDS = 60
MOST_BYTES = 64 << 20
_MOST_PACKETS = 12
_LIFETIME = 2000
"""Inputs that one scanner and one demuxer meet."""


@dataclass(slots=True)
class Tally:
    """What a run did; `frames` came out of the demuxer, `damages` were counted by both."""

    runs: int = 0
    frames: int = 0
    damages: int = 0
    keyframes: int = 0
    problems: set[str] = field(default_factory=set)
    scanner: TsScanner = field(default_factory=TsScanner)
    demuxer: TsDemuxer = field(default_factory=TsDemuxer)
    counters: ContinuityMap = field(default_factory=ContinuityMap)


def corpus() -> list[bytes]:
    """The streams."""
    return [path.read_bytes() for path in sorted(DATA.glob("*.ts"))]


def excerpt(rng: random.Random, stream: bytes) -> bytearray:
    """A few packets, often from the beginning, where the tables are."""
    count = rng.randint(1, _MOST_PACKETS)
    first = 0 if rng.random() < 0.3 else rng.randrange(max(len(stream) // PACKET - count, 1))
    return bytearray(stream[first * PACKET : (first + count) * PACKET])


def mutate(rng: random.Random, data: bytearray, other: bytes) -> bytes:
    """`data` with one to four changes."""
    for _ in range(rng.randint(1, 4)):
        rng.choice(_MUTATIONS)(rng, data, other)
    return bytes(data)


def _near_head(rng: random.Random, data: bytearray) -> int:
    """A place near the beginning of some packet, where everything is said."""
    start = rng.randrange(len(data) // PACKET + 1) * PACKET
    return min(start + int(rng.expovariate(1 / 15)), max(len(data) - 1, 0))


def _change(rng: random.Random, data: bytearray, other: bytes) -> None:
    pos = _near_head(rng, data)
    data[pos : pos + 1] = bytes((rng.choice((0, 0xFF, 0x7F, 0x80, rng.randrange(256))),))


def _flip(rng: random.Random, data: bytearray, other: bytes) -> None:
    if data:
        data[_near_head(rng, data)] ^= 1 << rng.randrange(8)


def _cut(rng: random.Random, data: bytearray, other: bytes) -> None:
    pos = rng.randrange(len(data) + 1)
    del data[pos : pos + rng.choice((1, 3, 16, 187, 188, 189))]


def _insert(rng: random.Random, data: bytearray, other: bytes) -> None:
    pos = rng.randrange(len(data) + 1)
    data[pos:pos] = rng.choice((b"\x47", b"\0" * 4, b"\xff" * 16, rng.randbytes(8), b"\x47" * 188))


def _lose_packet(rng: random.Random, data: bytearray, other: bytes) -> None:
    start = rng.randrange(len(data) // PACKET + 1) * PACKET
    del data[start : start + PACKET]


def _double_packet(rng: random.Random, data: bytearray, other: bytes) -> None:
    start = rng.randrange(len(data) // PACKET + 1) * PACKET
    data[start:start] = data[start : start + PACKET]


def _mix(rng: random.Random, data: bytearray, other: bytes) -> None:
    start = rng.randrange(len(data) // PACKET + 1) * PACKET
    data[start:start] = excerpt(rng, other)


def _lie(rng: random.Random, data: bytearray, other: bytes) -> None:
    """Change a table and make its CRC right again."""
    for start in range(0, len(data) - PACKET + 1, PACKET):
        if data[start + 1] & 0x40 and data[start + 3] & 0x30 == 0x10 and data[start + 5] in (0, 2):
            size = (data[start + 6] & 0x0F) << 8 | data[start + 7]
            end = start + 8 + size
            if size > 8 and end <= start + PACKET:
                data[rng.randrange(start + 8, end)] = rng.randrange(256)
                data[end - 4 : end] = crc32(bytes(data[start + 5 : end - 4])).to_bytes(4, "big")


_Mutation = Callable[[random.Random, bytearray, bytes], None]
_MUTATIONS: tuple[_Mutation, ...] = (
    _change, _change, _flip, _flip, _cut, _insert, _lose_packet, _double_packet, _mix, _lie, _lie,
)  # fmt: skip


def check(tally: Tally, data: bytes, rng: random.Random) -> None:
    """Put one input through scanner, demuxer and shift."""
    tally.runs += 1
    if tally.runs % _LIFETIME == 0:
        tally.scanner, tally.demuxer = TsScanner(), TsDemuxer()
    cut = rng.randrange(len(data) + 1)
    for part in (data[:cut], data[cut:]):
        pieces = tally.scanner.feed(part)
        tally.keyframes += sum(piece.keyframe for piece in pieces)
        passed = b"".join(piece.data for piece in pieces)
        assert is_aligned(passed)
        assert all(piece.data for piece in pieces)
        assert is_aligned(shift(passed, rng.getrandbits(40), tally.counters))
        for frame in tally.demuxer.feed(part):
            assert frame.data
            tally.frames += 1
    assert len(tally.scanner.tracks) <= 32
    assert len(tally.demuxer.tracks) <= 32
    assert len(tally.counters.last) <= 8192
    tally.damages += tally.scanner.malformed + tally.demuxer.malformed
    tally.problems |= {tally.scanner.problem, tally.demuxer.problem}


def run(runs: int, seed: int) -> Tally:
    """Fuzz; AssertionError with the input when something raises."""
    rng = random.Random(seed)
    tally, streams = Tally(), corpus()
    for _ in range(runs):
        data = mutate(rng, excerpt(rng, rng.choice(streams)), rng.choice(streams))
        try:
            check(tally, data, rng)
        except Exception as error:
            raise AssertionError(f"input {data.hex()}") from error
    tally.frames += len(tally.demuxer.flush())
    return tally


def main() -> None:
    """Run from the command line."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    faulthandler.dump_traceback_later(HANG_SECONDS * (1 + runs // 20_000), exit=True)
    tracemalloc.start(1)
    tally = run(runs, seed)
    _, peak = tracemalloc.get_traced_memory()
    assert peak < MOST_BYTES, f"{peak} bytes at the worst moment"
    found = f"{tally.frames} frames, {tally.keyframes} keyframes, {len(tally.problems)} problems"
    print(f"{tally.runs} inputs, {found}, at most {peak >> 10} kB")


if __name__ == "__main__":
    main()
