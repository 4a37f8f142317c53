"""Mutation fuzzing of the conversions between FLV and MPEG-TS, both ways.

    python -m tests.fuzz.conversion [RUNS] [SEED]

The corpus is tests/data/media. Converters live long and are fed mutated messages or packets
between good ones; whatever comes, they raise nothing, write only well-formed output, and stay
small. Anything else ends the run with the seed. A run that hangs is killed with a traceback.
"""

import faulthandler
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from streamingpro.protocols.flv import FlvReader
from streamingpro.protocols.mpegts.from_flv import FlvToTs
from streamingpro.protocols.mpegts.to_flv import Item, TsToFlv
from tests.fuzz.flv import mutate

DATA = Path(__file__).parents[1] / "data" / "media"
HANG_SECONDS = 60
PACKET = 188
_LIFETIME = 400
_LARGEST_BURST = 8 << 20


@dataclass(slots=True)
class Tally:
    """What a run did: inputs, packets and messages that came out, inputs found malformed."""

    runs: int = 0
    packets: int = 0
    messages: int = 0
    malformed: int = 0


def corpus() -> list[list[Item]]:
    """The messages of each fixture."""
    found = []
    for path in sorted(DATA.glob("*.flv")):
        tags = FlvReader().feed(path.read_bytes())
        found.append([(tag.type_id, tag.timestamp, tag.payload) for tag in tags])
    return found


def fuzz_from_flv(rng: random.Random, streams: list[list[Item]], tally: Tally) -> None:
    """One converter's life: messages of several streams, some of them changed."""
    converter, messages = FlvToTs(), [item for items in rng.sample(streams, 3) for item in items]
    for _ in range(_LIFETIME):
        kind, ms, payload = rng.choice(messages)
        if rng.random() < 0.7:
            payload = mutate(rng, payload, rng.choice(messages)[2])
        if rng.random() < 0.1:
            ms = rng.getrandbits(32)
        out = converter.feed(kind, ms, payload)
        assert len(out) % PACKET == 0
        assert len(out) < _LARGEST_BURST
        assert set(out[::PACKET]) <= {0x47}
        tally.packets += len(out) // PACKET
        tally.runs += 1
    assert len(converter.flush()) % PACKET == 0
    assert len(converter.dropped) <= 32
    tally.malformed += converter.malformed


def fuzz_to_flv(rng: random.Random, streams: list[list[Item]], tally: Tally) -> None:
    """One converter's life: packets of several streams, some of them changed or lost."""
    source, converter = FlvToTs(), TsToFlv()
    items = [item for items in rng.sample(streams, 3) for item in items[:60]]
    data = b"".join([source.feed(*item) for item in items]) + source.flush()
    for pos in range(0, len(data), PACKET):
        packet = bytearray(data[pos : pos + PACKET])
        if rng.random() < 0.05:
            continue
        if rng.random() < 0.1:
            for _ in range(rng.randint(1, 6)):
                packet[min(int(rng.expovariate(1 / 20)), PACKET - 1)] = rng.randrange(256)
        _check(converter.feed(bytes(packet)), tally)
        tally.runs += 1
    _check(converter.flush(), tally)
    tally.malformed += converter.malformed


def _check(items: list[Item], tally: Tally) -> None:
    for kind, ms, payload in items:
        assert kind in (8, 9, 18)
        assert ms >= 0
        assert payload
    tally.messages += len(items)


def run(runs: int, seed: int) -> Tally:
    """Fuzz; AssertionError with the seed when something raises or makes no sense."""
    rng = random.Random(seed)
    tally, streams = Tally(), corpus()
    while tally.runs < runs:
        life = rng.getrandbits(32)
        target = fuzz_from_flv if life & 1 else fuzz_to_flv
        try:
            target(random.Random(life), streams, tally)
        except Exception as error:
            raise AssertionError(f"{target.__name__} with seed {life}") from error
    return tally


def main() -> None:
    """Run from the command line."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    faulthandler.dump_traceback_later(HANG_SECONDS * (1 + runs // 100_000), exit=True)
    print(run(runs, seed))


if __name__ == "__main__":
    main()
