"""1,000 inputs on one MediaMTX: how soon they are there, and what it costs to look after them.

`python -m bench.nodes [--inputs 1000] [--seconds 20] [--kind managed|added] [--json FILE]`: a real
`serve`, filled through its own API. A managed MediaMTX is killed and must have all paths again; one
that is added must get them. Goals: within 10 s, then less than 10 % of a core for `serve`, and one
list call for each kind of list in a round.
"""

import argparse
import asyncio
import collections
import contextlib
import json
import os
import re
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.control_plane import fill
from bench.procs import cpu_seconds
from tests.peers.node import node
from tests.peers.stack import Stack, stack, with_mediamtx
from tests.peers.tools import eventually

FILLED_S = 10.0
CPU_PERCENT = 10.0
_CALL = re.compile(r"\[c->s\] (\w+) (\S+) HTTP")


def calls_in(log: str) -> collections.Counter[str]:
    """Calls of the API in a log of MediaMTX at level debug, without their queries."""
    return collections.Counter(
        f"{method} {url.partition('?')[0]}" for method, url in _CALL.findall(log)
    )


@dataclass
class Server:
    """A MediaMTX under measurement. `log` is of level debug."""

    log: Path
    count: Callable[[], Awaitable[int]]

    async def has(self, paths: int) -> None:
        async def all_there() -> bool:
            return await self.count() >= paths

        await eventually(all_there, "all paths are there", within=300)


async def added(place: Path, inputs: int) -> AsyncIterator[tuple[Stack, Server, float]]:
    """A server that is added when all inputs are there."""
    async with (
        stack(place / "data", LOG_LEVEL="info") as app,
        node(place / "media", logLevel="debug") as media,
    ):

        async def count() -> int:
            found = await media.call("GET", "config/paths/list?itemsPerPage=1")
            return int(found["itemCount"])

        await fill(app.rest, inputs, 0)
        server, begin = Server(media.folder / "mediamtx.log", count), time.monotonic()
        await media.join(app.rest)
        await server.has(inputs)
        yield app, server, time.monotonic() - begin


async def managed(place: Path, inputs: int) -> AsyncIterator[tuple[Stack, Server, float]]:
    """A server that `serve` starts again when it was killed. Its calls are not counted: its level
    of log would be that of `serve`."""
    data = place / "data"
    async with stack(data, **with_mediamtx(), LOG_LEVEL="info") as app:
        auth = ("streamingpro", (data / "mediamtx.token").read_text().strip())

        async def count() -> int:
            port = json.loads((data / "mediamtx.json").read_text())["ports"]["api"]
            async with httpx.AsyncClient(auth=auth, trust_env=False) as client:
                url = f"http://127.0.0.1:{port}/v3/config/paths/list?itemsPerPage=1"
                return int((await client.get(url)).json()["itemCount"])

        await fill(app.rest, inputs, 0)
        server = Server(data / "logs" / "mediamtx.log", count)
        await server.has(inputs)
        begin = time.monotonic()
        os.kill(json.loads((data / "mediamtx.json").read_text())["pid"], signal.SIGKILL)
        await server.has(inputs)
        yield app, server, time.monotonic() - begin


async def run(given: argparse.Namespace) -> dict[str, object]:
    kinds = {"managed": managed, "added": added}
    with tempfile.TemporaryDirectory() as folder:
        scene = contextlib.asynccontextmanager(kinds[given.kind])
        async with scene(Path(folder), given.inputs) as (app, server, filled):
            await asyncio.sleep(5)  # until nothing of the filling is left
            size, pids = server.log.stat().st_size, [app.serve.process.pid]
            used, started = cpu_seconds(pids), time.monotonic()
            await asyncio.sleep(given.seconds)
            took = time.monotonic() - started
            percent = (cpu_seconds(pids) - used) / took * 100
            with server.log.open(errors="replace") as file:
                file.seek(size)
                calls = calls_in(file.read())
    return {
        "filled_s": round(filled, 2),
        "cpu_percent": round(percent, 1),
        "calls_per_s": {call: round(count / took, 2) for call, count in sorted(calls.items())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--kind", choices=("managed", "added"), default="managed")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = asyncio.run(run(given))
    print(json.dumps(found, indent=1))
    filled = "met" if float(str(found["filled_s"])) < FILLED_S else "MISSED"
    idle = "met" if float(str(found["cpu_percent"])) < CPU_PERCENT else "MISSED"
    print(f"goal filled in {FILLED_S:g} s: {filled}; less than {CPU_PERCENT:g} % of a core: {idle}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
