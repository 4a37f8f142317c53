"""The tracks that a segmenter follows: samples with durations, on one steady timeline each.

FLV tells only when a frame begins, in whole milliseconds. Each frame is held until the next one
says how long it lasts. Audio frames have a length of their own: they follow each other without a
gap for as long as the timestamps agree within half a frame.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from streamingpro.protocols.flv import AudioTag, VideoTag
from streamingpro.protocols.fmp4 import Mp4Track, Run, Sample, audio_track, video_track
from streamingpro.protocols.media import Buffer, Codec

VIDEO_ID, AUDIO_ID = 1, 2
_GUESS_MS = 40
_ROUNDING_MS = 2
ROUNDING_S = 0.003
"""A part or segment may end so much early: timestamps are whole milliseconds."""

TagT = TypeVar("TagT", VideoTag, AudioTag)


@dataclass(slots=True)
class _Held:
    start: int
    offset: int
    sync: bool
    data: Buffer


class Line:
    """One track. `run` collects the samples of the part that is being made.

    `track` is what the initialization segment in force says of it; None while it is left out.
    `stale`: a header has come that `track` does not know. `seen_ms` is the time of its last frame.
    """

    def __init__(self, track_id: int, *, is_video: bool) -> None:
        self.is_video = is_video
        self.track: Mp4Track | None = None
        self.codec: Codec | None = None
        self.stale = False
        self.unfit = False
        self.seen_ms: int | None = None
        self.run = Run(track_id, is_video, 0)
        self.run_ticks = 0
        self.run_bytes = 0
        self._flv_id: int | None = None
        self._config: bytes | None = None
        self._held: _Held | None = None
        self._last_start = -1
        self._last_duration = 0
        self._expected: int | None = None
        self._tolerance = 0

    # what it is

    def announce(self, codec: Codec, config: bytes | None) -> None:
        """A codec header has come, or a frame of a codec that needs none."""
        if (self.codec, self._config) != (codec, config):
            self.codec, self._config = codec, config
            self.unfit = False
            self.stale = True

    def adopt(self, frame: Buffer) -> None:
        """Make `track` of what was announced and a first frame. CodecError: `unfit` until the next
        announcement."""
        self.leave_out()
        self.stale = False
        self.unfit = True
        if self.codec is None:
            return
        if self.is_video:
            self.track = video_track(self.run.track_id, self.codec, self._config or b"", frame)
        else:
            self.track = audio_track(self.run.track_id, self.codec, self._config, frame)
        self.unfit = False
        self._last_start = -1
        self._last_duration = self.track.timescale * _GUESS_MS // 1000

    def leave_out(self) -> None:
        """Drop the track: the next initialization segment may not have it."""
        self.track = None
        self._held = None
        self._expected = None
        self.take()

    # its frames

    def own_part(self, tag: TagT) -> TagT | None:
        """The line's share of a message of one or more tracks: the first one seen is its own."""
        if self._flv_id is None:
            self._flv_id = tag.track_id
        if tag.track_id == self._flv_id:
            return tag
        return next((part for part in tag.more if part.track_id == self._flv_id), None)

    @property
    def timescale(self) -> int:
        return self.track.timescale if self.track is not None else 1000

    def start_of(self, timestamp: int) -> int:
        """Where a frame of this time (ms) begins, in ticks; always after the one before it."""
        start = (timestamp * self.timescale + 500) // 1000
        if self._expected is not None and abs(start - self._expected) <= self._tolerance:
            return self._expected
        return max(start, self._last_start + 1)

    def held_ticks(self, start: int) -> int:
        """How long the held frame is if the next one begins at `start`; 0 without one."""
        return start - self._held.start if self._held is not None else 0

    def release(self, start: int | None) -> None:
        """Put the held frame into the run; without a next one, its length is a good guess."""
        held = self._held
        if held is None:
            return
        self._held = None
        if start is not None:
            duration = self._last_duration = start - held.start
        elif self._expected is not None:
            duration = self._expected - held.start
        else:
            duration = min(self._last_duration, self.timescale)
        if not self.run.samples:
            self.run.start = held.start
        self.run.samples.append(Sample(duration, held.offset, held.sync, held.data))
        self.run_ticks += duration
        self.run_bytes += len(held.data)

    def hold(self, start: int, offset: int, sync: bool, data: Buffer) -> None:
        """Keep a frame until its length is known. CodecError for a damaged audio frame."""
        track = self.track
        length = 0 if self.is_video or track is None else track.samples_of(data)
        self._expected = start + length if length else None
        self._tolerance = length // 2 + _ROUNDING_MS * self.timescale // 1000
        self._last_start = start
        self._held = _Held(start, offset, sync, data)

    def take(self) -> Run:
        """The run, and begin another."""
        run = self.run
        self.run = Run(run.track_id, self.is_video, 0)
        self.run_ticks = self.run_bytes = 0
        return run

    def put_back(self, run: Run) -> None:
        """Go on with a run that was taken."""
        self.run = run
        self.run_ticks = sum(sample.duration for sample in run.samples)
        self.run_bytes = sum(len(sample.data) for sample in run.samples)


def divide(
    main: Line, other: Line, part_s: float | None, *, to_the_end: bool
) -> Iterator[tuple[Run, Run]]:
    """What two tracks have collected, in pieces as long as parts are to be.

    The rest stays with the tracks, except `to_the_end` or where there are no parts.
    """
    whole, beside = main.take(), other.take()
    end = begun = whole.start
    ends: list[int] = []
    for sample in whole.samples:
        end += sample.duration
        if part_s is not None and end - begun >= (part_s - ROUNDING_S) * main.timescale:
            ends.append(end)
            begun = end
    if end > begun or not ends:
        ends.append(end)
    pieces = list(
        zip(
            _split(whole, ends),
            _split(beside, [at * other.timescale // main.timescale for at in ends]),
            strict=True,
        )
    )
    if end > begun and part_s is not None and not to_the_end:
        for line, run in zip((main, other), pieces.pop(), strict=True):
            line.put_back(run)
    yield from pieces


def _split(run: Run, ends: Sequence[int]) -> list[Run]:
    """A run in as many pieces as there are ends (ticks); the last one holds the rest."""
    pieces = [Run(run.track_id, run.is_video, run.start)]
    at = run.start
    for sample in run.samples:
        while len(pieces) < len(ends) and at >= ends[len(pieces) - 1]:
            pieces.append(Run(run.track_id, run.is_video, at))
        pieces[-1].samples.append(sample)
        at += sample.duration
    pieces += (Run(run.track_id, run.is_video, at) for _ in range(len(ends) - len(pieces)))
    return pieces
