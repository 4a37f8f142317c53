"""Messages of one or two renditions brought together, and how far ahead of time media may be."""

import asyncio

from streamingpro.engine.children.records import Item
from streamingpro.engine.sources.pace import Pacer
from streamingpro.protocols.flv import FlvError, parse_audio
from streamingpro.protocols.rtmp.messages import AUDIO

MOST_BYTES = 64 << 20
LONGEST_HOLD_S = 6.0
"""How long the first of two renditions waits for the other."""
_AHEAD_S = 12.0
_AHEAD_SEGMENTS = 4.5
_LOW, _HIGH, _FULL = 1.5, 4.5, 8.0
_SLOWER, _FASTER, _CATCH_UP = 0.98, 1.03, 1.10


def most_ahead_s(segment_s: float) -> float:
    """How much media may wait before no further segment is fetched."""
    return max(_AHEAD_S, _AHEAD_SEGMENTS * segment_s)


def adjust(pacer: Pacer[bytes] | Pacer[Item], segment_s: float) -> None:
    """After a segment came: a little slower when little waits, faster when much does. The clocks
    of the sender and of this machine differ, and segments come late after trouble."""
    waiting = pacer.depth_s / max(segment_s, 0.1)
    if waiting > _FULL:
        pacer.rate = _CATCH_UP
    elif waiting > _HIGH:
        pacer.rate = _FASTER
    elif waiting < _LOW:
        pacer.rate = _SLOWER
    else:
        pacer.rate = 1.0


class Mixer:
    """Puts messages in the order of their time; begins when each rendition has given one.

    Rendition 0 has the picture; 1, if there are two, the sound.
    """

    def __init__(self, pacer: Pacer[Item], count: int) -> None:
        self.pacer = pacer
        self._missing = set(range(count))
        self._begin_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        if count > 1:
            pacer.hold()

    def put(self, rendition: int, at: float, item: Item) -> None:
        """A message due at `at` (s)."""
        self.pacer.put(at, item, len(item[2]))
        if rendition not in self._missing:
            return
        if rendition == 0:
            self._begin_at = at
        self._missing.discard(rendition)
        if not self._missing:
            self._release()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_HOLD_S, self._release)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _release(self) -> None:
        self._missing.clear()
        self.close()
        self.pacer.release(self._is_early)

    def _is_early(self, at: float, item: Item) -> bool:
        """Sound before the first picture, which would only delay it; its codec header stays."""
        if self._begin_at is None or at >= self._begin_at or item[0] != AUDIO:
            return False
        try:
            return parse_audio(item[2]).is_frame
        except FlvError:
            return True
