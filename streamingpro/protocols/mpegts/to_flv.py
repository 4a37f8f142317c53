"""TsToFlv: MPEG-TS in, messages of RTMP or FLV out. Pure; runs in the remux child."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from streamingpro.protocols.carriage import sentence
from streamingpro.protocols.codecs import CodecError, Facts
from streamingpro.protocols.codecs.errors import Unfit
from streamingpro.protocols.flv import TagType
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.demux import TsDemuxer
from streamingpro.protocols.mpegts.metadata import metadata
from streamingpro.protocols.mpegts.model import CLOCK_HZ, TICKS_PER_MS, Frame, TsTrack
from streamingpro.protocols.mpegts.tags import TAGGERS, Tagger

Item = tuple[int, int, bytes]
"""Message type id (8, 9, 18), timestamp in ms, payload."""

_JUMP_MS = 1000
_SILENCE = 2 * CLOCK_HZ
_LONGEST_COMPOSITION = 1 << 23
_MESSAGE: dict[Kind, int] = {"video": TagType.VIDEO, "audio": TagType.AUDIO}


@dataclass(slots=True)
class _Out:
    """The track of one kind that goes out. `last` is its latest timestamp in ms."""

    track: TsTrack
    tagger: Tagger
    last: int | None = None
    facts: Facts = field(default_factory=Facts)


class TsToFlv:
    """Makes FLV messages of the first video and the first audio track of a programme.

    Timestamps are the DTS of the MPEG-TS in ms, rounded each for itself, so that they don't drift;
    they never fall back by less than a second (a longer way back is the publisher's own jump).
    `unsupported` maps a codec that FLV can't carry to a sentence that says so, where no other track
    takes its place; `dropped` lists tracks beyond the first of each kind; `malformed` counts frames
    that could not be used.
    """

    def __init__(self) -> None:
        self.unsupported: dict[str, str] = {}
        self.dropped: list[str] = []
        self.malformed = 0
        self._demuxer = TsDemuxer()
        self._tracks_version = -1
        self._out: dict[Kind, _Out] = {}
        self._refused: set[int] = set()
        self._silent_since: dict[Kind, int] = {}
        self._metadata = b""

    @property
    def problem(self) -> str:
        """Why nothing can be made of the stream, in a plain sentence, or ""."""
        return self._demuxer.problem

    def feed(self, ts: bytes) -> list[Item]:
        """The messages that these bytes complete, in any pieces. Never raises on bad media."""
        return self._convert(self._demuxer.feed(ts))

    def flush(self) -> list[Item]:
        """What is still held back, at the end of the stream."""
        return self._convert(self._demuxer.flush())

    def _convert(self, frames: Iterable[Frame]) -> list[Item]:
        items: list[Item] = []
        for frame in frames:
            out = self._outlet_of(frame)
            if out is not None:
                items += self._items(out, frame)
        if self._demuxer.tracks_version != self._tracks_version:
            self._tracks_version = self._demuxer.tracks_version
            self._choose()
        return items

    def _items(self, out: _Out, frame: Frame) -> list[Item]:
        time = _ms(frame.dts)
        composition = _ms(frame.pts) - time
        if out.track.codec == Codec.AV1:  # its tags have no composition time
            time += composition
        if out.last is not None and out.last - _JUMP_MS < time < out.last:
            composition -= out.last - time
            time = out.last
        if time < 0 or not -_LONGEST_COMPOSITION <= composition < _LONGEST_COMPOSITION:
            self.malformed += 1
            return []
        try:
            bodies = out.tagger.tags(frame, composition)
        except Unfit as error:
            self._refuse(out.track, str(error))
            return []
        except CodecError:
            self.malformed += 1
            return []
        if not bodies:
            return []
        out.last = time
        type_id = _MESSAGE[out.track.kind]
        items: list[Item] = [(type_id, time, body) for body in bodies]
        if out.tagger.facts == out.facts:
            return items
        out.facts = out.tagger.facts
        return self._renewed_metadata(time) + items

    def _renewed_metadata(self, time: int) -> list[Item]:
        """onMetaData, if it has something new to say."""
        outs = (self._out.get("video"), self._out.get("audio"))
        video, audio = (None if out is None else out.tagger for out in outs)
        body = metadata(video, audio)
        if body == self._metadata:
            return []
        self._metadata = body
        return [(TagType.SCRIPT, time, body)]

    # which tracks go out

    def _choose(self) -> None:
        """Decide anew which tracks go out, and tell of those that don't."""
        self._refused &= {track.pid for track in self._demuxer.tracks}
        self.dropped = []
        for kind in _MESSAGE:
            self._choose_one(kind)
            out = self._out.get(kind)
            for track in self._demuxer.tracks:
                if track.kind == kind and out is not None and track is not out.track:
                    self.dropped.append(_name(track))

    def _choose_one(self, kind: Kind) -> None:
        """Take the first track that FLV carries, or stay with the present one if it is there."""
        tracks = [track for track in self._demuxer.tracks if track.kind == kind]
        fit = [track for track in tracks if self._fits(track)]
        out = self._out.get(kind)
        if out is not None and any(track is out.track for track in fit):
            return
        self._out.pop(kind, None)
        if fit:
            self._take(fit[0], None if out is None else out.last)
        elif tracks:
            codec = tracks[0].codec
            self.unsupported.setdefault(codec, sentence("rtmp", kind, codec))

    def _take(self, track: TsTrack, last: int | None) -> _Out:
        out = self._out[track.kind] = _Out(track, TAGGERS[track.codec](), last)
        self._silent_since.pop(track.kind, None)
        return out

    def _outlet_of(self, frame: Frame) -> _Out | None:
        """Where a frame goes; nowhere when it is of a further track.

        The demuxer may be ahead of the frame, and know other tables. So the present track is given
        up only when another one of its kind speaks. One that is announced but silent for 2 s gives
        way to one that is not.
        """
        track = frame.track
        out = self._out.get(track.kind)
        if out is not None and out.track is track:
            return out
        if out is None and self._fits(track) and self._is_gone(track):
            return self._take(track, None)
        for kind in _MESSAGE:  # also the other one: the first onMetaData is to name both
            if kind == track.kind or kind not in self._out:
                self._choose_one(kind)
        out = self._out.get(track.kind)
        if out is None or out.track is track:
            return out
        if out.last is not None or not self._fits(track):
            return None
        since = self._silent_since.setdefault(track.kind, frame.dts)
        if frame.dts - since < _SILENCE:
            return None
        return self._take(track, None)

    def _fits(self, track: TsTrack) -> bool:
        return track.codec in TAGGERS and track.pid not in self._refused

    def _is_gone(self, track: TsTrack) -> bool:
        return all(track is not other for other in self._demuxer.tracks)

    def _refuse(self, track: TsTrack, why: str) -> None:
        """Leave a track out whose frames turn out to be of a kind that FLV lacks."""
        self._refused.add(track.pid)
        self.unsupported[track.codec] = sentence("rtmp", track.kind, track.codec, why)
        self._choose()
        if track.kind in self._out:
            del self.unsupported[track.codec]


def _ms(ticks: int) -> int:
    return (ticks + TICKS_PER_MS // 2) // TICKS_PER_MS


def _name(track: TsTrack) -> str:
    words = f"{track.kind} track {track.pid} ({track.codec}"
    return f"{words}, {track.language})" if track.language else f"{words})"
