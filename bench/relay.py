"""What a MediaMTX in front of the engine adds to the delay of a frame.

`python -m bench.relay [--seconds 20] [--json FILE]`. The same encoder and sink as in
`bench.latency`: once the encoder publishes to the engine, once to a MediaMTX from which the engine
pulls the stream, as it does for inputs that come in at a MediaMTX. The two seconds for which
MediaMTX looks at a new stream before it takes it are no delay: nothing of them lasts.
"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from bench.contestants import fed_engine, sink
from bench.latency import Encoder, Latencies, collected, row, through_engine
from tests.peers.mediamtx import mediamtx

GOAL_ADDED_MS = 150.0


async def through_both(count: int, seconds: float) -> Latencies:
    """Encoder, MediaMTX, engine, `count` destinations."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        async with (
            sink(folder / "sink", "--stamps", "1") as to,
            mediamtx(folder / "mediamtx", level="error") as server,
            fed_engine(count, to, folder) as engine,
        ):
            await engine.api.patch_path("live", source=server.url("live"), sourceInternal=True)
            encoder = Encoder("127.0.0.1", server.port, "live", "")
            return await collected(encoder, to, count, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--destinations", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    count, seconds = given.destinations, given.seconds
    print(f"{'':>18} {'':>8} {'p50 ms':>9} {'p99 ms':>9} {'max ms':>9} {'samples':>8}")
    alone = row("engine", asyncio.run(through_engine(count, seconds)))
    both = row("MediaMTX + engine", asyncio.run(through_both(count, seconds)))
    added = {
        (kind, figure): both[kind][figure] - alone[kind][figure]
        for kind in ("picture", "sound")
        for figure in ("p50_ms", "p99_ms")
    }
    for (kind, figure), value in added.items():
        print(f"added to {kind} {figure.removesuffix('_ms')}: {value:.2f} ms")
    worst = max(added.values())
    verdict = "met" if worst < GOAL_ADDED_MS else "MISSED"
    print(f"goal added < {GOAL_ADDED_MS:g} ms: {verdict}, {worst:.2f} ms")
    if given.json:
        given.json.write_text(json.dumps([alone, both], indent=1) + "\n")


if __name__ == "__main__":
    main()
