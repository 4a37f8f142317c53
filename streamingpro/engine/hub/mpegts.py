"""The lane of MPEG-TS packets: passed on as they came, cut where a keyframe begins."""

import asyncio
from collections.abc import Callable

from streamingpro.engine.hub.lane import Lane
from streamingpro.engine.timeline import Timeline
from streamingpro.engine.units import Tables, TsUnit, WireForm
from streamingpro.protocols.media import Kind
from streamingpro.protocols.mpegts.model import TICKS_PER_MS, Piece
from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.scan import TsScanner
from streamingpro.protocols.mpegts.shift import ContinuityMap, shift

_MAIN = 0


class TsLane(Lane[TsUnit]):
    """Units of packets on one timeline. See `Lane`.

    The first publisher's packets pass untouched. Those of a later one get the timestamps and
    continuity counters that receivers who stayed connected expect next.
    """

    form = WireForm.MPEGTS

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_flowing: Callable[[], None] | None = None
    ) -> None:
        super().__init__(loop, on_flowing)
        self._timeline = Timeline()
        self._tables = Tables()
        self._tables_seen = 0
        self._counters: ContinuityMap | None = None
        self._offset = 0
        self._refusing = False
        self.analysis: TsScanner = TsScanner()

    @property
    def problem(self) -> str:
        return self.analysis.problem or super().problem

    def bytes_of(self, kind: Kind) -> int:
        """Of the packets of their tracks."""
        packets = self.analysis.packets
        pids = (track.id for track in self.analysis.tracks if track.kind == kind)
        return sum(packets.get(pid, 0) for pid in pids) * PACKET

    def begin(self, *, converted: bool = False) -> None:
        """As `Lane.begin`; `converted` makes no difference: one clock for both forms."""
        super().begin()
        self._continue_counters()
        self._timeline.begin()
        self._refusing = False
        self.analysis = TsScanner()
        self._tables_seen = 0

    def resume(self) -> None:
        """A conversion starts over, on the same timeline: what it repeats is dropped."""
        self._continue_counters()
        self._timeline.resume()

    def push(self, data: bytes) -> None:
        """Some bytes, cut anywhere. Malformed media is passed on or dropped, never raised."""
        self.bytes_in += len(data)
        # What a conversion repeats is dropped picture by picture, so it is looked at by packet.
        step = PACKET if self._timeline.repeating else max(1, len(data))
        for begin in range(0, len(data), step):
            for piece in self.analysis.feed(data[begin : begin + step]):
                self._push_piece(piece)

    def _push_piece(self, piece: Piece) -> None:
        if self._awaiting_key and not piece.keyframe:
            self.frames_skipped += piece.frames
            return
        if piece.dts is not None:
            self._refusing = not self._place(piece.dts)
        if self._refusing:
            return
        self._awaiting_key = False
        data = piece.data
        if self._counters is not None:
            data = shift(data, self._offset, self._counters)
        if self.analysis.tables_version != self._tables_seen:
            self._tables_seen = self.analysis.tables_version
            self._learn_tables(self.analysis.tables)
        self._deliver(
            TsUnit(
                data,
                self._timeline.last,
                keyframe=piece.keyframe,
                frames=piece.frames,
                headers=self._tables,
            ),
            cache=True,
        )

    def _learn_tables(self, packets: bytes) -> None:
        """The same tables again, of an encoder that comes back, are no news for anybody: sent
        ahead of the stream, their continuity counters would seem to jump."""
        if _without_counters(packets) != _without_counters(self._tables.packets):
            self._tables = Tables(self._tables.version + 1, packets)

    def _place(self, dts: int) -> bool:
        """Whether packets of this time (90 kHz) have a place on the timeline, and where."""
        own_ms = dts // TICKS_PER_MS
        mapped = self._timeline.map(_MAIN, own_ms, self._loop.time())
        if mapped is None:
            return False
        self._offset = (mapped - own_ms) * TICKS_PER_MS
        if self._offset and self._counters is None:  # the publisher's own clock jumped
            self._counters = ContinuityMap()
        return True

    def _continue_counters(self) -> None:
        if self._timeline.started:
            known = self._counters
            self._counters = ContinuityMap(known.last if known else self.analysis.counters)

    def tick(self, now: float) -> None:
        """Once a second."""


def _without_counters(packets: bytes) -> bytes:
    out = bytearray(packets)
    out[3::PACKET] = bytes(flags & 0xF0 for flags in out[3::PACKET])
    return bytes(out)
