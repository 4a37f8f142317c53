"""Out in real time what comes in bursts: segments, files, servers that send what they have."""

import asyncio
import heapq
from collections.abc import Callable
from typing import Generic, TypeVar

BURST_S = 0.02
"""What is due within this time leaves together."""

REAL_TIME = 1.0
"""Seconds of media per second; tests are in more of a hurry."""

T = TypeVar("T")


class Pacer(Generic[T]):
    """A queue ordered by media time, emptied by the clock.

    `emit(item)` is called when its time has come. Media time and wall time are tied together by
    the first item, and anew when media comes later than `late_s` (the buffer ran empty). Media may
    leave `ahead_s` before its time. `rate` is how fast media time goes: 1.0 is real time.
    """

    def __init__(
        self, emit: Callable[[T], None], *, ahead_s: float = 0.0, late_s: float = 0.1
    ) -> None:
        self._emit = emit
        self._ahead_s = ahead_s
        self._late_s = late_s
        self._loop = asyncio.get_running_loop()
        self._queue: list[tuple[float, int, int, T]] = []
        self._count = 0
        self._rate = 1.0
        self._media = 0.0
        self._wall: float | None = None
        self._held = False
        self._latest = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._moved = asyncio.Event()
        self.queued_bytes = 0

    @property
    def rate(self) -> float:
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        if self._wall is not None:
            now = self._loop.time()
            self._media, self._wall = self._clock(now), now
        self._rate = rate
        self._arm()

    @property
    def depth_s(self) -> float:
        """How much media waits, in seconds of it."""
        if not self._queue:
            return 0.0
        reached = self._queue[0][0] if self._wall is None else self._clock(self._loop.time())
        return max(0.0, self._latest - reached)

    def hold(self) -> None:
        """Let nothing out until `release`."""
        self._held = True

    def release(self, unwanted: Callable[[float, T], bool]) -> None:
        """Begin, without the items (and their times) that are unwanted."""
        self._held = False
        self._queue = [entry for entry in self._queue if not unwanted(entry[0], entry[3])]
        heapq.heapify(self._queue)
        self.queued_bytes = sum(entry[2] for entry in self._queue)
        self._arm()

    def put(self, at: float, item: T, size: int) -> None:
        """Queue an item of `size` bytes that is due at media time `at` (s)."""
        self._count += 1
        heapq.heappush(self._queue, (at, self._count, size, item))
        self.queued_bytes += size
        self._latest = at if len(self._queue) == 1 else max(self._latest, at)
        if self._timer is None or self._queue[0][1] == self._count:
            self._arm()

    async def room(self, depth_s: float, most_bytes: int) -> None:
        """Wait until less than this waits."""
        while self.depth_s >= depth_s or self.queued_bytes >= most_bytes:
            self._moved.clear()
            await self._moved.wait()

    async def drained(self) -> None:
        """Wait until everything has left."""
        while self._queue:
            self._moved.clear()
            await self._moved.wait()

    def close(self) -> None:
        """Drop what waits."""
        self._queue.clear()
        self.queued_bytes = 0
        self._cancel()

    def _clock(self, now: float) -> float:
        return self._media + (now - (self._wall or now)) * self._rate * REAL_TIME

    def _arm(self) -> None:
        self._cancel()
        if self._held or not self._queue:
            return
        now, at = self._loop.time(), self._queue[0][0]
        if self._wall is None or self._clock(now) - at > self._late_s:
            self._media, self._wall = at, now
        due = self._wall + (at - self._ahead_s - self._media) / (self._rate * REAL_TIME)
        self._timer = self._loop.call_at(max(due, now), self._run)

    def _run(self) -> None:
        self._timer = None
        until = self._clock(self._loop.time()) + self._ahead_s + BURST_S
        while self._queue and self._queue[0][0] <= until:
            _, _, size, item = heapq.heappop(self._queue)
            self.queued_bytes -= size
            self._emit(item)
        self._moved.set()
        self._arm()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Throttle:
    """Slows down whoever is more than `AHEAD_S` of media ahead of the clock.

    Live media is never held; nor is what comes late, when it catches up. Media may be a little
    faster than this machine's clock.
    """

    AHEAD_S = 2.0
    BEHIND_S = 5.0
    JUMP_S = 10.0
    RATE = 1.01

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._media = 0.0
        self._wall: float | None = None
        self._last = 0.0

    async def wait(self, at: float) -> None:
        """Return when media of time `at` (s) may go on."""
        now = self._loop.time()
        if self._wall is None or abs(at - self._last) > self.JUMP_S:
            self._media, self._wall = at, now
        self._last = at
        lead = at - self._media - (now - self._wall) * self.RATE
        if lead < -self.BEHIND_S:
            self._media, self._wall = at + self.BEHIND_S, now
        elif lead > self.AHEAD_S:
            await asyncio.sleep((lead - self.AHEAD_S) / self.RATE)
