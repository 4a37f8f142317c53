"""What becomes of segments: MPEG-TS goes on as it is; all else as messages, through a child."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Protocol

from streamingpro.engine.children import notices
from streamingpro.engine.children.jobs import DemuxJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.records import Item
from streamingpro.engine.children.source import SourceChild
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.hls.line import Line
from streamingpro.engine.sources.hls.mixer import MOST_BYTES, Mixer, adjust, most_ahead_s
from streamingpro.engine.sources.pace import Pacer
from streamingpro.protocols.hls.clock import Slice, TsClock
from streamingpro.protocols.hls.packed import PackedAac, is_packed_aac
from streamingpro.protocols.hls.playlist import Segment
from streamingpro.protocols.rtmp.messages import AUDIO

HEAD_BYTES = 12
"""Bytes of a segment that tell what it is."""
FINISH_S = 10.0
_CHILD_BYTES = 8 << 20
_LOOK_S = 0.02
_AAC_HEADER, _AAC_FRAME = b"\xaf\x00", b"\xaf\x01"

Fail = Callable[[SourceError], None]


class Shape(Enum):
    """What segments are made of; the values are FFmpeg's names."""

    TS = "mpegts"
    MP4 = "mp4"
    AAC = "aac"


class Out(Protocol):
    """Where a rendition's segments go; `data` raises SourceError, and what goes wrong later ends
    the attempt."""

    def begin(self, segment: Segment, new_init: bytes, *, contiguous: bool) -> None:
        """A segment begins; `contiguous`: nothing is missing before it."""

    async def data(self, data: bytes) -> None: ...
    def end(self, *, live: bool) -> None:
        """The segment is whole; of what is `live` there is never more than a little to come."""

    async def room(self) -> None:
        """Wait until there is room for another segment."""

    async def finish(self) -> None:
        """No segment follows; returns when the last one waits for its time."""

    def close(self) -> None: ...


def shape_of(head: bytes, *, has_init: bool) -> Shape | None:
    """By the first bytes of a segment, `HEAD_BYTES` or more; None for what it can't be."""
    if head[0] == 0x47:
        return Shape.TS
    if has_init or head[4:8] in (b"ftyp", b"styp", b"moof", b"sidx", b"moov", b"emsg", b"prft"):
        return Shape.MP4
    if is_packed_aac(head):
        return Shape.AAC
    return None


class TsOut:
    """MPEG-TS as it came, at the pace of its clock."""

    def __init__(self, pacer: Pacer[bytes], line: Line) -> None:
        self._pacer = pacer
        self._line = line
        self._clock = TsClock()
        self._discontinuity = -1
        self._last = 0.0
        self._longest_s = 0.0

    def begin(self, segment: Segment, new_init: bytes, *, contiguous: bool) -> None:
        breaks = segment.discontinuity != self._discontinuity
        self._discontinuity = segment.discontinuity
        self._longest_s = max(self._longest_s, segment.duration_s)
        self._clock.join(contiguous=contiguous, new_clock=breaks)

    async def data(self, data: bytes) -> None:
        for piece in self._clock.feed(data):
            self._put(piece)

    def end(self, *, live: bool) -> None:
        for piece in self._clock.flush():
            self._put(piece)
        if live:
            adjust(self._pacer, self._longest_s)

    async def room(self) -> None:
        await self._pacer.room(most_ahead_s(self._longest_s), MOST_BYTES)

    async def finish(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _put(self, piece: Slice) -> None:
        if piece.at is not None:
            self._last = self._line.place(0, self._discontinuity, piece.at)
        self._pacer.put(self._last, piece.data, len(piece.data))


class ItemOut:
    """What outs that make messages have in common."""

    def __init__(self, mixer: Mixer, line: Line, rendition: int) -> None:
        self._mixer = mixer
        self._line = line
        self._rendition = rendition
        self._longest_s = 0.0

    def end(self, *, live: bool) -> None:
        if live and self._rendition == 0:
            adjust(self._mixer.pacer, self._longest_s)

    async def room(self) -> None:
        await self._mixer.pacer.room(most_ahead_s(self._longest_s), MOST_BYTES)

    def _put(self, discontinuity: int, at: float, type_id: int, payload: bytes) -> None:
        placed = self._line.place(self._rendition, discontinuity, at)
        self._mixer.put(self._rendition, placed, (type_id, round(placed * 1000), payload))


class DemuxOut(ItemOut):
    """Fragmented MP4 or MPEG-TS through a child that takes it apart.

    `silent`: its sound comes from another rendition. `name`: the path's, for the log.
    """

    def __init__(
        self,
        mixer: Mixer,
        line: Line,
        rendition: int,
        shape: Shape,
        fail: Fail,
        *,
        name: str,
        silent: bool,
    ) -> None:
        super().__init__(mixer, line, rendition)
        self._fail = fail
        self._silent = silent
        self._loop = asyncio.get_running_loop()
        self._files: deque[int] = deque()
        self._discontinuity = -1
        self._init = b""
        self._through = asyncio.Event()
        self._child = SourceChild(
            DemuxJob(shape.value),
            name=name,
            on_items=self._items,
            on_notice=self._noticed,
            on_exit=self._exited,
        )
        self._child.start()

    def begin(self, segment: Segment, new_init: bytes, *, contiguous: bool) -> None:
        self._longest_s = max(self._longest_s, segment.duration_s)
        if not new_init and segment.discontinuity == self._discontinuity:
            return
        if self._discontinuity >= 0:
            self._child.end()
        self._discontinuity = segment.discontinuity
        self._files.append(segment.discontinuity)
        self._init = new_init or self._init
        if self._init:
            self._child.feed(self._init)

    async def data(self, data: bytes) -> None:
        give_up_at = self._loop.time() + FINISH_S
        while self._child.backlog_bytes > _CHILD_BYTES:
            if not self._child.alive or self._loop.time() > give_up_at:
                words = "The process that takes the segments apart has come to a halt."
                raise SourceError(SourceErrorKind.INTERNAL, words)
            await asyncio.sleep(_LOOK_S)
        self._child.feed(data)

    async def finish(self) -> None:
        self._child.end()
        try:
            async with asyncio.timeout(FINISH_S):
                await self._through.wait()
        except TimeoutError:
            pass  # what it has not given by now, it never will

    def close(self) -> None:
        self._child.close()

    def _items(self, items: list[Item]) -> None:
        discontinuity = self._files[0] if self._files else self._discontinuity
        for type_id, timestamp, payload in items:
            if not (self._silent and type_id == AUDIO):
                self._put(discontinuity, timestamp / 1000, type_id, payload)

    def _noticed(self, notice: Notice) -> None:
        if notice.event == notices.ERROR:
            self._fail(SourceError(SourceErrorKind(notice.kind), notice.message))
        elif notice.event == notices.ENDED and self._files:
            self._files.popleft()
            if not self._files:
                self._through.set()

    def _exited(self, reason: str) -> None:
        self._fail(SourceError(SourceErrorKind.INTERNAL, reason))


class AacOut(ItemOut):
    """Segments of bare AAC."""

    def __init__(self, mixer: Mixer, line: Line, rendition: int) -> None:
        super().__init__(mixer, line, rendition)
        self._reader = PackedAac()
        self._discontinuity = 0
        self._config = b""

    def begin(self, segment: Segment, new_init: bytes, *, contiguous: bool) -> None:
        self._longest_s = max(self._longest_s, segment.duration_s)
        self._discontinuity = segment.discontinuity
        self._reader.join()

    async def data(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            if frame.config != self._config:
                self._config = frame.config
                header = _AAC_HEADER + frame.config
                self._put(self._discontinuity, frame.at, AUDIO, header)
            self._put(self._discontinuity, frame.at, AUDIO, _AAC_FRAME + frame.body)

    async def finish(self) -> None:
        pass

    def close(self) -> None:
        pass
