"""One timeline per stream that never falls back, whoever publishes. Pure: time is an argument.

A publisher's timestamps pass unchanged (its offset is 0 for the first one). When the encoder
comes back, or another takes over, its timestamps go on where the last ones stopped, plus the time
that passed on the wall: the picture of a receiver that stayed connected simply continues.
"""

_WRAP = 1 << 32
_HALF = 1 << 31
BACKWARD_LIMIT_MS = 1_000
FORWARD_LIMIT_MS = 60_000


class Timeline:
    """Maps the 32-bit millisecond timestamps of successive publishers to one 64-bit timeline."""

    def __init__(self) -> None:
        self.last = 0
        self.rebased = 0
        self._last_of: dict[int, int] = {}
        self._floor: dict[int, int] = {}
        self._last_at: float | None = None
        self._raw = 0
        self._offset: int | None = None
        self._older_offset: int | None = None
        self._start: int | None = None

    @property
    def started(self) -> bool:
        """Something has been put on it."""
        return self._last_at is not None

    @property
    def repeating(self) -> bool:
        """Something may still come that lies before what its track had reached."""
        return bool(self._floor)

    def begin(self, start: int | None = None) -> None:
        """A new publisher: the next timestamp continues after the last one of the old.

        When there was none, it becomes `start` (ms), or passes unchanged.
        """
        self._offset = None
        self._older_offset = None
        self._start = start
        self._floor = dict(self._last_of)

    def resume(self) -> None:
        """The same publisher repeats a little of what it sent: that will be refused."""
        self._floor = dict(self._last_of)

    def map(self, kind: int, timestamp: int, now: float) -> int | None:
        """The timeline's time (ms) of a message, or None for one that would fall back.

        Only the first messages after `begin` or `resume` can be refused: those that lie before
        what their track had already reached.
        """
        raw = self._unwrap(timestamp)
        offset = self._offset
        if offset is None:
            offset = self._offset = self._first_offset(raw, now)
        out = raw + offset
        if self._jumped(kind, out, now):
            out = self._rebase(kind, raw, now)
        floor = self._floor.get(kind)
        if floor is not None:
            if out <= floor:
                return None
            del self._floor[kind]
        self._last_of[kind] = out
        if out > self.last:
            self.last = out
        self._last_at = now
        return out

    def _unwrap(self, timestamp: int) -> int:
        if self._offset is None:
            self._raw = timestamp
        else:
            self._raw += (timestamp - self._raw + _HALF) % _WRAP - _HALF
        return self._raw

    def _elapsed_ms(self, now: float) -> int:
        return 0 if self._last_at is None else max(0, round((now - self._last_at) * 1000))

    def _first_offset(self, raw: int, now: float) -> int:
        if self._last_at is not None:
            return self._continued(now) - raw
        return 0 if self._start is None else self._start - raw

    def _continued(self, now: float) -> int:
        return self.last + max(1, self._elapsed_ms(now))

    def _jumped(self, kind: int, out: int, now: float) -> bool:
        if self._last_at is None:
            return False
        last = self._last_of.get(kind)
        if last is not None and kind not in self._floor and last - out > BACKWARD_LIMIT_MS:
            return True
        return out - self.last > FORWARD_LIMIT_MS + self._elapsed_ms(now)

    def _rebase(self, kind: int, raw: int, now: float) -> int:
        """The publisher's own clock jumped: go on without a gap.

        While audio and video cross the jump one after the other, stragglers of the old clock
        still fit the offset that was valid before.
        """
        older = self._older_offset
        if older is not None and not self._jumped(kind, raw + older, now):
            return raw + older
        self.rebased += 1
        self._older_offset = self._offset
        self._offset = self._continued(now) - raw
        return raw + self._offset
