"""The remux child, both ways, as the hub uses it."""

import asyncio
import os
import signal
from pathlib import Path

from streamingpro.engine.children.notices import UNSUPPORTED, Notice
from streamingpro.engine.children.records import Item
from streamingpro.engine.children.remux import Direction, Remux
from tests.engine.children.harness import PATIENCE_S, is_gone
from tests.engine.hub.media import AUDIO, VIDEO, items, packets

CLIP = "h264_no_bframes_25_aac_mono.flv"


class Remuxed:
    """A remux under test, and what came of it."""

    def __init__(self, direction: Direction) -> None:
        self.items: list[Item] = []
        self.ts = b""
        self.notices: list[Notice] = []
        self.reasons: list[str] = []
        self.moved = asyncio.Event()
        self.remux = Remux(
            direction,
            name="live/a",
            on_items=self._items,
            on_ts=self._ts,
            on_notice=self._noticed,
            on_exit=self._ended,
        )
        self.remux.start()

    def _items(self, found: list[Item]) -> None:
        self.items += found
        self.moved.set()

    def _ts(self, data: bytes) -> None:
        self.ts += data
        self.moved.set()

    def _noticed(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.moved.set()

    def _ended(self, reason: str) -> None:
        self.reasons.append(reason)
        self.moved.set()

    async def wait(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.moved.wait()
            self.moved.clear()

    async def stop(self) -> None:
        self.remux.close()
        await self.remux.wait()


def frames(found: list[Item], kind: int) -> list[bytes]:
    return [body for type_id, _, body in found if type_id == kind and body[1:2] == b"\x01"]


async def test_messages_to_packets_and_back() -> None:
    clip = items(CLIP)
    there = Remuxed("to_mpegts")
    for item in clip:
        assert there.remux.feed_item(*item)
    there.remux.finish()
    expected = b"".join(packets(clip))
    while len(there.ts) < len(expected):
        await there.wait()
    assert there.ts == expected
    await there.stop()

    back = Remuxed("to_rtmp")
    for at in range(0, len(there.ts), 1316):
        assert back.remux.feed_ts(there.ts[at : at + 1316])
    back.remux.finish()
    wanted = [len(frames(clip, kind)) for kind in (VIDEO, AUDIO)]
    while [len(frames(back.items, kind)) for kind in (VIDEO, AUDIO)] != wanted:
        await back.wait()
    assert [body[-40:] for body in frames(back.items, VIDEO)] == [
        body[-40:] for body in frames(clip, VIDEO)
    ]
    await back.stop()
    assert back.reasons == there.reasons == []


async def test_a_codec_without_a_place_in_the_other_form_is_told_once() -> None:
    remuxed = Remuxed("to_mpegts")
    for item in items("speex.flv"):
        remuxed.remux.feed_item(*item)
    while not remuxed.notices:
        await remuxed.wait()
    await remuxed.stop()
    (notice,) = remuxed.notices
    assert notice.event == UNSUPPORTED
    assert notice.codec == "Speex"
    assert "Speex" in notice.message


async def test_rubbish_does_not_end_a_remux() -> None:
    remuxed = Remuxed("to_rtmp")
    clip = b"".join(packets(items(CLIP)))
    remuxed.remux.feed_ts(os.urandom(100_000) + clip + os.urandom(50_000))
    remuxed.remux.finish()
    while len(frames(remuxed.items, VIDEO)) < 100:
        await remuxed.wait()
    assert remuxed.remux.alive
    await remuxed.stop()


async def test_a_killed_remux_says_so_at_once_and_another_takes_over() -> None:
    first = Remuxed("to_mpegts")
    os.kill(first.remux.pid, signal.SIGKILL)
    while not first.reasons:
        await first.wait()
    assert first.reasons == ["The process of the remux of live/a was killed (SIGKILL)."]
    assert is_gone(first.remux.pid)
    assert not first.remux.feed_item(9, 0, b"\x17\0")
    second = Remuxed("to_mpegts")
    for item in items(CLIP):
        second.remux.feed_item(*item)
    while not second.ts:
        await second.wait()
    await second.stop()


async def test_the_child_loads_neither_pyav_nor_the_engine() -> None:
    """It has to start within a tenth of a second, and there is one for each stream."""
    remuxed = Remuxed("to_rtmp")
    remuxed.remux.feed_ts(b"".join(packets(items(CLIP))))
    while not remuxed.items:
        await remuxed.wait()
    mapped = Path(f"/proc/{remuxed.remux.pid}/maps").read_text()
    assert "libav" not in mapped
    assert "pydantic" not in mapped
    assert "_ssl" not in mapped
    await remuxed.stop()
