"""One child under test, and what it did."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from streamingpro.engine.children.jobs import Job
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.process import Child
from streamingpro.engine.children.records import VIDEO, Item, Record
from streamingpro.engine.children.source import SourceChild
from streamingpro.protocols.flv import parse_audio, parse_video
from tests.engine.children.programs import MODULE

PATIENCE_S = 20.0


class Watched:
    """A child that runs one of `programs`, and everything that it did."""

    def __init__(self, what: str, **options: object) -> None:
        self.records: list[Record] = []
        self.reasons: list[str] = []
        self._changed = asyncio.Event()
        self.child = Child(
            MODULE,
            args=(what,),
            name=f"test {what}",
            on_records=self._heard,
            on_exit=self._ended,
            **options,  # type: ignore[arg-type]
        )

    def _heard(self, records: list[Record]) -> None:
        self.records += records
        self._changed.set()

    def _ended(self, reason: str) -> None:
        self.reasons.append(reason)
        self._changed.set()

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until something is so; fails after PATIENCE_S."""
        async with asyncio.timeout(PATIENCE_S):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def heard(self, count: int = 1) -> list[Record]:
        """At least so many records."""
        await self.until(lambda: len(self.records) >= count)
        return self.records

    async def reason(self) -> str:
        """Why it ended."""
        await self.until(lambda: self.reasons)
        return self.reasons[0]


def open_descriptors() -> int:
    """How many this process has."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - Path.iterdir holds one more


def is_gone(pid: int) -> bool:
    """Whether no process of that id is left, not even a zombie."""
    return not Path(f"/proc/{pid}").exists()


class Source:
    """A source child under test, and everything that came from it."""

    def __init__(self, job: Job, **options: Sequence[str]) -> None:
        self.items: list[Item] = []
        self.notices: list[Notice] = []
        self.reasons: list[str] = []
        self._changed = asyncio.Event()
        self.child = SourceChild(
            job,
            name="test",
            on_items=self._fed,
            on_notice=self._noticed,
            on_exit=self._ended,
            **options,
        )

    def _fed(self, items: list[Item]) -> None:
        self.items += items
        self._changed.set()

    def _noticed(self, notice: Notice) -> None:
        self.notices.append(notice)
        self._changed.set()

    def _ended(self, reason: str) -> None:
        self.reasons.append(reason)
        self._changed.set()

    async def until(self, happened: Callable[[], object], within: float = PATIENCE_S) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(within):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def last_word(self) -> Notice:
        """The notice that ended it."""
        await self.until(lambda: self.reasons)
        return self.notices[-1]

    async def stop(self) -> None:
        self.child.close()
        await self.child.wait()

    def frames(self, kind: int) -> list[tuple[int, bytes]]:
        """Timestamps in ms and coded frames, without codec headers."""
        parse = parse_video if kind == VIDEO else parse_audio
        tags = [(ms, parse(payload)) for type_id, ms, payload in self.items if type_id == kind]
        return [(ms, bytes(tag.body)) for ms, tag in tags if tag.is_frame]
