"""Child processes die (kill -9): it costs a moment of their own stream, and nobody else anything.

`messages` comes in over RTMP and `packets` over SRT, so that each has one lane that is made in a
child; `loop` is played by a child; `other` has a child of its own that is left alone.
"""

import asyncio
import contextlib
import itertools
import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.peers import ts
from tests.peers.compare import assert_monotonic
from tests.peers.ffmpeg import packets
from tests.peers.frames import Frames, assert_part_of, frames
from tests.peers.nginx import Nginx, nginx
from tests.peers.origins import sending
from tests.peers.rest import Json
from tests.peers.srt import Sink, sink
from tests.peers.stack import Engine, engine
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e

PATHS = ("messages", "packets", "loop", "other")
BACK_WITHIN_S = 1.0
"""Promised from the end of a remux child to the start of the next one."""
SLACK_MS = 33.4
LOST_SOUNDS = 4
"""What was behind the last picture that a killed child had put into packets is not made again: the
sound of two pictures."""
KILLS = 2


@dataclass
class Room:
    """Four streams, each with two destinations over RTMP and two over SRT."""

    server: Engine
    platform: Nginx
    sinks: dict[str, list[Sink]]

    def started(self, child: str) -> list[int]:
        """The process ids of all children of this name so far."""
        log = self.server.child.log.read_text()
        return [int(pid) for pid in re.findall(rf"child started +child='{child}' pid=(\d+)", log)]

    async def kill(self, child: str) -> None:
        """Kill the present one, return when there is another."""
        before = self.started(child)
        os.kill(before[-1], signal.SIGKILL)

        async def again() -> bool:
            return len(self.started(child)) > len(before)

        what = f"another {child}"
        await eventually(again, what, within=10, report=self.server.log_tail)

    async def flows(self, path: str, frames_more: int = 45) -> None:
        """Return when every destination of the path has been sent that many more pictures."""
        base = [dest["framesSent"] for dest in await self.server.api.forward(path)]

        async def more() -> bool:
            now = [dest["framesSent"] for dest in await self.server.api.forward(path)]
            return all(b - a >= frames_more for a, b in zip(base, now, strict=True))

        await eventually(more, f"{path} flows", within=15, report=self.server.log_tail)

    async def poster(self, path: str) -> bytes:
        """The picture, or nothing."""
        answer = await self.server.api.http.get(f"/v3/paths/poster/{path}")
        return answer.content if answer.status_code == 200 else b""


@pytest.fixture
async def room(tmp_path: Path, clip_distinct: Path) -> AsyncIterator[Room]:
    media = tmp_path / "media"
    media.mkdir()
    (media / "clip.flv").write_bytes(clip_distinct.read_bytes())
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(
            engine(tmp_path / "engine", SRT_PORT="0", MEDIA_FOLDERS=str(media), LOG_LEVEL="debug")
        )
        platform = await stack.enter_async_context(nginx(tmp_path / "nginx"))
        sinks: dict[str, list[Sink]] = {}
        for path in PATHS:
            sinks[path] = [
                await stack.enter_async_context(sink(tmp_path / f"{path}{n}", keep=True))
                for n in range(2)
            ]
            dests = [{"dest": f"{platform.url()}/{path}{n}"} for n in range(2)]
            dests += [{"dest": receiver.url} for receiver in sinks[path]]
            conf = {"source": f"file://{media}/clip.flv"} if path == "loop" else {}
            await server.api.add_path(path, dests, **conf)
        srt = f"srt://127.0.0.1:{await server.api.port('srt')}?pkt_size=1316&streamid=publish:"
        outputs = {
            "messages": ("flv", server.url("messages")),
            "packets": ("mpegts", f"{srt}packets"),
            "other": ("flv", server.url("other")),
        }
        for path, (form, url) in outputs.items():
            log = tmp_path / f"{path}.log"
            await stack.enter_async_context(sending(clip_distinct, log, "-f", form, url))
        for path in PATHS:
            await server.all_live(path, 4, within=30)
        yield Room(server, platform, sinks)


async def test_a_killed_child_costs_no_picture_and_nobody_else_notices(
    room: Room, clip_distinct: Path
) -> None:
    assert await room.poster("messages")
    for _ in range(KILLS):
        await asyncio.gather(
            room.kill("remux of messages"),
            room.kill("remux of packets"),
            room.kill("source of loop"),
        )
        await asyncio.gather(*map(room.flows, PATHS))
    (drawing,) = room.started("poster pictures")
    os.kill(drawing, signal.SIGKILL)

    async def drawn() -> bytes:
        return await room.poster("packets")

    await eventually(drawn, "another picture", within=10, report=room.server.log_tail)
    dests = [dest for path in PATHS for dest in await room.server.api.forward(path)]
    assert [_fate(dest) for dest in dests] == [("live", "", 0, 0)] * 16

    log = room.server.child.log.read_text()
    ended = re.findall(r"child ended +child='(.+?)'", log)
    wanted = ["remux of messages", "remux of packets", "source of loop"] * KILLS
    assert sorted(ended) == sorted([*wanted, "poster pictures"])
    assert "error    ]" not in log
    for name in ("remux of messages", "remux of packets"):
        pauses = _pauses(log, name)
        assert len(pauses) == KILLS
        assert max(pauses) < BACK_WITHIN_S, pauses

    sent = await asyncio.to_thread(frames, clip_distinct)
    for path in ("messages", "packets", "other"):
        for who, file in _recordings(room, path).items():
            got = await asyncio.to_thread(frames, file)
            whole = Frames(got.video[:-2], got.audio[:-10])  # what is written last may be cut short
            if path == "messages" and who.startswith("SRT"):
                lost = _lost_sounds(sent, whole)
                assert lost <= LOST_SOUNDS * KILLS, f"{who}: {lost} frames of sound are missing"
                whole = Frames(whole.video, whole.audio[-1:])
            moved = assert_part_of(sent, whole, f"{path} to {who}", least=KILLS * 45)
            assert abs(moved) <= SLACK_MS, f"{path} to {who}"
    for who, file in _recordings(room, "loop").items():
        assert_monotonic(await asyncio.to_thread(packets, file), f"loop to {who}")
    for receiver in room.sinks["loop"]:
        assert ts.gaps(await asyncio.to_thread(receiver.file.read_bytes)) == 0


def _fate(dest: Json) -> tuple[str, str, int, int]:
    return dest["status"], dest["lastError"], dest["reconnects"], dest["framesDropped"]


def _recordings(room: Room, path: str) -> dict[str, Path]:
    files = {f"nginx {n}": room.platform.recording(f"{path}{n}") for n in range(2)}
    return files | {f"SRT {n}": receiver.file for n, receiver in enumerate(room.sinks[path])}


def _lost_sounds(sent: Frames, got: Frames) -> int:
    """How many frames of sound are missing, of a clip that is played over and over."""
    digests = [frame.digest for frame in sent.audio]
    places = [digests.index(frame.digest) for frame in got.audio]
    return sum((b - a - 1) % len(digests) for a, b in itertools.pairwise(places))


def _pauses(log: str, child: str) -> list[float]:
    """Seconds between the end of each child of this name and the start of the next one."""
    found: list[float] = []
    gone: datetime | None = None
    for at, what, name in re.findall(r"(?m)^(\S+) .*?child (started|ended) +child='(.+?)'", log):
        if name != child:
            continue
        if what == "ended":
            gone = datetime.fromisoformat(at)
        elif gone is not None:
            found.append((datetime.fromisoformat(at) - gone).total_seconds())
    return found
