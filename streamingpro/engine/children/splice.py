"""Splice: containers one behind the other on one timeline without gaps. Pure.

The next file's presentation begins where the one before ends. Its first DTS may be earlier than
that, by the delay of its B-frames, just as the DTS of the file before ended earlier. Sound that
encoders put before the beginning (priming) would overlap the end of the file before: it is left
out at the joint. As sound comes in frames of its own length, it is up to half a frame early or
late there, once; its offset from the picture is always that of its file.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

from streamingpro.engine.children.opened import Sample
from streamingpro.protocols.media import Kind

_WINDOW_NS = 1_000_000_000
"""How badly audio and video may be interleaved in a file."""
_MAX_HELD = 4096
_TOLERATED_TAIL_NS = 100_000_000
"""Sound that is so little longer than the picture does not hold the next picture up."""

MarkT = TypeVar("MarkT")


@dataclass(slots=True)
class Placed:
    """A sample and how much later than its container says it goes out (ns)."""

    sample: Sample
    shift: int

    @property
    def at(self) -> int:
        """Its DTS on the common timeline, in ns."""
        return self.sample.dts + self.shift


class Splice(Generic[MarkT]):
    """Places samples of file after file, in order of DTS across the joints. `placed` counts."""

    def __init__(self) -> None:
        self._ends: dict[Kind, int] = {}
        self._decoded: dict[Kind, int] = {}
        self._heap: list[tuple[int, int, Placed | MarkT]] = []
        self._count = 0
        self._newest = 0
        self.placed = 0

    def place(
        self, samples: Iterable[Sample], mark: MarkT, *, has_video: bool
    ) -> Iterator[Placed | MarkT]:
        """The samples of the next file, from its first keyframe on, behind those of the file
        before that are still held back; `mark` comes out just before the first of them."""
        first: list[Sample] = []
        shift: int | None = None
        for sample in _from_keyframe(samples, has_video=has_video):
            if shift is not None:
                yield from self._push(sample, shift)
                continue
            first.append(sample)
            if abs(sample.dts - first[0].dts) > _WINDOW_NS or len(first) > _MAX_HELD:
                shift = yield from self._join(first, mark)
        if shift is None and first:
            yield from self._join(first, mark)

    def flush(self) -> Iterator[Placed | MarkT]:
        """What is held back, at the end of the last file."""
        while self._heap:
            yield heappop(self._heap)[2]

    def _join(self, first: list[Sample], mark: MarkT) -> Generator[Placed | MarkT, None, int]:
        shift = self._shift(first)
        self._put(min(sample.dts for sample in first) + shift, mark)
        for sample in first:
            yield from self._push(sample, shift)
        return shift

    def _shift(self, first: list[Sample]) -> int:
        """By how much to move the file whose first samples these are."""
        if not self._ends:  # nothing before it: no timestamp may fall below zero
            return -min(sample.dts for sample in first)
        video = [sample for sample in first if sample.track.kind == "video"]
        shift = self._end() - min(sample.pts for sample in video or first)
        if video:
            shift = max(shift, self._decoded.get("video", 0) - min(each.dts for each in video))
        return shift

    def _end(self) -> int:
        """Where the presentation so far ends."""
        video, audio = self._ends.get("video"), self._ends.get("audio")
        if video is None or audio is None:
            return video or audio or 0
        return audio if audio - video > _TOLERATED_TAIL_NS else video

    def _push(self, sample: Sample, shift: int) -> Iterator[Placed | MarkT]:
        placed, kind = Placed(sample, shift), sample.track.kind
        at = placed.at
        if kind == "audio" and at < self._ends.get("audio", 0) - sample.duration // 2:
            return
        self._ends[kind] = max(self._ends.get(kind, 0), sample.pts + shift + sample.duration)
        self._decoded[kind] = at + sample.duration
        self.placed += 1
        self._put(at, placed)
        while self._newest - self._heap[0][0] > _WINDOW_NS or len(self._heap) > _MAX_HELD:
            yield heappop(self._heap)[2]

    def _put(self, at: int, what: Placed | MarkT) -> None:
        self._count += 1
        heappush(self._heap, (at, self._count, what))
        self._newest = max(self._newest, at)


def _from_keyframe(samples: Iterable[Sample], *, has_video: bool) -> Iterator[Sample]:
    """What is decodable: nothing of the picture before its first keyframe."""
    waiting = has_video
    for sample in samples:
        if waiting and sample.track.kind == "video":
            if not sample.keyframe:
                continue
            waiting = False
        yield sample
