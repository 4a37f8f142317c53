"""One peer's side of the fan-out: a bounded queue of shared units in front of its wire.

While the peer keeps up, a unit goes straight to the kernel. When it does not, units wait here as
references; past `MAX_AGE_S` or `MAX_BYTES` the queue is shed up to the newest keyframe, or wholly,
and the peer goes on with the next one. Nothing here can delay another peer.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from streamingpro.engine.units import Form, WireForm, WireUnit

MAX_AGE_S = 3.0
MAX_BYTES = 8 * 1024 * 1024


class Consumer(Protocol):
    """Whoever is attached to a stream. `lane` is the wire form that it takes."""

    @property
    def lane(self) -> WireForm: ...

    def begin(self, gop: Sequence[WireUnit], now: float) -> None:
        """It has just been attached: what was sent since the last keyframe, maybe nothing."""

    def offer(self, unit: WireUnit) -> None:
        """The next unit. Must not block, raise, or call back into the stream."""


class OutgoingWire(Protocol):
    """What an outlet writes to: bytes in order and whole, never blocking (`wire.Wire`)."""

    on_drained: Callable[[], None] | None

    @property
    def blocked(self) -> bool: ...
    @property
    def pending_bytes(self) -> int: ...
    def write(self, data: bytes) -> None: ...


class Outlet:
    """Feeds `wire` with units, from a keyframe on, in the form that its peer understands."""

    __slots__ = (
        "_allowance",
        "_bytes",
        "_form",
        "_headers_version",
        "_in_flight_since",
        "_queue",
        "_started",
        "_synced",
        "frames_dropped",
        "frames_sent",
        "lane",
        "units_sent",
        "wire",
    )

    def __init__(self, wire: OutgoingWire, form: Form) -> None:
        self.wire = wire
        self.lane = form.lane
        self._form = form
        self._queue: deque[tuple[WireUnit, float]] = deque()
        self._bytes = 0
        self._allowance = 0
        self._headers_version = -1
        self._in_flight_since: float | None = None
        self._synced = False
        self._started = False
        self.units_sent = 0
        self.frames_sent = 0
        self.frames_dropped = 0
        wire.on_drained = self._drained

    @property
    def queue_bytes(self) -> int:
        """Bytes that wait in this process: queued units and what the kernel did not take yet."""
        return self._bytes + self.wire.pending_bytes

    def queue_ms(self, now: float) -> float:
        """How long the oldest waiting byte has waited, in ms."""
        if not self.wire.blocked or self._in_flight_since is None:
            return 0.0
        return (now - self._in_flight_since) * 1000

    def begin(self, gop: Sequence[WireUnit], now: float) -> None:
        """Start with the cached GOP, so that the peer has a picture at once.

        The burst does not count against the byte limit until the peer has caught up with it.
        """
        self._allowance = sum(unit.size for unit in gop)
        for unit in gop:
            self._put(unit, now)

    def offer(self, unit: WireUnit) -> None:
        """Send `unit`, or queue it, or drop it while the peer waits for a keyframe."""
        wire = self.wire
        if (
            not self._synced
            or self._queue
            or wire.blocked
            or unit.headers.version != self._headers_version
        ):
            self._put(unit, unit.at)
            return
        self.units_sent += 1
        self.frames_sent += unit.frames
        wire.write(unit.wire(self._form))
        if self.wire.blocked:
            self._in_flight_since = unit.at

    def _put(self, unit: WireUnit, now: float) -> None:
        if not self._synced:
            if not unit.keyframe:
                if self._started:
                    self.frames_dropped += unit.frames
                return
            self._synced = True
            self._started = True
        if self.wire.blocked or self._queue:
            self._queue.append((unit, now))
            self._bytes += unit.size
            if self._in_flight_since is None:  # an answer of the protocol blocks the wire
                self._in_flight_since = now
            self._shed_if_full(now)
        else:
            self._send(unit, now)

    def _send(self, unit: WireUnit, since: float) -> None:
        headers = unit.headers
        if headers.version != self._headers_version:
            if unit.keyframe:
                preamble = headers.wire(self._form, unit.timestamp)
                if preamble:
                    self.wire.write(preamble)
            self._headers_version = headers.version
        self.units_sent += 1
        self.frames_sent += unit.frames
        self.wire.write(unit.wire(self._form))
        if self.wire.blocked and self._in_flight_since is None:
            self._in_flight_since = since

    def _shed_if_full(self, now: float) -> None:
        too_old = now - self._queue[0][1] > MAX_AGE_S
        if not too_old and self._bytes <= MAX_BYTES + self._allowance:
            return
        newest_key = max(
            (place for place, (unit, _) in enumerate(self._queue) if unit.keyframe), default=0
        )
        keep = len(self._queue) - newest_key if newest_key else 0
        while len(self._queue) > keep:
            unit, _ = self._queue.popleft()
            self._bytes -= unit.size
            self.frames_dropped += unit.frames
        self._allowance = 0
        self._synced = keep > 0

    def _drained(self) -> None:
        self._in_flight_since = None
        while self._queue and not self.wire.blocked:
            unit, since = self._queue.popleft()
            self._bytes -= unit.size
            self._send(unit, since)
        if not self._queue:
            self._allowance = 0
