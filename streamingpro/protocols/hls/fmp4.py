"""FLV messages to fragmented MP4: parts and segments that begin with a keyframe.

Video and audio share each fragment. A new initialization segment, with a discontinuity, comes with
the next keyframe after a codec header has changed, a track has begun or one has fallen silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from streamingpro.protocols import carriage
from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.opus import COMMENT_MAGIC
from streamingpro.protocols.flv import AudioTag, FlvError, VideoTag, parse_audio, parse_video
from streamingpro.protocols.fmp4 import Mp4Track, Run, fragment, init_segment
from streamingpro.protocols.fmp4.tracks import VIDEO_TIMESCALE
from streamingpro.protocols.hls.lines import AUDIO_ID, ROUNDING_S, VIDEO_ID, Line, divide
from streamingpro.protocols.hls.window import Window
from streamingpro.protocols.media import Buffer, Codec, Kind

AUDIO_MESSAGE, VIDEO_MESSAGE = 8, 9
GAP_MS = 3_000
"""A jump of the timestamps by more than this is a break: no frame is stretched over it."""
SILENCE_MS = 4_000
"""A track that has sent nothing for so long is left out, as players would wait for it."""
START_MS = 500
"""How long a new initialization segment waits for the first frame of a track."""
LONGEST_MS = 30_000
"""A segment that no keyframe ends is cut here."""
_TICKS_PER_MS = VIDEO_TIMESCALE // 1000
_SMOOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Cuts:
    """Least durations of segments and parts in s (None: no parts), most bytes of a segment."""

    segment_s: float = 1.0
    part_s: float | None = None
    segment_max_bytes: int = 50 * 1024 * 1024


class Fmp4Segmenter:
    """Feeds `window`. `damaged` counts messages that could not be used.

    `refused` holds, for each codec that MP4 has no place for, a sentence that says so.
    """

    def __init__(self, window: Window, cuts: Cuts) -> None:
        self.window = window
        self.damaged = 0
        self.refused: dict[Codec, str] = {}
        self._cuts = cuts
        self._video = Line(VIDEO_ID, is_video=True)
        self._audio = Line(AUDIO_ID, is_video=False)
        self._lines = (self._video, self._audio)
        self._awaited: Sequence[Line] | None = self._lines
        self._broken = False
        self._newest_ms: int | None = None
        self._segment_ms = 0
        self._init = -1
        self._fragments = 0
        self._wall_offset: float | None = None
        window.part_target = max(window.part_target, cuts.part_s or 0.0)

    @property
    def tracks(self) -> list[Mp4Track]:
        """The tracks of the initialization segment in force."""
        return [line.track for line in self._lines if line.track is not None]

    def push(self, type_id: int, timestamp: int, payload: bytes, wall: float) -> None:
        """One message: DTS in ms, received at `wall` (s since 1970). Damaged ones are dropped."""
        try:
            if type_id == VIDEO_MESSAGE:
                self._push_video(parse_video(payload), timestamp, wall)
            elif type_id == AUDIO_MESSAGE:
                self._push_audio(parse_audio(payload), timestamp, wall)
        except (FlvError, CodecError):
            self.damaged += 1

    def idle(self) -> None:
        """Nothing has come for a while: what is held goes out."""
        for line in self._lines:
            line.release(None)
        self._close_part(must=True)

    def finish(self) -> None:
        """Nothing follows: the last segment is completed."""
        self.idle()
        self.window.end()

    # messages

    def _push_video(self, message: VideoTag, timestamp: int, wall: float) -> None:
        line = self._video
        tag = line.own_part(message)
        if tag is None or tag.codec is None:
            return
        if tag.is_config:
            self._announce(line, tag.codec, bytes(tag.body))
        elif tag.is_frame and tag.codec != line.codec:
            self._learn_refusal(line, tag.codec)
        elif tag.is_frame and tag.body:
            present = (timestamp + tag.composition_time) * _TICKS_PER_MS
            self._push_frame(line, timestamp, wall, tag.body, present, tag.is_keyframe)

    def _push_audio(self, message: AudioTag, timestamp: int, wall: float) -> None:
        line = self._audio
        tag = line.own_part(message)
        if tag is None or tag.codec is None:
            return
        if tag.is_config:
            if bytes(tag.body[:8]) != COMMENT_MAGIC:
                self._announce(line, tag.codec, bytes(tag.body))
        elif tag.is_frame and tag.body:
            if tag.codec != line.codec and not self._learn_refusal(line, tag.codec):
                self._announce(line, tag.codec, None)
            self._push_frame(line, timestamp, wall, tag.body, None, True)

    def _announce(self, line: Line, codec: Codec, config: bytes | None) -> None:
        if not self._learn_refusal(line, codec):
            line.announce(codec, config)

    def _learn_refusal(self, line: Line, codec: Codec) -> bool:
        """Whether MP4 has no place for the codec: then the track is left out."""
        if carriage.carries("fmp4", codec):
            return False
        kind: Kind = "video" if line.is_video else "audio"
        self.refused[codec] = carriage.sentence("fmp4", kind, codec)
        line.codec = None
        return True

    def _push_frame(
        self,
        line: Line,
        timestamp: int,
        wall: float,
        data: Buffer,
        present: int | None,
        sync: bool,
    ) -> None:
        """A frame of a track: `present` is the PTS in ticks where it may differ from the DTS."""
        newest = self._newest_ms
        if newest is not None and timestamp - newest > GAP_MS:
            self.idle()
            self._broken = True
        self._newest_ms = timestamp if newest is None else max(newest, timestamp)
        line.seen_ms = timestamp
        if line is self._main and line.track is not None:
            self._measure(line, line.start_of(timestamp))
        if self._must_cut(line, timestamp, sync):
            self._cut(timestamp, wall, independent=sync)
        if not self._admits(line, data, sync):
            return
        start = line.start_of(timestamp)
        line.release(start)
        line.hold(start, 0 if present is None else present - start, sync, data)

    @property
    def _main(self) -> Line:
        """The track that segments and parts are measured by."""
        return self._video if self._is_alive(self._video) else self._audio

    def _is_alive(self, line: Line) -> bool:
        """Whether the track takes part: it has frames, which MP4 can carry, and not long ago."""
        if line.codec is None or line.unfit or line.seen_ms is None:
            return False
        return (self._newest_ms or 0) - line.seen_ms < SILENCE_MS

    def _admits(self, line: Line, frame: Buffer, sync: bool) -> bool:
        """Whether a frame can be taken now, or must wait for the next initialization segment."""
        if self.window.open is None or self._broken:
            return False
        if self._awaited is not None and sync and (line.track is None or line.stale):
            line.adopt(frame)
        return line.track is not None and not line.stale

    # cuts

    def _measure(self, line: Line, start: int) -> None:
        """Let the part end before the frame that begins at `start`, if it is long enough."""
        part_s, window = self._cuts.part_s, self.window
        if part_s is not None and window.ready and line.run_ticks:
            longest = (window.part_target + ROUNDING_S / 10) * line.timescale
            if line.run_ticks + line.held_ticks(start) > longest:
                self._close_part()
        line.release(start)
        if part_s is not None and line.run_ticks >= (part_s - ROUNDING_S) * line.timescale:
            self._close_part()

    def _must_cut(self, line: Line, timestamp: int, sync: bool) -> bool:
        """Whether a segment begins with this frame."""
        segment = self.window.open
        is_main = line is self._main
        if segment is None or self._broken:
            return is_main and sync
        elapsed = timestamp - self._segment_ms
        if not is_main:
            return elapsed > LONGEST_MS + GAP_MS
        size = segment.size + sum(line.run_bytes for line in self._lines)
        if elapsed > LONGEST_MS or size > self._cuts.segment_max_bytes:
            return True
        return sync and (elapsed / 1000 >= self._cuts.segment_s - ROUNDING_S or self._outdated())

    def _outdated(self) -> bool:
        """Whether the initialization segment does not fit the tracks any more."""
        if self._awaited is not None:
            return self._video.track is None and self._main is self._video
        return any(
            line.track is None or line.stale if self._is_alive(line) else line.track is not None
            for line in self._lines
        )

    def _cut(self, timestamp: int, wall: float, *, independent: bool) -> None:
        """Complete the open segment and begin another with the frame that comes now."""
        renew = independent and (self._outdated() or (self._init < 0 and self.window.open is None))
        anew = renew and any(self._is_alive(one) != (one.track is not None) for one in self._lines)
        if renew and self._awaited is None:
            self._leave_out_all()
        elif self._broken:
            self.idle()
        elif not renew:
            self._close_part(must=True)
        self.window.close()  # takes one back that had only sound before its picture
        self.window.begin(
            self._wall(timestamp, wall),
            init=-1 if renew else self._init,
            independent=independent,
            broken=self._broken or renew,
            anew=anew,
        )
        self._segment_ms = timestamp
        self._broken = False

    def _leave_out_all(self) -> None:
        """The tracks of the next segment are those that are alive, each from its next frame on."""
        self.idle()
        self._awaited = [line for line in self._lines if self._is_alive(line)]
        for line in self._lines:
            line.leave_out()

    def _wall(self, timestamp: int, wall: float) -> float:
        """The wall-clock time of a DTS, without the jitter of its arrival."""
        offset, known = wall - timestamp / 1000, self._wall_offset
        if known is None or self._broken or abs(offset - known) > 1:
            self._wall_offset = known = offset
        else:
            self._wall_offset = known = known + (offset - known) * _SMOOTHING
        return timestamp / 1000 + known

    def _close_part(self, *, must: bool = False) -> None:
        """Make a fragment of what the tracks have; not yet while one is awaited, unless it must."""
        video, audio = self._lines
        main, other = (video, audio) if video.run_ticks else (audio, video)
        if self.window.open is None or not any(line.run.samples for line in self._lines):
            return
        if self._awaited is None:
            self._add_part(main.take(), other.take(), main.timescale)
            return
        missing = any(line.track is None and not line.unfit for line in self._awaited)
        if missing and not must and main.run_ticks * 1000 < START_MS * main.timescale:
            return
        self._awaited = None
        self._init = self.window.open.init = self.window.add_init(init_segment(self.tracks))
        for first, second in divide(main, other, self._cuts.part_s, to_the_end=must):
            self._add_part(first, second, main.timescale)

    def _add_part(self, main: Run, other: Run, timescale: int) -> None:
        ticks = sum(sample.duration for sample in main.samples)
        self._fragments += 1
        self.window.add_part(
            max(ticks / timescale, 0.001),
            fragment(self._fragments, sorted((main, other), key=lambda run: run.track_id)),
            independent=not main.is_video or main.samples[0].sync,
        )
