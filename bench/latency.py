"""How long a frame stays inside the engine: from its last byte in to its last byte out.

`python -m bench.latency [--destinations 1,50,200] [--seconds 20] [--json FILE]`. We publish 30
pictures of 25 kB and 47 sounds of 340 bytes a second, each carrying its time of sending; the sink
notes when the end of each has arrived, at ten destinations spread over all. The row "direct" has no
engine between: what it shows is the machine's own delay and belongs to every other row too.
"""

import argparse
import asyncio
import json
import math
import os
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.contestants import fed_engine, sink
from bench.fanout import SETTLE_S, numbers
from bench.floor import tags
from bench.stamps import stamped
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.events import PublishStarted
from streamingpro.protocols.rtmp.serialize import serialize_media
from tests.peers.ffmpeg import clip

FPS, GOP, PICTURE_BYTES = 30, 60, 25_000
SOUNDS_PER_S, SOUND_BYTES = 48_000 / 1024, 340
AUDIO, VIDEO = 8, 9
GOAL_P99_MS = 40.0
SAMPLED = 10

Latencies = dict[str, list[float]]


class Encoder(threading.Thread):
    """A publisher of synthetic messages with real codec headers, in a thread of its own."""

    def __init__(self, host: str, port: int, app: str, name: str) -> None:
        super().__init__(daemon=True)
        self._stop_asked = threading.Event()
        self._sock = socket.create_connection((host, port))
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        url = f"rtmp://{host}:{port}/{app}"
        self._connection = ClientConnection(app=app, tc_url=url, stream_name=name)

    def run(self) -> None:
        self._open()
        for kind, _, body in tags(clip(3, size="640x360", bitrate="1M")):
            if body[:2] in (b"\x17\x00", b"\xaf\x00"):
                self._send(kind, 0, body)
        picture, sound = os.urandom(PICTURE_BYTES), os.urandom(SOUND_BYTES)
        start, pictures, sounds = time.monotonic(), 0, 0
        while not self._stop_asked.is_set():
            when = min(pictures / FPS, sounds / SOUNDS_PER_S)
            time.sleep(max(0.0, start + when - time.monotonic()))
            if pictures / FPS <= sounds / SOUNDS_PER_S:
                head = b"\x17\x01\0\0\0" if pictures % GOP == 0 else b"\x27\x01\0\0\0"
                head += (PICTURE_BYTES - 9).to_bytes(4, "big") + b"\x65"
                self._send(VIDEO, int(when * 1000), stamped(head + picture[len(head) :], VIDEO))
                pictures += 1
            else:
                self._send(AUDIO, int(when * 1000), stamped(b"\xaf\x01" + sound[2:], AUDIO))
                sounds += 1
        self._sock.close()

    def end(self) -> None:
        self._stop_asked.set()
        self.join()

    def _open(self) -> None:
        started = False
        while not started:
            self._sock.sendall(self._connection.data_to_send())
            data = self._sock.recv(65536)
            if not data:
                raise ConnectionError("the server closed the connection")
            events = self._connection.receive_data(data, time.monotonic())
            started = any(isinstance(event, PublishStarted) for event in events)
        self._sock.sendall(self._connection.data_to_send())

    def _send(self, kind: int, timestamp: int, body: bytes) -> None:
        stream = self._connection.stream_id
        self._sock.sendall(serialize_media(kind, timestamp, stream, body))


async def direct(seconds: float) -> Latencies:
    """No engine: the encoder sends to the sink itself."""
    with tempfile.TemporaryDirectory() as scratch:
        async with sink(Path(scratch), "--stamps", "1") as to:
            return await collected(Encoder("127.0.0.1", to.rtmp, "app", "direct"), to, 1, seconds)


async def through_engine(count: int, seconds: float) -> Latencies:
    """Encoder, engine, `count` destinations."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        every = str(max(1, count // SAMPLED))
        async with (
            sink(folder / "sink", "--stamps", every) as to,
            fed_engine(count, to, folder) as engine,
        ):
            encoder = Encoder("127.0.0.1", engine.rtmp_port, "live", "")
            return await collected(encoder, to, count, seconds)


async def collected(encoder: Encoder, to: Any, count: int, seconds: float) -> Latencies:
    encoder.start()
    try:
        await to.feeds(count)
        await asyncio.sleep(SETTLE_S)
        await to.report()
        await asyncio.sleep(seconds)
        found = (await to.report())["latencies_ms"]
    finally:
        await asyncio.to_thread(encoder.end)
    return {"picture": found[str(VIDEO)], "sound": found[str(AUDIO)]}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0–1) of all do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def row(name: str, found: Latencies) -> dict[str, Any]:
    """Print and return the figures of one run (ms)."""
    result: dict[str, Any] = {"name": name}
    for kind, values in found.items():
        middle, high = statistics.median(values), percentile(values, 0.99)
        result[kind] = {"p50_ms": middle, "p99_ms": high, "max_ms": max(values), "n": len(values)}
        print(
            f"{name:>18} {kind:>8} {middle:9.2f} {high:9.2f} {max(values):9.2f} {len(values):8}",
            flush=True,
        )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--destinations", type=numbers, default=[1, 50, 200])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(f"{'':>18} {'':>8} {'p50 ms':>9} {'p99 ms':>9} {'max ms':>9} {'samples':>8}")
    rows = [row("direct", asyncio.run(direct(given.seconds)))]
    for count in given.destinations:
        found = asyncio.run(through_engine(count, given.seconds))
        rows.append(row(f"engine x {count}", found))
    worst = max(one[kind]["p99_ms"] for one in rows[1:] for kind in ("picture", "sound"))
    verdict = "met" if worst <= GOAL_P99_MS else "MISSED"
    print(f"goal p99 <= {GOAL_P99_MS:g} ms: {verdict}, {worst:.2f} ms")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
