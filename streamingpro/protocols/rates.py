"""The pace of a video track, from the decoding timestamps of its frames alone."""

_WINDOW_MS = 2000
_FIRST_READING_MS = 1000
_GAP_MS = 5000
_BACKWARD_MS = 1000
_ROUNDING_MS = 1.0
_MASK = 0xFFFFFFFF
_STANDARD = tuple(
    {n / d for n in (15000, 24000, 30000, 48000, 60000, 120000) for d in (1000, 1001)}
    | {5.0, 8.0, 10.0, 12.0, 12.5, 20.0, 25.0, 50.0, 90.0, 100.0, 144.0}
)


class RateMeter:
    """Frame rate over the last 2 to 4 s, and the distance of the last two keyframes.

    Timestamps are whole ms of decoding time, which grows steadily with B-frames too. Their rounding
    blurs a rate by at most one millisecond in the window: a standard rate within the blur is taken
    for the true one, so that 30 and 29.97 stay apart and neither reads 29.985.
    """

    __slots__ = (
        "_count", "_last", "_last_key", "_previous_count", "_previous_start", "_start",
        "keyframe_interval_s",
    )  # fmt: skip

    def __init__(self) -> None:
        self.keyframe_interval_s: float | None = None
        self._last_key: int | None = None
        self._start = self._last = 0
        self._count = -1
        self._previous_start = self._previous_count = 0

    def frame(self, timestamp: int) -> None:
        """Take a frame with its DTS in ms (32 bit, may wrap). A jump starts a new measurement."""
        if self._count < 0:
            self._restart(timestamp)
        elif (timestamp - self._last) & _MASK <= _GAP_MS:
            self._last = timestamp
            self._count += 1
        elif (self._last - timestamp) & _MASK <= _BACKWARD_MS:
            self._count += 1  # an encoder's jitter: still a frame, but time does not run backwards
        else:
            self._restart(timestamp)
        if (self._last - self._start) & _MASK >= _WINDOW_MS:
            self._previous_start, self._previous_count = self._start, self._count
            self._start, self._count = self._last, 0

    def keyframe(self, presentation_time: int) -> None:
        """Note a keyframe, after `frame`, with its PTS in ms.

        Presentation is what counts: with an open GOP the first distance in decoding time is short.
        """
        if self._last_key is not None:
            self.keyframe_interval_s = ((presentation_time - self._last_key) & _MASK) / 1000
        self._last_key = presentation_time

    def rate(self, claimed: float | None = None) -> float | None:
        """Frames per second, None before one second of frames.

        `claimed` is the rate that the headers state; it wins when the measurement allows it.
        """
        start, count = self._start, self._count
        if self._previous_count:
            start, count = self._previous_start, self._previous_count + count
        span = (self._last - start) & _MASK
        if count <= 0 or span < _FIRST_READING_MS:
            return None
        measured = count * 1000 / span
        blur = measured * _ROUNDING_MS / span
        if claimed is not None and abs(claimed - measured) <= blur:
            return round(claimed, 3)
        nearest = min(_STANDARD, key=lambda standard: abs(standard - measured))
        return round(nearest if abs(nearest - measured) <= blur else measured, 3)

    def _restart(self, timestamp: int) -> None:
        self._start = self._last = timestamp
        self._count = self._previous_count = 0
        self._last_key = None
