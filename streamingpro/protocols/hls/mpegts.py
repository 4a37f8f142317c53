"""MPEG-TS packets to segments: cut where a keyframe begins, otherwise as they came.

Each segment begins with the program tables (RFC 8216 §3.2), which are put in front unless they are
there already.
"""

from collections.abc import Sequence

from streamingpro.protocols.fmp4 import Mp4Track
from streamingpro.protocols.hls.fmp4 import GAP_MS, LONGEST_MS, Cuts
from streamingpro.protocols.hls.window import Window
from streamingpro.protocols.mpegts.packets import PACKET

_PAT = 0
_ROUNDING_MS = 3


class TsSegmenter:
    """Feeds `window`. Packets before the first keyframe are passed over.

    It has `tracks` and counts what is `damaged` as `Fmp4Segmenter` does, but looks into nothing.
    """

    tracks: Sequence[Mp4Track] = ()
    damaged = 0

    def __init__(self, window: Window, cuts: Cuts) -> None:
        self.window = window
        self._cuts = cuts
        self._packets: list[bytes] = []
        self._tables = b""
        self._size = 0
        self._start_ms = 0
        self._newest_ms: int | None = None
        self._step_ms = 0
        self._broken = False

    def push(
        self, data: bytes, timestamp: int, wall: float, *, keyframe: bool, tables: bytes
    ) -> None:
        """Whole packets of the time `timestamp` (DTS in ms), received at `wall` (s since 1970).

        A `keyframe` begins with its first packet. `tables` are PAT and PMT as packets.
        """
        newest = self._newest_ms
        if newest is not None and timestamp - newest > GAP_MS:
            self._complete(newest + self._step_ms)
            self._broken = True
        elif newest is not None and timestamp > newest:
            self._step_ms = timestamp - newest
        self._newest_ms = timestamp if newest is None else max(newest, timestamp)
        if self._must_cut(timestamp, keyframe):
            self._complete(timestamp)
            self.window.begin(wall, independent=keyframe, broken=self._broken)
            self._start_ms, self._broken = timestamp, False
            self._tables = b"" if _pid(data, 0) == _PAT else tables
        if self.window.open is not None:
            self._take(data)

    def idle(self) -> None:
        """Nothing has come for a while: a segment stays open until the next keyframe."""

    def finish(self) -> None:
        """Nothing follows: the last segment is completed."""
        if self._newest_ms is not None:
            self._complete(self._newest_ms + self._step_ms)
        self.window.end()

    def _take(self, data: bytes) -> None:
        self._packets.append(data)
        self._size += len(data)

    def _must_cut(self, timestamp: int, keyframe: bool) -> bool:
        if self.window.open is None:
            return keyframe
        elapsed = timestamp - self._start_ms
        if elapsed > LONGEST_MS or self._size > self._cuts.segment_max_bytes:
            return True
        return keyframe and elapsed + _ROUNDING_MS >= self._cuts.segment_s * 1000

    def _complete(self, end_ms: int) -> None:
        segment = self.window.open
        if segment is not None and self._packets:
            duration = max((end_ms - self._start_ms) / 1000, 0.001)
            data = b"".join(self._packets)
            if self._tables:
                data = _numbered(self._tables, data) + data
            self.window.add_part(duration, data, independent=segment.independent)
        self.window.close()
        self._packets.clear()
        self._size = 0


def _pid(data: bytes, place: int) -> int:
    return (data[place + 1] & 0x1F) << 8 | data[place + 2]


def _numbered(tables: bytes, data: bytes) -> bytes:
    """The tables with the continuity counters of the packets before those in `data`.

    So each one looks like a repetition of the last one in the segment before, which is allowed
    (ISO 13818-1 §2.4.3.3).
    """
    numbered = bytearray(tables)
    counters: dict[int, int] = {}
    for place in range(0, len(tables) - PACKET + 1, PACKET):
        pid = _pid(tables, place)
        if pid not in counters:
            found = range(0, len(data) - PACKET + 1, PACKET)
            first = next((at for at in found if _pid(data, at) == pid), None)
            counters[pid] = 0 if first is None else (data[first + 3] - 1) & 0x0F
        numbered[place + 3] = numbered[place + 3] & 0xF0 | counters[pid]
    return bytes(numbered)
