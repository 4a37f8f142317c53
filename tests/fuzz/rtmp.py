"""Mutation fuzzing of the RTMP room: both roles, fed what a hostile peer might send.

    python -m tests.fuzz.rtmp --runs 200000 [--seed 1]

Every run takes a conversation of the corpus (tests/fuzz/seeds.py), changes some of its bytes or
some of its messages, and feeds it to a fresh connection in random pieces. It must end with events
or with one typed error; hold no more memory than the limits allow; answer no more than they allow;
and leave nothing behind. Anything else ends the run with what is needed to repeat it. A run that
hangs is killed with a traceback.
"""

import argparse
import faulthandler
import gc
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import ChunkReader, Message
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.connection import Connection
from streamingpro.protocols.rtmp.errors import PeerError
from streamingpro.protocols.rtmp.limits import Limits
from streamingpro.protocols.rtmp.server import ServerConnection
from tests.fuzz.seeds import Seed, seeds
from tests.protocols.rtmp.wire import Encoder

HANG_SECONDS = 60
SLOW_SECONDS = 5.0
"""Processor time of one input beyond which the command line form fails."""
TIGHT = Limits(
    max_message_size=4000,
    max_partial_bytes=6000,
    max_chunk_streams=4,
    max_message_streams=2,
    max_stream_name=64,
    max_command_size=2000,
    max_aggregate_parts=3,
    max_held_replies=3,
    max_output_bytes=8000,
    amf_max_depth=4,
    amf_max_items=60,
    amf_max_string=100,
)
GROWTH_BYTES = 16 << 20
"""Growth of the process beyond which the command line form fails."""
_EDGES = (0, 1, 2, 3, 4, 0x7F, 0x80, 0xC0, 0xFE, 0xFF)
_NUMBERS = (
    b"\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x00\x01",
)


@dataclass(slots=True)
class Tally:
    """What a series of runs did."""

    runs: int = 0
    refused: int = 0
    events: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    largest: int = 0
    growth: int = 0
    """Resident memory gained after the first tenth, bytes."""


def flip(data: bytearray, rng: random.Random, _: list[Seed]) -> None:
    """Change one bit."""
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def edge(data: bytearray, rng: random.Random, _: list[Seed]) -> None:
    """Put a byte or number at the edge of its range."""
    at = rng.randrange(len(data))
    if rng.random() < 0.5:
        data[at] = rng.choice(_EDGES)
    else:
        number = rng.choice(_NUMBERS)
        data[at : at + len(number)] = number


def cut(data: bytearray, rng: random.Random, _: list[Seed]) -> None:
    """Take some bytes out."""
    at = rng.randrange(len(data))
    del data[at : at + rng.choice((1, 2, 4, rng.randrange(1, 200)))]


def repeat(data: bytearray, rng: random.Random, _: list[Seed]) -> None:
    """Say something twice."""
    at = rng.randrange(len(data))
    piece = data[at : at + rng.randrange(1, 300)]
    data[at:at] = piece * rng.choice((1, 1, 2, 20))


def noise(data: bytearray, rng: random.Random, _: list[Seed]) -> None:
    """Put in random bytes."""
    at = rng.randrange(len(data))
    data[at:at] = rng.randbytes(rng.randrange(1, 40))


def splice(data: bytearray, rng: random.Random, corpus: list[Seed]) -> None:
    """Go on with a part of another conversation."""
    other = rng.choice(corpus).wire
    at, start = rng.randrange(len(data)), rng.randrange(len(other))
    data[at : at + rng.randrange(300)] = other[start : start + rng.randrange(1, 600)]


MUTATIONS: tuple[Callable[[bytearray, random.Random, list[Seed]], None], ...] = (
    flip,
    flip,
    edge,
    edge,
    cut,
    repeat,
    noise,
    splice,
)


def mutate(data: bytes, rng: random.Random, corpus: list[Seed]) -> bytes:
    """``data`` with one to six changes."""
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 7)):
        if not changed:
            break
        rng.choice(MUTATIONS)(changed, rng, corpus)
    return bytes(changed)


def by_message(seed: Seed, rng: random.Random, corpus: list[Seed]) -> bytes:
    """The messages of a seed, some changed inside, dropped, doubled or moved, in good chunks.

    Changes of raw bytes mostly die in the chunk layer; these reach the layers above it.
    """
    chosen = list(seed.messages[: rng.randrange(2, 24)])
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(chosen))
        match rng.randrange(6):
            case 0:
                chosen.insert(at, rng.choice(rng.choice(corpus).messages))
            case 1 if len(chosen) > 1:
                del chosen[at]
            case 2:
                chosen[at:at] = [chosen[at]] * rng.choice((1, 2, 10))
            case _:
                chosen[at] = _changed(chosen[at], rng, corpus)
    encoder = Encoder(chunk_size=128)
    wire = b""
    for message in chosen:
        wire += b"".join(encoder.chunks(message, rng.randrange(4)))
        if message.type_id == 1 and len(message.payload) >= 4:
            encoder.chunk_size = int.from_bytes(message.payload[:4]) & 0x7FFFFFFF or 128
    return wire


def _changed(message: Message, rng: random.Random, corpus: list[Seed]) -> Message:
    type_id = message.type_id
    if rng.random() < 0.2:
        type_id = rng.choice((1, 2, 3, 4, 5, 6, 8, 9, 15, 16, 17, 18, 19, 20, 22, 99))
    stream_id = rng.choice((message.stream_id, message.stream_id, 0, 1, 2, 0xFFFFFFFF))
    payload = mutate(message.payload, rng, corpus) if rng.random() < 0.9 else b""
    return Message(type_id, message.timestamp, stream_id, payload, message.chunk_stream_id)


def make_input(seed: Seed, rng: random.Random, corpus: list[Seed]) -> bytes:
    """A whole conversation, handshake included."""
    kind = rng.random()
    if kind < 0.05:
        near = rng.choice((1, 20, len(seed.handshake)))
        return mutate(seed.handshake[:near], rng, corpus) + seed.handshake[near:] + seed.wire
    if kind < 0.5:
        return seed.handshake + by_message(seed, rng, corpus)
    return seed.handshake + mutate(seed.wire, rng, corpus)


def make_connection(role: str, limits: Limits) -> Connection:
    """A fresh connection of the role a seed is for."""
    if role == "server":
        return ServerConnection(limits, b"s")
    return ClientConnection(
        app="live",
        tc_url="rtmp://h/live",
        stream_name="key",
        publish=role == "publish",
        limits=limits,
        random_bytes=b"c",
    )


def feed(
    connection: Connection, data: bytes, rng: random.Random, limits: Limits, tally: Tally
) -> None:
    """Feed it all, as a shell would.

    :raises PeerError: the typed end. :raises AssertionError: a bound was broken.
    """
    at, drains = 0, rng.random() < 0.8
    while at < len(data):
        size = rng.choice((1, 7, 100, 1537, 4096, 65536))
        seen = connection.receive_data(data[at : at + size], at / 1000)
        at += size
        tally.events += len(seen)
        check_memory(connection, limits, tally)
        for event in seen:
            react(connection, event, rng)
        if drains:
            connection.data_to_send()


def react(connection: Connection, event: events.Event, rng: random.Random) -> None:
    """Decide as some engine might."""
    if not isinstance(connection, ServerConnection):
        return
    yes = rng.random() < 0.9
    match event:
        case events.ConnectRequested() if yes:
            connection.accept_connect()
        case events.ConnectRequested():
            connection.reject_connect()
        case events.PublishRequested(stream_id=stream_id):
            decide = connection.accept_publish if yes else connection.reject_publish
            decide(stream_id)
        case events.PlayRequested(stream_id=stream_id):
            play = connection.accept_play if yes else connection.reject_play
            play(stream_id)
            connection.close(stream_id, "NetStream.Play.Stop", "")


def check_memory(connection: Connection, limits: Limits, tally: Tally) -> None:
    """What a connection holds stays within its limits."""
    held = connection.buffered_bytes
    tally.largest = max(tally.largest, held)
    assert held <= limits.max_partial_bytes + limits.max_output_bytes + 3 * 1536 + 32, held
    reader: ChunkReader = connection._reader
    assert len(reader._streams) <= limits.max_chunk_streams
    assert len(connection._pings) <= 8
    if isinstance(connection, ServerConnection):
        assert len(connection._streams) <= limits.max_message_streams
        assert len(connection._held) <= limits.max_held_replies


def run_one(number: int, seed: int, corpus: list[Seed], tally: Tally) -> None:
    """Run ``number`` of the series ``seed``; repeatable on its own."""
    rng = random.Random(seed << 40 | number)
    chosen = rng.choice(corpus)
    data = make_input(chosen, rng, corpus)
    limits = TIGHT if rng.random() < 0.3 else Limits()
    # Now and then a conversation reaches the wrong role.
    role = chosen.role if rng.random() < 0.97 else rng.choice(("server", "publish", "play"))
    began = time.process_time()
    try:
        feed(make_connection(role, limits), data, rng, limits, tally)
    except PeerError as error:
        tally.refused += 1
        name = type(error).__name__
        tally.errors[name] = tally.errors.get(name, 0) + 1
    except BaseException:
        sys.stderr.write(f"run {number} of seed {seed} ({chosen.name} to {role})\n")
        raise
    tally.runs += 1
    tally.slowest = max(tally.slowest, time.process_time() - began)


def run(runs: int, seed: int, progress: Callable[[Tally], None] | None = None) -> Tally:
    """A series. :raises AssertionError: a bound was broken, or objects were left behind."""
    corpus, tally, objects, resident = seeds(), Tally(), 0, 0
    process = psutil.Process()
    warm = runs // 10
    for number in range(runs):
        if number == warm:
            objects, resident = _objects(), process.memory_info().rss
        if number % 1000 == 0:
            faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        if progress is not None and number % 20_000 == 0 and number:
            progress(tally)
        run_one(number, seed, corpus, tally)
    faulthandler.cancel_dump_traceback_later()
    grown = _objects() - objects
    tally.growth = process.memory_info().rss - resident
    assert grown < 500, f"{grown} objects were left behind"
    return tally


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fuzz the RTMP room.")
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    tally = run(wanted.runs, wanted.seed, lambda tally: print(f"{tally.runs} runs", flush=True))
    print(f"{tally.runs} runs, {tally.events} events, {tally.refused} refused: {tally.errors}")
    print(f"slowest {tally.slowest * 1000:.0f} ms of processor time, largest {tally.largest} bytes")
    print(f"memory grew by {tally.growth >> 10} KiB")
    return int(tally.slowest > SLOW_SECONDS or tally.growth > GROWTH_BYTES)


if __name__ == "__main__":
    sys.exit(main())
