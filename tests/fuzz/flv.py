"""Mutation fuzzing of the media parsers: FLV tags and files, codec headers, StreamAnalyzer.

    python -m tests.fuzz.flv [RUNS] [SEED]

The corpus is tests/data/media and a few enhanced tags that no encoder at hand writes. Every input
is a real message with some of its bytes changed; whatever it is, a parser returns or raises its own
typed error, and one StreamAnalyzer that is fed all of them stays small. Anything else ends the run
with the input in hexadecimal. A run that hangs is killed with a traceback.
"""

import faulthandler
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from streamingpro.protocols.analysis import StreamAnalyzer
from streamingpro.protocols.codecs import CodecError, describe_config, describe_frame
from streamingpro.protocols.flv import (
    FlvError,
    FlvReader,
    FlvTag,
    parse_audio,
    parse_video,
    serialise_audio,
    serialise_video,
    write_header,
    write_tag,
)
from streamingpro.protocols.media import Codec
from streamingpro.protocols.tracks import MAX_TRACKS

DATA = Path(__file__).parents[1] / "data" / "media"
HANG_SECONDS = 60
_KEPT_BYTES = 400
_HAND_WRITTEN = (
    (9, "97 02 0f423f 07 00 ff 13 61763031 aa"),
    (9, "96 11 68766331 00 000005 000010 aabb 01 000004 ffffff cc"),
    (9, "96 20 68766331 00 000001 aa 61763031 05 000000"),
    (9, "94 68766331 02000963 6f6c6f72496e666f"),
    (8, "95 21 4f707573 00 000002 aabb 61632d33 01 000001 cc"),
    (8, "94 4f707573 0106 0000003f"),
)


@dataclass(slots=True)
class Tally:
    """What a run did."""

    runs: int = 0
    refused: int = 0
    analyzer: StreamAnalyzer = field(default_factory=StreamAnalyzer)


def corpus() -> list[FlvTag]:
    """Real messages: all configs, keyframes and the first frames of each fixture."""
    messages = [FlvTag(type_id, 0, bytes.fromhex(wire)) for type_id, wire in _HAND_WRITTEN]
    for path in sorted(DATA.glob("*.flv")):
        messages += FlvReader().feed(path.read_bytes())[:6]
    return messages


def mutate(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`data` with one to four changes, most of them near its beginning, where headers are."""
    out = bytearray(data[:_KEPT_BYTES])
    for _ in range(rng.randint(1, 4)):
        pos = min(int(rng.expovariate(1 / 20)), len(out))
        match rng.randrange(7):
            case 0:
                out[pos : pos + 1] = bytes((rng.randrange(256),))
            case 1 if pos < len(out):
                out[pos] ^= 1 << rng.randrange(8)
            case 2:
                del out[pos:]
            case 3:
                del out[pos : pos + rng.randint(1, 4)]
            case 4:
                out[pos:pos] = rng.randbytes(rng.randint(1, 4))
            case 5:
                size = rng.randint(1, 4)
                out[pos : pos + size] = rng.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * size
            case 6:
                out[pos:] = other[pos:_KEPT_BYTES]
    return bytes(out)


def check(tally: Tally, type_id: int, payload: bytes, rng: random.Random) -> None:
    """Put one input through every parser that may meet it."""
    tally.runs += 1
    analyzer = tally.analyzer
    analyzer.feed(type_id, payload, rng.getrandbits(32))
    assert len(analyzer.tracks) <= MAX_TRACKS
    parts: list[Callable[[], object]] = [lambda: _read_file(type_id, payload)]
    if type_id == 9:
        parts.append(lambda: serialise_video(parse_video(payload)))
    else:
        parts.append(lambda: serialise_audio(parse_audio(payload)))
    body = payload[rng.choice((1, 2, 5, 8)) :]
    codec = rng.choice(tuple(Codec))
    parts += [lambda: describe_config(codec, body), lambda: describe_frame(codec, body)]
    for part in parts:
        try:
            part()
        except (FlvError, CodecError):
            tally.refused += 1


def run(runs: int, seed: int) -> Tally:
    """Fuzz; AssertionError with the input when something but a typed error comes out."""
    rng = random.Random(seed)
    tally, messages = Tally(), corpus()
    for _ in range(runs):
        message, other = rng.choice(messages), rng.choice(messages)
        payload = mutate(rng, message.payload, other.payload)
        type_id = 8 if message.type_id == 8 else 9
        try:
            check(tally, type_id, payload, rng)
        except Exception as error:
            raise AssertionError(f"type {type_id}, payload {payload.hex()}") from error
    return tally


def _read_file(type_id: int, payload: bytes) -> None:
    """The payload as a well-formed tag, and as the bytes of a file after its header."""
    header = write_header(has_audio=True, has_video=True)
    reader = FlvReader()
    assert reader.feed(header + write_tag(type_id, 0, payload))[0].payload == payload
    reader.finish()
    hostile = FlvReader(max_tag_size=1000)
    hostile.feed(header + payload)
    hostile.finish()


def main() -> None:
    """Run from the command line."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    faulthandler.dump_traceback_later(HANG_SECONDS * (1 + runs // 100_000), exit=True)
    tally = run(runs, seed)
    print(f"{tally.runs} inputs, {tally.refused} refusals, {len(tally.analyzer.tracks)} tracks")


if __name__ == "__main__":
    main()
