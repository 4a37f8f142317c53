"""One lane made from the other, by a child process, while somebody takes it."""

import asyncio
from collections.abc import Sequence
from typing import Generic, TypeVar

from streamingpro.engine.children.notices import UNSUPPORTED, Notice
from streamingpro.engine.children.remux import Remux
from streamingpro.engine.hub.lane import GOP_MAX_BYTES
from streamingpro.engine.hub.mpegts import TsLane
from streamingpro.engine.hub.rtmp import RtmpLane
from streamingpro.engine.units import Item, TsUnit, Unit, WireUnit
from streamingpro.kit.logging import get_logger
from streamingpro.protocols.mpegts.model import TICKS_PER_MS
from streamingpro.protocols.mpegts.pes import WRAP
from streamingpro.protocols.rtmp.messages import DATA_AMF0

_log = get_logger("remux")

GOODBYE_S = 1.0
"""How long the last pictures of a stream that ended may take."""
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 5.0
STEADY_S = 10.0
"""A child that lived so long broke by accident; the next one is started at once."""
MANY_FAILURES = 3
"""In a row, it is no accident: something in the stream breaks the child."""
_HALF_WRAP = WRAP // 2

SourceT = TypeVar("SourceT", RtmpLane, TsLane)


class Conversion(Generic[SourceT]):
    """Takes the units of `source`, feeds what the child makes of them into the other lane.

    A child that dies is replaced: the new one starts with the last two GOPs and whatever came while
    there was none. The other lane's timeline refuses what had been made already, so that nobody
    sees more than a pause.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, source: SourceT, name: str) -> None:
        """`name` is the path's, for the log."""
        self.lane = source.form
        self.restarts = 0
        self._loop = loop
        self._source: SourceT = source
        self._name = name
        self._remux: Remux | None = None
        self._headers_version = -1
        self._synced = False
        self._attached = False
        self._before: list[WireUnit] = []
        self._recent: list[WireUnit] = []
        self._kept_bytes = 0
        self._started_at = 0.0
        self._failures = 0
        self._finishing = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def problem(self) -> str:
        """Why nothing comes out, in a plain sentence, or ""."""
        if self._failures < MANY_FAILURES or self._loop.time() - self._started_at >= STEADY_S:
            return ""
        return (
            "The stream can't be converted for this protocol: something in it breaks the converter "
            "again and again. Restart the encoder; if that does not help, please report it."
        )

    def start(self) -> None:
        """Start a child and feed it."""
        self._timer = None
        self._headers_version = -1
        self._synced = False
        self._started_at = self._loop.time()
        remux = self._make_remux()
        try:
            remux.start()
        except OSError as error:
            self._again(error.strerror or "the process can't be started")
            return
        self._remux = remux
        if self._attached:
            if self._failures >= MANY_FAILURES:
                self._forget()
            for unit in (*self._before, *self._recent):
                self._hand_over(unit)
        else:
            self._attached = True
            self._source.attach(self)

    def finish(self) -> None:
        """Nothing follows: what the child still has goes out."""
        self._finishing = True
        self._source.detach(self)
        self._cancel_timer()
        if self._remux is not None:
            self._remux.finish()
            self._timer = self._loop.call_later(GOODBYE_S, self.stop)

    def stop(self) -> None:
        """End the child; nothing of it reaches the other lane any more."""
        self._source.detach(self)
        self._cancel_timer()
        if self._remux is not None:
            remux, self._remux = self._remux, None
            remux.close()

    # a consumer of the source

    def begin(self, gop: Sequence[WireUnit], _now: float) -> None:
        """Start with the cached GOP."""
        for unit in gop:
            self.offer(unit)

    def offer(self, unit: WireUnit) -> None:
        """Hand `unit` to the child; while it can't follow, drop up to the next keyframe."""
        self._remember(unit)
        self._hand_over(unit)

    def _remember(self, unit: WireUnit) -> None:
        """For a new child. What the present one was given in the GOP before last, it has made."""
        if unit.keyframe and self._remux is not None:
            self._kept_bytes -= sum(old.size for old in self._before)
            self._before, self._recent = self._recent, []
        self._recent.append(unit)
        self._kept_bytes += unit.size
        if self._kept_bytes > GOP_MAX_BYTES:
            self._forget()

    def _forget(self) -> None:
        """Whatever breaks one child after the other may lie in what was kept."""
        self._before, self._recent, self._kept_bytes = [], [], 0

    def _hand_over(self, unit: WireUnit) -> None:
        remux = self._remux
        if remux is None or not (self._synced or unit.keyframe):
            return
        taken = self._feed(remux, unit)
        if not taken and self._synced:
            _log.warning("remux can't follow, pictures are dropped", path=self._name)
        self._synced = taken

    # what differs by direction

    def _make_remux(self) -> Remux:
        raise NotImplementedError

    def _resume_target(self) -> None:
        raise NotImplementedError

    def _feed(self, remux: Remux, unit: WireUnit) -> bool:
        raise NotImplementedError

    # the child's fate

    def _noticed(self, notice: Notice) -> None:
        if notice.event == UNSUPPORTED:
            _log.warning("remux", path=self._name, problem=notice.message)

    def _exited(self, reason: str) -> None:
        self._remux = None
        if not self._finishing:
            self._again(reason)

    def _again(self, reason: str) -> None:
        if self._loop.time() - self._started_at >= STEADY_S:
            self._failures = 0
        pause = min(FIRST_PAUSE_S * 4**self._failures, LONGEST_PAUSE_S) if self._failures else 0.0
        self._failures += 1
        self.restarts += 1
        _log.warning("remux starts over", path=self._name, reason=reason, pause_s=pause)
        self._resume_target()
        self._cancel_timer()
        self._timer = self._loop.call_later(pause, self.start)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class ToMpegts(Conversion[RtmpLane]):
    """Packets of a publisher's messages."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, source: RtmpLane, target: TsLane, name: str
    ) -> None:
        super().__init__(loop, source, name)
        self._target = target

    def _make_remux(self) -> Remux:
        return Remux(
            "to_mpegts",
            name=self._name,
            on_ts=self._target.push,
            on_notice=self._noticed,
            on_exit=self._exited,
        )

    def _resume_target(self) -> None:
        self._target.resume()

    def _feed(self, remux: Remux, unit: WireUnit) -> bool:
        assert isinstance(unit, Unit)
        headers = unit.headers
        if headers.version != self._headers_version:
            self._headers_version = headers.version
            if unit.keyframe:
                for type_id, payload in headers.configs.values():
                    remux.feed_item(type_id, unit.timestamp, payload)
        return all(remux.feed_item(*item) for item in unit.items if item[0] != DATA_AMF0)


class ToRtmp(Conversion[TsLane]):
    """Messages of a publisher's packets."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, source: TsLane, target: RtmpLane, name: str
    ) -> None:
        super().__init__(loop, source, name)
        self._target = target
        self._epoch_ms: int | None = None
        self._fed_ms = 0

    def start(self) -> None:
        """Start a child; which turn of the 33-bit clock it sees first is found out again."""
        self._epoch_ms = None
        super().start()

    def _make_remux(self) -> Remux:
        return Remux(
            "to_rtmp",
            name=self._name,
            on_items=self._made,
            on_notice=self._noticed,
            on_exit=self._exited,
        )

    def _resume_target(self) -> None:
        self._target.resume()

    def _feed(self, remux: Remux, unit: WireUnit) -> bool:
        assert isinstance(unit, TsUnit)
        if not self._synced:  # later ones are in the stream, behind the last packets of the old
            remux.feed_ts(unit.headers.packets)
        self._fed_ms = unit.timestamp
        return remux.feed_ts(unit.data)

    def _made(self, items: list[Item]) -> None:
        if self._epoch_ms is None:
            behind = self._fed_ms * TICKS_PER_MS - items[0][1] * TICKS_PER_MS + _HALF_WRAP
            self._epoch_ms = round(behind // WRAP * WRAP / TICKS_PER_MS)
        for type_id, timestamp, payload in items:
            self._target.push(type_id, timestamp + self._epoch_ms, payload)
