"""FlvToTs: messages of RTMP or FLV in, MPEG-TS out. Pure; runs in the remux child."""

from dataclasses import dataclass

from streamingpro.protocols.carriage import carries, sentence, unfit
from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.errors import Unfit
from streamingpro.protocols.codecs.opus import COMMENT_MAGIC
from streamingpro.protocols.flv import (
    AudioTag,
    FlvError,
    TagType,
    VideoTag,
    parse_audio,
    parse_video,
)
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.model import CLOCK_HZ, TICKS_PER_MS
from streamingpro.protocols.mpegts.mux import TsMuxer
from streamingpro.protocols.mpegts.packetise import MAX_AUDIO_PES
from streamingpro.protocols.mpegts.payloads import CONFIGURED, SELF_DESCRIBED, Payload, from_frame

_START = CLOCK_HZ
"""The time of timestamp 0: the clock runs ahead of it, and no time is to be below 0."""
_WRAP, _HALF = 1 << 32, 1 << 31
_JUMP = CLOCK_HZ
_HOLD = CLOCK_HZ
"""How long a first track waits for the other: many receivers read the first tables only."""
_PATIENCE = 5 * CLOCK_HZ


@dataclass(slots=True)
class _Track:
    """The track of one kind that goes out. `lead`: by how much its DTS go out early, for pictures
    that the publisher shows before it decodes them. `headers_at`: when parameter sets went out."""

    id: int
    codec: Codec | None = None
    payload: Payload | None = None
    config: bytes = b""
    lead: int = 0
    last: int | None = None
    begun: bool = False
    waiting_since: int | None = None
    headers_at: int | None = None


@dataclass(slots=True)
class _Unit:
    kind: Kind
    pts: int
    dts: int
    data: bytes
    access: bool


class FlvToTs:
    """Makes one MPEG-TS programme of a publisher's messages.

    The same timestamp always makes the same PTS: a converter that takes over in mid-stream goes on
    where another was. `unsupported` maps a codec that MPEG-TS can't carry to a sentence that says
    so; `dropped` lists tracks beyond the first of each kind; `malformed` counts broken messages.
    """

    def __init__(self) -> None:
        self.unsupported: dict[str, str] = {}
        self.dropped: list[str] = []
        self.malformed = 0
        self._muxer = TsMuxer()
        self._tracks: dict[Kind, _Track] = {}
        self._ms: int | None = None
        self._held: list[_Unit] | None = []

    def feed(self, type_id: int, timestamp_ms: int, payload: bytes) -> bytes:
        """The packets that this message makes: a multiple of 188 bytes, or none.

        `timestamp_ms` is the DTS, modulo 2**32 or not; `type_id` is 8, 9 or 18 (data is ignored).
        Never raises on bad media.
        """
        if not payload or type_id not in (TagType.AUDIO, TagType.VIDEO):
            return b""
        self._ms = _nearest(self._ms, timestamp_ms)
        try:
            if type_id == TagType.VIDEO:
                return self._video(parse_video(payload))
            return self._audio(parse_audio(payload))
        except (FlvError, CodecError):
            self.malformed += 1
            return b""

    def flush(self) -> bytes:
        """What is still held back, at the end of the stream."""
        return self._release()

    def _video(self, tag: VideoTag) -> bytes:
        part = self._own("video", tag)
        if not isinstance(part, VideoTag):
            return b""
        track = self._tracks["video"]
        if part.is_config:
            self._configure("video", track, part)
        if not part.is_frame or track.payload is None:
            return b""
        dts = self._ticks(tag.timestamp_offset_ns)
        if not self._may_begin(track, dts, keyframe=part.is_keyframe):
            return b""
        headers = part.is_keyframe or self._headers_overdue(track, dts)
        data = track.payload.build(part.body, headers=headers)
        if headers:
            track.headers_at = dts
        # Some encoders put DTS in the middle of the PTS. It must come first here.
        track.lead = max(track.lead, -part.composition_time * TICKS_PER_MS)
        pts = dts + part.composition_time * TICKS_PER_MS
        return self._send("video", track, pts, dts - track.lead, data, access=part.is_keyframe)

    def _audio(self, tag: AudioTag) -> bytes:
        part = self._own("audio", tag)
        if not isinstance(part, AudioTag):
            return b""
        track = self._tracks["audio"]
        if part.is_config:
            self._configure("audio", track, part)
        if not part.is_frame or not len(part.body):
            return b""
        if track.payload is None and track.codec in SELF_DESCRIBED:
            self._begin("audio", track, from_frame(track.codec, part.body))
        if track.payload is None:
            return b""
        data = track.payload.build(part.body, headers=False)
        if len(data) > MAX_AUDIO_PES:
            raise CodecError(f"an audio frame of {len(data)} bytes")
        time = self._ticks(tag.timestamp_offset_ns)
        return self._send("audio", track, time, time, data, access=True)

    def _own(self, kind: Kind, tag: VideoTag | AudioTag) -> VideoTag | AudioTag | None:
        """The part of a message that is of the track that goes out; its codec is noted."""
        own: VideoTag | AudioTag | None = None
        for part in (tag, *tag.more):
            if not (part.is_config or part.is_frame):
                continue
            track = self._tracks.setdefault(kind, _Track(part.track_id))
            if part.track_id == track.id:
                own = part
                self._note_codec(kind, track, part.codec)
            else:
                self._note_dropped(f"{kind} track {part.track_id}")
        return own

    def _note_codec(self, kind: Kind, track: _Track, codec: Codec | None) -> None:
        if codec == track.codec:
            return
        track.codec, track.payload, track.config = codec, None, b""
        track.begun, track.waiting_since = False, None
        if codec is not None and not carries("mpegts", codec):
            self.unsupported[codec] = sentence("mpegts", kind, codec)

    def _note_dropped(self, name: str) -> None:
        if name not in self.dropped and len(self.dropped) < 32:
            self.dropped.append(name)

    def _configure(self, kind: Kind, track: _Track, part: VideoTag | AudioTag) -> None:
        make = CONFIGURED.get(track.codec) if track.codec else None
        body = bytes(part.body)
        if make is None or body == track.config or body.startswith(COMMENT_MAGIC):
            return
        try:
            payload = make(body)
        except Unfit as error:
            assert track.codec is not None
            self.unsupported[track.codec] = unfit("mpegts", track.codec, str(error))
            return
        track.config = body
        self._begin(kind, track, payload)

    def _begin(self, kind: Kind, track: _Track, payload: Payload) -> None:
        track.payload = payload
        self._muxer.declare(kind, payload.stream_type, payload.stream_id, payload.descriptors)

    def _ticks(self, offset_ns: int) -> int:
        assert self._ms is not None
        return self._ms * TICKS_PER_MS + offset_ns * 9 // 100_000 + _START

    def _may_begin(self, track: _Track, dts: int, *, keyframe: bool) -> bool:
        """Whether to send pictures: from the first keyframe on, or after 5 s without one.

        Encoders that refresh the picture bit by bit mark hardly any.
        """
        if track.waiting_since is None:
            track.waiting_since = dts
        track.begun = track.begun or keyframe or dts - track.waiting_since >= _PATIENCE
        return track.begun

    def _headers_overdue(self, track: _Track, dts: int) -> bool:
        return track.headers_at is None or dts - track.headers_at >= _PATIENCE

    def _send(
        self, kind: Kind, track: _Track, pts: int, dts: int, data: bytes, *, access: bool
    ) -> bytes:
        if not data:
            return b""
        if track.last is not None and track.last - _JUMP < dts <= track.last:
            dts = track.last + 1  # two in the same millisecond
        track.last = dts
        unit = _Unit(kind, max(pts, dts), dts, data, access)
        if self._held is None:
            return self._write(unit)
        self._held.append(unit)
        both = len(self._muxer.kinds) == 2
        return self._release() if both or abs(dts - self._held[0].dts) >= _HOLD else b""

    def _release(self) -> bytes:
        """Write what was held back so that the first tables name both tracks."""
        held, self._held = self._held, None
        return b"".join([self._write(unit) for unit in held or ()])

    def _write(self, unit: _Unit) -> bytes:
        return self._muxer.write(unit.kind, unit.pts, unit.dts, unit.data, access=unit.access)


def _nearest(last: int | None, timestamp: int) -> int:
    """The timestamp beyond the wrap of 32 bits: the one nearest to the last."""
    return timestamp if last is None else last + (timestamp - last + _HALF) % _WRAP - _HALF
