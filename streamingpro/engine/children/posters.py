"""Posters: a JPEG of a stream's last keyframe, for whoever looks; see `poster_main.py`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from streamingpro.engine.children.process import Child
from streamingpro.engine.children.records import POSTER, TS, VIDEO, Record
from streamingpro.engine.units import TsUnit, Unit, WireUnit
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger

if TYPE_CHECKING:
    from streamingpro.engine.paths import PathManager

_MODULE = "streamingpro.engine.children.poster_main"
_MEMORY = 768 * 1024 * 1024
REPEAT_S = 5.0
IDLE_S = 60.0
ANSWER_S = 8.0
"""A picture that takes longer is given up, and the child with it."""

_log = get_logger("posters")


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture at most 640 pixels wide, and when it was taken from the stream."""

    data: bytes
    at: datetime


class _Kept(NamedTuple):
    """The last answer for a path: what it was made of, since when, the picture if there is one."""

    keyframe: WireUnit
    asked_at: float
    jpeg: Jpeg | None


class Posters:
    """Pictures of all streams, decoded by one child that ends 60 s after it was last needed.

    At most one decoding per 5 s and path; in between the last picture is given again.
    """

    def __init__(self, paths: "PathManager") -> None:
        self._paths = paths
        self._loop = asyncio.get_running_loop()
        self._child: Child | None = None
        self._kept: dict[str, _Kept] = {}
        self._asked: dict[str, asyncio.Future[Jpeg | None]] = {}
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._count = 0
        self._idle: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The child's, while there is one."""
        return self._child.pid if self._child is not None else None

    async def poster(self, path_name: str) -> Jpeg | None:
        """The picture; None when nothing is live there, nothing has a picture, or it can't be
        decoded. Waits for a few seconds at most."""
        path = self._paths.get(path_name)
        gop = path.stream.gop if path is not None and path.stream is not None else ()
        if not gop or not gop[0].keyframe:
            self._kept.pop(path_name, None)
            return None
        self._stay()
        now = self._loop.time()
        kept = self._kept.get(path_name)
        if kept is not None and (now - kept.asked_at < REPEAT_S or kept.keyframe is gop[0]):
            return kept.jpeg
        asked = self._asked.get(path_name)
        if asked is not None:
            return await asyncio.shield(asked)
        asked = self._asked[path_name] = self._loop.create_future()
        jpeg = None
        try:
            data = await self._decode(gop)
            jpeg = Jpeg(data, utcnow()) if data else None
        finally:
            self._kept[path_name] = _Kept(gop[0], now, jpeg)
            del self._asked[path_name]
            asked.set_result(jpeg)
        return jpeg

    async def close(self) -> None:
        """End the child."""
        if self._idle is not None:
            self._idle.cancel()
        child = self._end()
        if child is not None:
            await child.wait()

    async def _decode(self, gop: Sequence[WireUnit]) -> bytes:
        """The picture of the first unit; empty when there is none."""
        child = self._running()
        if child is None:
            return b""
        self._count += 1
        number = self._count
        answer: asyncio.Future[bytes] = self._loop.create_future()
        self._waiting[number] = answer
        _send_keyframe(child, gop)
        child.send(POSTER, number, b"")
        try:
            async with asyncio.timeout(ANSWER_S):
                return await answer
        except TimeoutError:
            _log.warning("a picture takes too long", pid=child.pid)
            self._end()
            return b""
        finally:
            self._waiting.pop(number, None)

    def _running(self) -> Child | None:
        if self._child is None:
            child = Child(
                _MODULE,
                name="poster pictures",
                on_records=self._take,
                on_exit=self._exited,
                memory_limit=_MEMORY,
            )
            try:
                child.start()
            except OSError as error:
                _log.warning("no process for poster pictures", reason=error.strerror)
                return None
            self._child = child
        return self._child

    def _take(self, records: list[Record]) -> None:
        for record in records:
            answer = self._waiting.get(record.timestamp)
            if record.kind == POSTER and answer is not None and not answer.done():
                answer.set_result(record.payload)

    def _exited(self, _reason: str) -> None:
        self._child = None
        self._fail_waiting()

    def _fail_waiting(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(b"")

    def _stay(self) -> None:
        """Somebody looks: keep the child for another while."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = self._loop.call_later(IDLE_S, self._end)

    def _end(self) -> Child | None:
        child, self._child = self._child, None
        self._kept.clear()
        self._fail_waiting()
        if child is not None:
            child.close()
        return child


def _send_keyframe(child: Child, gop: Sequence[WireUnit]) -> None:
    first = gop[0]
    if isinstance(first, Unit):
        for type_id, payload in first.headers.configs.values():
            if type_id == VIDEO:
                child.send(VIDEO, 0, payload)
        for type_id, timestamp, payload in first.items:
            if type_id == VIDEO:
                child.send(VIDEO, timestamp, payload)
    elif isinstance(first, TsUnit):
        child.send(TS, 0, first.headers.packets)
        frames = 0
        for unit in gop:
            if isinstance(unit, TsUnit):
                child.send(TS, 0, unit.data)
                frames += unit.frames
            if frames > 1:  # the next picture has begun, so this one is whole
                return
