"""Timing: what is missing or broken of a container's timestamps, mended. Pure."""

from dataclasses import dataclass

_LONGEST_WAIT = 32
"""Frames that are held back for a first DTS; containers that lack it do so for a few."""
_USUAL_NS = 40_000_000
JUMP_NS = 10_000_000_000
"""So far off is no disorder but another clock."""


@dataclass(slots=True)
class Timed:
    """One frame; times in ns on the container's timeline, None where it does not say."""

    dts: int | None
    pts: int | None
    duration: int
    keyframe: bool
    data: bytes


class Timing:
    """One track's: every frame that comes out has a duration and a DTS, later than the one before
    unless the clock has jumped."""

    def __init__(self, usual: int = 0) -> None:
        """`usual`: how long a frame is (ns), should the container not say so; 0: unknown."""
        self._waiting: list[Timed] = []
        self._last: int | None = None
        self._step = usual

    def feed(self, frame: Timed) -> list[Timed]:
        """The frames that are ready, in order."""
        frame.duration = frame.duration or self._step or _USUAL_NS
        self._step = frame.duration
        if self._last is None and frame.dts is None:
            self._waiting.append(frame)
            return self.flush() if len(self._waiting) > _LONGEST_WAIT else []
        waiting, self._waiting = self._waiting, []
        before = frame.dts or 0
        for earlier in reversed(waiting):  # Matroska does not tell those before the first picture
            before -= earlier.duration
            earlier.dts = before
        return [self._settle(each) for each in (*waiting, frame)]

    def flush(self) -> list[Timed]:
        """What is still held back, timed by its PTS."""
        waiting, self._waiting = self._waiting, []
        first = min((frame.pts for frame in waiting if frame.pts is not None), default=0)
        for frame in waiting:
            frame.dts = first
            first += frame.duration
        return [self._settle(frame) for frame in waiting]

    def _settle(self, frame: Timed) -> Timed:
        last = self._last
        if frame.dts is None:
            assert last is not None
            frame.dts = last + self._step
        if last is not None and last - JUMP_NS < frame.dts <= last:
            frame.dts = last + 1
        self._last = frame.dts
        return frame


class Continuity:
    """All tracks of a container whose clock may jump, as in MPEG-TS that was put together of
    recordings: after a jump the times go on as if there was none."""

    def __init__(self) -> None:
        self._offset = 0
        self._newest: int | None = None

    def shift(self, dts: int, duration: int) -> int:
        """By how much (ns) the next frame has to be moved."""
        at, newest = dts + self._offset, self._newest
        if newest is not None and abs(at - newest) > JUMP_NS:
            self._offset += newest + duration - at
            at = newest + duration
        self._newest = at if newest is None else max(newest, at)
        return self._offset
