"""Audio PES payloads to single frames, with the time of each.

A PES may hold several frames, and a frame may reach into the next PES. The PTS of a PES is that of
the first frame that begins in it (ISO 13818-1 §2.4.3.7); those behind it follow by their length.
"""

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.mpegts.framings import BAD, MORE, Framing
from streamingpro.protocols.mpegts.model import CLOCK_HZ

Sound = tuple[int, bytes, bytes]
"""PTS, frame, config."""


class SoundSplitter:
    """Frames of one audio track. `errors` counts places where the rhythm of frames broke."""

    def __init__(self, framing: Framing) -> None:
        self.errors = 0
        self._framing = framing
        self._rest = b""
        self._base: int | None = None
        self._samples = 0
        self._rate = 1

    def reset(self) -> None:
        """A PES was lost: what was begun can't be finished, and time must be told anew."""
        self._rest = b""
        self._base = None

    def feed(self, payload: bytes, pts: int | None) -> list[Sound]:
        """The frames that a PES payload completes; `pts` is unwrapped, None where it has none.

        Frames before the first PTS, and after a loss those before the next, have no time: they are
        left out.
        """
        fresh = len(self._rest)
        data = self._rest + payload
        found: list[Sound] = []
        pos, end = 0, len(data)
        while pos < end:
            size = self._framing.measure(data, pos)
            if size == BAD:
                pos = self._resync(data, pos)
                continue
            if pts is not None and pos >= fresh:
                self._base, self._samples, pts = pts, 0, None
            if size == MORE or pos + size > end:
                break
            self._take(data[pos : pos + size], found)
            pos += size
        self._rest = data[pos:]
        return found

    def _resync(self, data: bytes, pos: int) -> int:
        self.errors += 1
        sync = self._framing.sync
        while sync and (pos := data.find(sync, pos + 1)) >= 0:
            if self._framing.measure(data, pos) != BAD:
                return pos
        return len(data)

    def _take(self, frame: bytes, found: list[Sound]) -> None:
        try:
            unpacked = self._framing.unpack(frame)
        except CodecError:
            self.errors += 1
            return
        if self._base is None:
            return
        if unpacked.rate != self._rate:
            self._base, self._samples = self._time(), 0
            self._rate = unpacked.rate
        for unit in unpacked.units:
            found.append((self._time(), unit, unpacked.config))
            self._samples += unpacked.samples

    def _time(self) -> int:
        return (self._base or 0) + (self._samples * CLOCK_HZ + self._rate // 2) // self._rate
