"""What encryption costs: the same destinations over RTMP and over RTMPS, in turns.

`python -m bench.rtmps [--destinations 10,50] [--seconds 20] [--rounds 2] [--json FILE]`. The sink
has a certificate of its own making, which the engine accepts by its fingerprint.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from pathlib import Path

from bench.contestants import CLIP_S, fed_engine, publisher, sink
from bench.fanout import SETTLE_S, numbers
from bench.procs import cpu_seconds, with_children
from tests.peers.ffmpeg import clip
from tests.peers.tls import certificate


async def measure(count: int, scheme: str, seconds: float) -> float:
    """CPU of the engine in percent of a core."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        options: list[str] = []
        more: dict[str, str] = {}
        if scheme == "rtmps":
            made = certificate(folder / "tls")
            options = ["--tls", str(made.file), str(made.key)]
            more = {"destFingerprint": made.fingerprint}
        async with (
            sink(folder / "sink", *options) as to,
            fed_engine(count, to, folder, scheme=scheme, **more) as engine,
            publisher(clip(CLIP_S), engine.url("live"), folder),
        ):
            await to.feeds(count)
            await asyncio.sleep(SETTLE_S)
            pids = with_children([engine.child.pid])
            used, start = cpu_seconds(pids), loop.time()
            await asyncio.sleep(seconds)
            percent = 100 * (cpu_seconds(pids) - used) / (loop.time() - start)
            assert len((await to.report())["bytes"]) == count, "destinations were lost"
    return percent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--destinations", type=numbers, default=[10, 50])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows = []
    for count in given.destinations:
        found: dict[str, list[float]] = {"rtmp": [], "rtmps": []}
        for _ in range(given.rounds):
            for scheme, values in found.items():
                values.append(asyncio.run(measure(count, scheme, given.seconds)))
        each = {scheme: statistics.median(values) / count for scheme, values in found.items()}
        rows.append({"destinations": count, **each})
        print(
            f"x {count:<4} rtmp {each['rtmp']:.4f} %  rtmps {each['rtmps']:.4f} % of a core per"
            f" destination, {each['rtmps'] / each['rtmp']:.2f} times",
            flush=True,
        )
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
