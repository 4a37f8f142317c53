"""When the bytes of a transport stream are due, by its program clock reference (ISO 13818-1
§2.4.3.5). The packets pass as they are, but for one thing: segments that were muxed each on its
own begin with continuity counters of their own, which would look like a loss; those are made to go
on."""

from typing import NamedTuple

from streamingpro.protocols.mpegts.model import CLOCK_HZ
from streamingpro.protocols.mpegts.packets import ADAPTATION, PACKET, PAYLOAD, Aligner
from streamingpro.protocols.mpegts.pes import WRAP

LONGEST_SLICE_S = 0.04
"""Between clock references that are further apart, bytes are taken to be spread evenly."""

_PID_BITS = bytes(value & 0x1F for value in range(256))
_CLOCKED, _BROKEN = 0x10, 0x80
_MOST_WAITING = 4 << 20
"""Bytes without any clock reference; from then on they are given as they come."""
_ANOTHER_CLOCK = 50
"""References in a row on another PID than before."""
_MOST_JOINED = 1000
"""Packets of a new segment in which every PID should have appeared."""


class Slice(NamedTuple):
    """Whole packets, due at `at`: seconds on the stream's clock, unwrapped; None when unknown."""

    at: float | None
    data: bytes


class TsClock:
    """Cuts a transport stream into slices, each due at a time of its own.

    What comes before the first reference is due with it. A slice is given when the next reference
    comes, or by `flush`.
    """

    def __init__(self) -> None:
        self._aligner = Aligner()
        self._slice = bytearray()
        self._at: float | None = None
        self._pid: int | None = None
        self._foreign = 0
        self._unwrapped: int | None = None
        self._counters: dict[int, int] = {}
        self._offsets: dict[int, int] = {}
        self._joining: set[int] = set()
        self._joined = 0

    def join(self, *, contiguous: bool, new_clock: bool = False) -> None:
        """A segment begins. `contiguous`: nothing is missing before it, so its continuity
        counters have to go on. `new_clock`: its clock may be another one."""
        if new_clock:
            self._pid = self._unwrapped = None
        self._aligner = Aligner()  # half a packet at the end of a segment is nobody's
        self._joining = set(self._counters) if contiguous else set()
        self._joined = 0
        if not contiguous:
            self._offsets = {}

    def feed(self, data: bytes) -> list[Slice]:
        """The slices that `data` completes."""
        data = self._continued(self._aligner.feed(data))
        slices: list[Slice] = []
        start = 0
        for place, flags in enumerate(data[3::PACKET]):
            if not flags & ADAPTATION:
                continue
            pos = place * PACKET
            at = self._clock(data, pos)
            if at is None:
                continue
            if self._at is not None:
                self._slice += data[start:pos]
                start = pos
                slices += self._cut(at)
            self._at = at
        self._slice += data[start:]
        if self._at is None and len(self._slice) > _MOST_WAITING:
            slices += self._cut(None)
        return slices

    def flush(self) -> list[Slice]:
        """What is left, at the end of a segment."""
        slices = self._cut(None)
        self._at = None
        return slices

    def _cut(self, until: float | None) -> list[Slice]:
        """The present slice, in several ones when the next reference is far away."""
        data, at = bytes(self._slice), self._at
        self._slice.clear()
        if not data:
            return []
        if at is None or until is None or not LONGEST_SLICE_S < until - at < 1:
            return [Slice(at, data)]
        packets = len(data) // PACKET
        count = min(int((until - at) / LONGEST_SLICE_S) + 1, packets)
        edges = [packets * part // count * PACKET for part in range(count + 1)]
        return [
            Slice(at + (until - at) * part / count, data[edges[part] : edges[part + 1]])
            for part in range(count)
        ]

    def _clock(self, data: bytes, pos: int) -> float | None:
        """The clock reference in the packet at `pos`, if it has one and it is the stream's."""
        if data[pos + 4] < 7 or not data[pos + 5] & _CLOCKED:
            return None
        pid = _pid(data, pos)
        if self._pid is None:
            self._pid = pid
        elif pid != self._pid:
            self._foreign += 1
            if self._foreign < _ANOTHER_CLOCK:
                return None
            self._pid = pid  # the programme's clock moved
        self._foreign = 0
        base = int.from_bytes(data[pos + 6 : pos + 10], "big") << 1 | data[pos + 10] >> 7
        extension = (data[pos + 10] & 1) << 8 | data[pos + 11]
        last = self._unwrapped
        if last is None:
            self._unwrapped = base
        else:
            self._unwrapped = last + (base - last + WRAP // 2) % WRAP - WRAP // 2
        return self._unwrapped / CLOCK_HZ + extension / (CLOCK_HZ * 300)

    def _continued(self, data: bytes) -> bytes:
        """The packets with the counters that their PIDs have to go on with."""
        if self._joining or self._offsets:
            return self._joined_on(data)
        high = data[1::PACKET].translate(_PID_BITS)
        pids = zip(high, data[2::PACKET], strict=True)
        for (upper, lower), flags in dict(zip(pids, data[3::PACKET], strict=True)).items():
            self._counters[upper << 8 | lower] = flags & 0x0F
        return data

    def _joined_on(self, data: bytes) -> bytes:
        out = bytearray(data)
        for pos in range(0, len(data), PACKET):
            pid, flags = _pid(data, pos), data[pos + 3]
            if pid in self._joining and flags & PAYLOAD:
                self._joining.discard(pid)
                self._join_pid(pid, data, pos)
            counter = (flags + self._offsets.get(pid, 0)) & 0x0F
            self._counters[pid] = counter
            out[pos + 3] = flags & 0xF0 | counter
        self._joined += len(data) // PACKET
        if self._joined > _MOST_JOINED:
            self._joining = set()
        return bytes(out)

    def _join_pid(self, pid: int, data: bytes, pos: int) -> None:
        """Unless the sender itself says that its counters break here."""
        broken = data[pos + 3] & ADAPTATION and data[pos + 4] and data[pos + 5] & _BROKEN
        offset = 0 if broken else (self._counters[pid] + 1 - data[pos + 3]) & 0x0F
        if offset:
            self._offsets[pid] = offset
        else:
            self._offsets.pop(pid, None)


def _pid(data: bytes, pos: int) -> int:
    return (data[pos + 1] & 0x1F) << 8 | data[pos + 2]
