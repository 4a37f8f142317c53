"""How far behind the encoder a viewer of low-latency HLS is.

`python -m bench.hls_latency [--seconds 20] [--peers engine,mediamtx] [--json FILE]`. The encoder of
`bench.latency` sends 30 pictures a second with a 2 s GOP over RTMP, each with the time of sending
in it; the player (`bench.hls_player`) does what hls.js does, and finds those times in the parts.

    edge     age of the newest picture in a part when the player has got the part
    picture  age of the picture on the screen, which has the stalls of playback in it; goal <= 4 s
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bench.fanout import words
from bench.hls_player import Player, watching
from bench.latency import VIDEO, Encoder
from bench.stamps import MARK, SIZE, STAMP
from tests.peers.mediamtx import mediamtx
from tests.peers.stack import engine
from tests.peers.tools import free_port

GOAL_S = 4.0
SETTLE_S = 6.0
"""Before a viewer comes: longer than any first segment."""


@contextlib.asynccontextmanager
async def ours(folder: Path) -> AsyncIterator[tuple[int, str]]:
    """Port of RTMP and address of the master playlist."""
    async with engine(folder / "engine", as_serve_does=True, LOG_LEVEL="warn") as server:
        await server.api.add_path("live")
        hls = await server.api.port("hls")
        yield server.rtmp_port, f"http://127.0.0.1:{hls}/live/index.m3u8"


@contextlib.asynccontextmanager
async def theirs(folder: Path) -> AsyncIterator[tuple[int, str]]:
    hls = free_port()
    settings = {"hls": True, "hlsAddress": f"127.0.0.1:{hls}"}
    async with mediamtx(folder / "mediamtx", level="error", settings=settings) as server:
        yield server.port, f"http://127.0.0.1:{hls}/live/index.m3u8"


WHO: dict[str, Callable[[Path], AbstractAsyncContextManager[tuple[int, str]]]] = {
    "engine": ours,
    "mediamtx": theirs,
}


def sent_times(part: bytes) -> list[float]:
    """When the pictures in a part were sent (s, monotonic)."""
    found, at = [], part.find(MARK)
    while at >= 0:
        sent, kind = STAMP.unpack_from(part, at + len(MARK))
        if kind == VIDEO:
            found.append(sent / 1e9)
        at = part.find(MARK, at + SIZE)
    return found


def judge(player: Player) -> dict[str, Any]:
    """What the viewer saw (s)."""
    parts = [(sent_times(one.body), one) for one in player.fetched]
    parts = [(sent, one) for sent, one in parts if sent]
    assert player.join_at is not None
    first = parts[0][1].part.start
    position = parts[0][0][0] + player.join_at - first  # where the encoder was then
    behind, stalled, stalls = 0.0, 0.0, 0
    ages = []
    for sent, one in parts:
        ages.append(one.at - sent[-1])
        if sent[-1] <= position:
            continue
        needed_at = max(sent[0], position) + behind  # when playback arrives at this part
        if one.at > needed_at:
            if behind:
                stalls, stalled = stalls + 1, stalled + one.at - needed_at
            behind += one.at - needed_at
    live = ages[len(ages) // 4 :]  # what was there at the start is older
    return {
        "edge_p50_s": statistics.median(live),
        "edge_max_s": max(live),
        "picture_s": behind,
        "stalls": stalls,
        "stalled_s": stalled,
        "hold_back_s": player.hold_back_s,
        "part_s": statistics.median(one.part.duration for _, one in parts),
        "parts": len(parts),
    }


async def measure(who: str, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        async with WHO[who](Path(scratch)) as (port, master):
            encoder = Encoder("127.0.0.1", port, "live", "")
            encoder.start()
            try:
                await asyncio.sleep(SETTLE_S)
                async with watching(master, keep=True) as players:
                    await asyncio.sleep(seconds)
                return {"who": who, **judge(players[0])}
            finally:
                await asyncio.to_thread(encoder.end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--peers", type=words, default=list(WHO))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows = []
    for who in given.peers:
        try:
            row = asyncio.run(measure(who, given.seconds))
        except pytest.skip.Exception as reason:
            print(f"{who}: left out: {reason}")
            continue
        rows.append(row)
        print(
            f"{who}: picture {row['picture_s']:.2f} s behind the encoder, edge "
            f"{row['edge_p50_s']:.2f} s (at most {row['edge_max_s']:.2f}), {row['stalls']} stalls; "
            f"{row['parts']} parts of {row['part_s']:.2f} s, hold back {row['hold_back_s']:.2f} s",
            flush=True,
        )
    for row in rows[:1]:
        verdict = "met" if row["picture_s"] <= GOAL_S else "MISSED"
        print(f"goal picture <= {GOAL_S:g} s: {verdict}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
