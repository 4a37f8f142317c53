"""What a publisher sends, recognised from its messages without decoding a picture or a sample."""

from dataclasses import dataclass
from typing import Literal

from streamingpro.protocols.codecs import CodecError, Facts, describe_config, describe_frame
from streamingpro.protocols.codecs.describe import DESCRIBED_BY_FRAMES
from streamingpro.protocols.codecs.opus import COMMENT_MAGIC
from streamingpro.protocols.flv import AudioTag, FlvError, VideoTag, parse_audio, parse_video
from streamingpro.protocols.flv.shapes import AUDIO_SHAPE, LONGEST_HEADER, VIDEO_SHAPE
from streamingpro.protocols.hints import sound_facts
from streamingpro.protocols.media import Codec, Kind, Track
from streamingpro.protocols.rates import RateMeter
from streamingpro.protocols.tracks import TrackBook

AUDIO_MESSAGE, VIDEO_MESSAGE = 8, 9
_MAX_SHAPES = 512
_MAX_CONFIG = 64 << 10
MAX_HEADERS = 64
"""Different header keys handed out in one session; what keeps headers by key stays small."""

HeaderKey = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Classified:
    """What one message is. Instances are shared between messages of the same shape.

    `is_config` is true for everything a late joiner must be sent first: codec headers, HDR
    metadata, channel layouts. `header_key` names that header: a later message with an equal key
    replaces it; None where it is too large (64 kB) or one too many (MAX_HEADERS) to be kept.
    `is_frame` means coded pictures or samples. A message of several tracks shows the lowest id.
    """

    kind: Literal["video", "audio", "data"]
    is_config: bool = False
    is_keyframe: bool = False
    is_frame: bool = False
    is_end: bool = False
    track_id: int = 0
    codec: Codec | None = None
    header_key: HeaderKey | None = None


_DATA = Classified("data")
_NO_VIDEO = Classified("video")
_NO_AUDIO = Classified("audio")


class StreamAnalyzer:
    """Follows one publisher session: feed it every message in order, read what it has found.

    `frames` and `keyframes` count the messages with coded pictures of the main video track (the
    lowest track id). `malformed` counts messages that broke the rules of FLV or of their codec;
    they are classified as well as they can be.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.keyframes = 0
        self.malformed = 0
        self._book = TrackBook()
        self._meter = RateMeter()
        self._main_video: int | None = None
        self._video_shapes: dict[bytes, Classified] = {}
        self._audio_shapes: dict[bytes, Classified] = {}
        self._header_keys: set[HeaderKey] = set()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks seen so far, video first, then by id."""
        return self._book.tracks

    @property
    def tracks_version(self) -> int:
        """Grows whenever `tracks` changes, for instance with the resolution."""
        return self._book.version

    @property
    def frame_rate(self) -> float | None:
        """Measured frames per second of the main video track over the last 2 to 4 s."""
        return self._meter.rate(self._book.fps(self._main_video or 0))

    @property
    def keyframe_interval_s(self) -> float | None:
        """Seconds between the last two keyframes of the main video track."""
        return self._meter.keyframe_interval_s

    def set_metadata(self, values: dict[str, object]) -> None:
        """Take onMetaData; it fills only what the codec headers leave open."""
        self._book.set_metadata(values)

    def feed(self, type_id: int, payload: bytes, timestamp: int) -> Classified:
        """Classify a message (`timestamp` is its DTS in ms); never raises on bad media.

        Messages whose first bytes were seen before, which is nearly all, cost one look-up.
        """
        shape: Classified | None = None
        if type_id == VIDEO_MESSAGE:
            if len(payload) >= LONGEST_HEADER:
                shape = self._video_shapes.get(payload[: VIDEO_SHAPE[payload[0]]])
            if shape is None:
                shape = self._new_video(payload)
            if shape.is_frame and shape.track_id == self._main_video:
                self.frames += 1
                self._meter.frame(timestamp)
                if shape.is_keyframe:
                    self.keyframes += 1
                    self._meter.keyframe(timestamp + parse_video(payload).composition_time)
            return shape
        if type_id == AUDIO_MESSAGE:
            if len(payload) >= LONGEST_HEADER:
                shape = self._audio_shapes.get(payload[: AUDIO_SHAPE[payload[0]]])
            return self._new_audio(payload) if shape is None else shape
        return _DATA

    def _new_video(self, payload: bytes) -> Classified:
        if not payload:
            return _NO_VIDEO  # an empty message is a habit of some encoders, not a fault
        try:
            tag = parse_video(payload)
        except FlvError:
            self.malformed += 1
            return _NO_VIDEO
        described = self._describe("video", (tag, *tag.more))
        shape = Classified(
            "video",
            is_config=tag.is_config or tag.is_metadata,
            is_keyframe=tag.is_keyframe,
            is_frame=tag.is_frame,
            is_end=tag.is_end,
            track_id=min(part.track_id for part in (tag, *tag.more)),
            codec=tag.codec,
            header_key=self._header_key("video", tag, len(payload)),
        )
        # Keyframes that carry a header of their own are read each time: the size may change.
        if described and not (shape.is_keyframe and shape.codec in DESCRIBED_BY_FRAMES):
            self._remember(self._video_shapes, payload[: VIDEO_SHAPE[payload[0]]], tag, shape)
        return shape

    def _new_audio(self, payload: bytes) -> Classified:
        if not payload:
            return _NO_AUDIO
        try:
            tag = parse_audio(payload)
        except FlvError:
            self.malformed += 1
            return _NO_AUDIO
        described = self._describe("audio", (tag, *tag.more))
        shape = Classified(
            "audio",
            is_config=tag.is_config or tag.is_channel_layout,
            is_frame=tag.is_frame,
            is_end=tag.is_end,
            track_id=min(part.track_id for part in (tag, *tag.more)),
            codec=tag.codec,
            header_key=self._header_key("audio", tag, len(payload)),
        )
        if described:
            self._remember(self._audio_shapes, payload[: AUDIO_SHAPE[payload[0]]], tag, shape)
        return shape

    def _remember(
        self,
        shapes: dict[bytes, Classified],
        key: bytes,
        tag: VideoTag | AudioTag,
        shape: Classified,
    ) -> None:
        """Recognise the next message that begins like this one, if its first bytes say it all."""
        plain = shape.is_frame and shape.codec is not None and not tag.more and not tag.modifiers
        if key and plain and (tag.multitrack or 0) == 0 and len(shapes) < _MAX_SHAPES:
            shapes[key] = shape

    def _header_key(self, kind: Kind, tag: VideoTag | AudioTag, size: int) -> HeaderKey | None:
        key = _header_key(kind, tag)
        if key is None or key in self._header_keys:
            return key if size <= _MAX_CONFIG else None
        if size > _MAX_CONFIG or len(self._header_keys) >= MAX_HEADERS:
            return None
        self._header_keys.add(key)
        return key

    def _describe(self, kind: Kind, parts: tuple[VideoTag | AudioTag, ...]) -> bool:
        """Learn what each track of a message says of itself; False when something was wrong."""
        good = True
        for part in parts:
            try:
                self._learn(kind, part)
            except CodecError:
                self.malformed += 1
                good = False
        return good

    def _learn(self, kind: Kind, tag: VideoTag | AudioTag) -> None:
        codec = tag.codec
        if codec is None or not (tag.is_config or tag.is_frame):
            return
        if self._book.codec(kind, tag.track_id) != codec:
            self._begin_track(kind, tag, codec)
        if tag.is_config:
            if len(tag.body) > _MAX_CONFIG:
                raise CodecError(f"a codec header of {len(tag.body)} bytes")
            config = bytes(tag.body)
            known = self._book.config(kind, tag.track_id)
            if config != known and not _is_comment(tag):
                facts = describe_config(codec, config)
                self._book.learn(kind, tag.track_id, codec, facts, config=config)
        elif codec in DESCRIBED_BY_FRAMES and self._is_telling(kind, tag):
            self._book.learn(kind, tag.track_id, codec, describe_frame(codec, tag.body))

    def _is_telling(self, kind: Kind, tag: VideoTag | AudioTag) -> bool:
        """Whether this frame's own header is worth reading: an audio config says it better.

        The config of AC-3 and MP3 is empty.
        """
        return tag.is_keyframe if kind == "video" else not self._book.config(kind, tag.track_id)

    def _begin_track(self, kind: Kind, tag: VideoTag | AudioTag, codec: Codec) -> None:
        facts, mu_law = Facts(), None
        if isinstance(tag, AudioTag):
            facts = sound_facts(tag)
            mu_law = tag.sound_format == 8 if codec == Codec.G711 else None
        self._book.learn(kind, tag.track_id, codec, facts, mu_law=mu_law)
        # What was recognised before may belong to the codec this track had.
        (self._video_shapes if kind == "video" else self._audio_shapes).clear()
        if kind == "video" and (self._main_video is None or tag.track_id < self._main_video):
            self._main_video = tag.track_id
            self._meter = RateMeter()


def _is_comment(tag: VideoTag | AudioTag) -> bool:
    """Whether this is Opus's second header, which follows the config and says nothing we need."""
    return tag.codec == Codec.OPUS and bytes(tag.body[:8]) == COMMENT_MAGIC


def _header_key(kind: Kind, tag: VideoTag | AudioTag) -> HeaderKey | None:
    tracks = (tag.track_id, *(part.track_id for part in tag.more))
    if tag.is_config:
        return (kind, *tracks, "comment") if _is_comment(tag) else (kind, *tracks)
    if isinstance(tag, VideoTag):
        return (kind, *tracks, "metadata") if tag.is_metadata else None
    return (kind, *tracks, "channels") if tag.is_channel_layout else None
