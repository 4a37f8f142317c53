"""The one timeline behind the discontinuities of an HLS stream. Pure."""

FORWARD_S = 10.0
BACKWARD_S = 3.0
STEP_S = 0.04
BEGIN_S = 1.0
"""Where the timeline begins: other renditions may start a little before the first one."""
_REMEMBERED = 8
"""Discontinuities that a slower rendition may still be behind."""


class Line:
    """Places the times (s) of segments on a timeline that goes on where they jump.

    Renditions share it, so that sound stays with its picture: the first one to cross a
    discontinuity sets the offset for all.
    """

    def __init__(self) -> None:
        self._offsets: dict[int, list[float]] = {}
        self._last: dict[int, float] = {}
        self._end: float | None = None

    def place(self, rendition: int, discontinuity: int, at: float) -> float:
        """The timeline's time of something at `at`, behind so many discontinuities."""
        offsets = self._offsets.get(discontinuity)
        if offsets is None:
            if len(self._offsets) >= _REMEMBERED:
                del self._offsets[next(iter(self._offsets))]
            offsets = self._offsets[discontinuity] = [self._next() - at]
        last = self._last.get(rendition)
        out = at + offsets[-1]
        if last is not None and not _follows(last, out):
            out = self._jumped(offsets, last, at)
        self._last[rendition] = out
        self._end = out if self._end is None else max(self._end, out)
        return out

    def _jumped(self, offsets: list[float], last: float, at: float) -> float:
        """A jump that was not announced: where the other rendition went, else right behind."""
        for offset in reversed(offsets):
            if _follows(last, at + offset):
                return at + offset
        offsets.append(self._next() - at)
        del offsets[:-2]
        return at + offsets[-1]

    def _next(self) -> float:
        return BEGIN_S if self._end is None else self._end + STEP_S


def _follows(last: float, out: float) -> bool:
    return -BACKWARD_S <= out - last <= FORWARD_S
