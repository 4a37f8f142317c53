"""500 inputs with 4 outputs each, then `GET /api/inputs` over and over (goal: median < 100 ms).

`python -m bench.control_plane [--inputs 500] [--outputs 4] [--calls 50] [--json FILE]`: a real
`streamingpro serve` with its engine, filled through its own API.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from tests.peers.rest import Rest
from tests.peers.stack import stack

GOAL_MS = 100.0
AT_ONCE = 4


async def fill(rest: Rest, inputs: int, outputs: int) -> float:
    """Create everything through REST; seconds it took."""
    begin, free = time.monotonic(), asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with free:
            made = await rest.add_input(f"Input {number}", path=f"input{number}")
            for place in range(outputs):
                url, key = f"rtmp://platform{place}.example.com/live", f"key-{number}-{place}"
                await rest.add_output(made["id"], f"Output {place}", url, key)

    async with asyncio.TaskGroup() as group:
        for number in range(inputs):
            group.create_task(one(number))
    return time.monotonic() - begin


async def run(given: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with stack(Path(folder) / "data") as app:
            app.rest.http.timeout = 60
            filled = await fill(app.rest, given.inputs, given.outputs)
            times, size = [], 0
            for _ in range(given.calls):
                begin = time.perf_counter()
                answer = await app.rest.http.get("/api/inputs")
                times.append((time.perf_counter() - begin) * 1000)
                size = len(answer.content)
                assert len(answer.json()) == given.inputs
    return {
        "fill_s": filled,
        "bytes": size,
        "median_ms": statistics.median(times),
        "min_ms": min(times),
        "max_ms": max(times),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=500)
    parser.add_argument("--outputs", type=int, default=4)
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = asyncio.run(run(given))
    print("  ".join(f"{name} {value:.1f}" for name, value in found.items()))
    verdict = "met" if found["median_ms"] < GOAL_MS else "MISSED"
    print(f"goal median < {GOAL_MS:g} ms: {verdict}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
