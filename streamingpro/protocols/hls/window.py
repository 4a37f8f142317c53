"""The newest segments of one stream: what a playlist lists and what may be asked for.

Segments are numbered on and on (media sequence numbers), parts likewise; a number is never used
twice, so that whatever is served under it may be cached for ever.
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_BYTES = 192 * 1024 * 1024
"""Segments of one stream that are kept, also when the configuration would allow more."""

LINGERING = 3
"""Segments kept behind the playlist, for players that hold an older one (RFC 8216 §6.2.2)."""


@dataclass(slots=True)
class Part:
    """One fragment; `duration` in s. An `independent` one begins with a keyframe."""

    number: int
    duration: float
    independent: bool
    data: bytes


@dataclass(slots=True)
class Segment:
    """`started` is the wall-clock time of its first frame (s since 1970, UTC).

    `init` numbers the initialization segment it needs (-1: none). `discontinuity` tells that what
    came before it does not continue in it; `anew`, that most players can't go on to it, as it has
    other kinds of tracks: it is told of when it is complete, and what came before is withdrawn.
    """

    sequence: int
    started: float
    init: int
    independent: bool
    discontinuity: bool = False
    anew: bool = False
    complete: bool = False
    parts: list[Part] = field(default_factory=list)
    size: int = 0

    @property
    def duration(self) -> float:
        """In s, as far as it goes."""
        return sum(part.duration for part in self.parts)

    @property
    def data(self) -> list[bytes]:
        """Its bytes, in pieces."""
        return [part.data for part in self.parts]


class Window:
    """The segments from the oldest kept to the one being made.

    `count` complete segments are listed. `first_sequence` numbers the first one: a time makes
    numbers go on rising when a window is made anew. `version` grows with every change.
    """

    def __init__(self, count: int, first_sequence: int = 0, max_bytes: int = MAX_BYTES) -> None:
        self.count = count
        self.segments: deque[Segment] = deque()
        self.inits: dict[int, bytes] = {}
        self.version = 0
        self.ended = False
        self.target_duration = 1
        self.part_target = 0.0
        self.peak_bps = 0
        self._max_bytes = max_bytes
        self._bytes = 0
        self._next_sequence = first_sequence
        self._next_part = 0
        self._next_init = 0
        self._dropped_discontinuities = 0
        self._owed: Segment | None = None

    # what there is

    @property
    def ready(self) -> bool:
        """There is a complete segment to begin with."""
        return bool(self.segments) and self.segments[0].complete

    @property
    def open(self) -> Segment | None:
        """The segment that is being made."""
        last = self.segments[-1] if self.segments else None
        return last if last is not None and not last.complete else None

    @property
    def hidden(self) -> Segment | None:
        """The open segment, if it is not to be told of before it is complete."""
        segment = self.open
        return segment if segment is not None and segment.anew else None

    @property
    def next_part(self) -> int:
        """The number of the part that will be told of next."""
        hidden = self.hidden
        return hidden.parts[0].number if hidden is not None and hidden.parts else self._next_part

    @property
    def next_sequence(self) -> int:
        """The number of the segment after the newest one that was begun."""
        return self._next_sequence

    @property
    def bytes_kept(self) -> int:
        return self._bytes

    @property
    def listed(self) -> list[Segment]:
        """The segments of the playlist, oldest first, the open one included."""
        segments = [segment for segment in self.segments if segment is not self.hidden]
        complete = len(segments) - (not segments[-1].complete) if segments else 0
        first = max(0, complete - self.count)
        for place in range(first + 1, complete):
            if segments[place].anew:  # the newest of all follows one that players know
                first = place - (place == complete - 1)
        return segments[first:]

    @property
    def discontinuity_sequence(self) -> int:
        """Discontinuities that have left the playlist (RFC 8216 §4.3.3.3)."""
        oldest = self.listed[0].sequence
        gone = sum(one.discontinuity for one in self.segments if one.sequence < oldest)
        return self._dropped_discontinuities + gone

    def has(self, sequence: int, part: int | None) -> bool:
        """Whether the segment, or its part of that place, is there or lies in the past.

        A place behind a segment's last part stands for the next segment's first one (RFC 8216bis
        §6.2.5.2).
        """
        if self.ended:
            return True
        told = [segment for segment in self.segments if segment is not self.hidden][-2:]
        if not told or told[-1].sequence < sequence:
            return False
        newest = told[-1]
        if newest.sequence == sequence:
            return newest.complete if part is None else part < len(newest.parts)
        if part is None or newest.parts or sequence < newest.sequence - 1:
            return True
        return part < len(told[0].parts)

    def segment(self, sequence: int) -> Segment | None:
        """A complete segment that is still kept."""
        for segment in self.segments:
            if segment.sequence == sequence:
                return segment if segment.complete else None
        return None

    def part(self, number: int) -> Part | None:
        """A part that is still kept, and told of."""
        for segment in reversed(self.segments):
            if segment is not self.hidden and segment.parts and segment.parts[0].number <= number:
                place = number - segment.parts[0].number
                return segment.parts[place] if place < len(segment.parts) else None
        return None

    def average_bps(self) -> int:
        """Bits per second over the complete segments; 0 without any."""
        complete = [segment for segment in self.segments if segment.complete]
        seconds = sum(segment.duration for segment in complete)
        return round(8 * sum(segment.size for segment in complete) / seconds) if seconds else 0

    # how it grows

    def add_init(self, data: bytes) -> int:
        """Keep an initialization segment; its number."""
        number = self._next_init
        self._next_init += 1
        self.inits[number] = data
        return number

    def begin(
        self,
        started: float,
        *,
        init: int = -1,
        independent: bool = True,
        broken: bool = False,
        anew: bool = False,
    ) -> Segment:
        """Open the next segment; the one before must be closed. `broken`: time did not go on."""
        segment = Segment(self._next_sequence, started, init, independent)
        if self.segments:
            owed, self._owed = self._owed, None
            segment.discontinuity = broken or (owed is not None and owed.discontinuity)
            segment.anew = anew or (owed is not None and owed.anew)
        self._next_sequence += 1
        self.segments.append(segment)
        self.version += 1
        return segment

    def add_part(self, duration: float, data: bytes, *, independent: bool) -> None:
        """Append a part to the open segment."""
        segment = self.open
        assert segment is not None
        segment.parts.append(Part(self._next_part, duration, independent, data))
        segment.size += len(data)
        self._next_part += 1
        self._bytes += len(data)
        self.part_target = max(self.part_target, math.ceil(round(duration * 1000, 3)) / 1000)
        self.version += 1

    def close(self) -> None:
        """Complete the open segment; one without parts is taken back."""
        segment = self.open
        if segment is None:
            return
        if not segment.parts:
            self.segments.pop()
            self._next_sequence -= 1
            self._owed = segment
            return
        segment.complete = True
        duration = segment.duration
        # Rounded as players must round it (RFC 8216 §4.3.3.1).
        self.target_duration = max(self.target_duration, math.floor(duration + 0.5))
        if duration > 0:
            self.peak_bps = max(self.peak_bps, round(segment.size * 8 / duration))
        self._drop_old()
        self.version += 1

    def end(self) -> None:
        """Nothing follows."""
        self.close()
        self.ended = True
        self.version += 1

    def _drop_old(self) -> None:
        while len(self.segments) > self.count + LINGERING or (
            self._bytes > self._max_bytes and len(self.segments) > 1
        ):
            old = self.segments.popleft()
            self._bytes -= old.size
            self._dropped_discontinuities += old.discontinuity
        needed = {segment.init for segment in self.segments}
        newest = self._next_init - 1
        for number in list(self.inits):
            if number not in needed and number != newest:
                del self.inits[number]

    def independent(self) -> Iterator[bool]:
        """Of each listed segment, whether it begins with a keyframe."""
        return (segment.independent for segment in self.listed)
