"""Opened: a container that PyAV reads, its best video and audio track, their frames in order.

Only for children: imports PyAV.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.tags import make_tagger
from streamingpro.engine.children.timing import Continuity, Timed, Timing
from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.tags import Tagger

CODECS = {
    "h264": Codec.H264,
    "hevc": Codec.H265,
    "av1": Codec.AV1,
    "libdav1d": Codec.AV1,
    "aac": Codec.MPEG4_AUDIO,
    "mp3": Codec.MPEG1_AUDIO,
    "mp3float": Codec.MPEG1_AUDIO,
    "ac3": Codec.AC3,
    "eac3": Codec.EAC3,
    "opus": Codec.OPUS,
    "libopus": Codec.OPUS,
    "pcm_alaw": Codec.G711,
    "pcm_mulaw": Codec.G711,
}
"""FFmpeg's names of the codecs that can be passed on."""
_MU_LAW = "pcm_mulaw"
_TELEPHONE = (8000, 1)
_CLOCK_JUMPS = 0x0200
"""AVFMT_TS_DISCONT: a format in which the clock may jump."""
_KINDS: tuple[Kind, ...] = ("video", "audio")


@dataclass(slots=True)
class Track:
    """One track that is taken. Another `tagger` takes over when the container says so."""

    kind: Kind
    codec: Codec
    tagger: Tagger
    timing: Timing = field(default_factory=Timing)
    mu_law: bool = False

    def configure(self, extradata: bytes) -> None:
        """The container announces another codec header."""
        self.tagger = make_tagger(self.codec, extradata, mu_law=self.mu_law)


@dataclass(slots=True)
class Sample:
    """One frame of a track on the container's timeline (ns)."""

    track: Track
    dts: int
    pts: int
    duration: int
    keyframe: bool
    data: bytes


class Opened:
    """Owns `container` until `close`."""

    def __init__(self, container: InputContainer) -> None:
        """Raises Failure of kind `codec` when neither picture nor sound can be passed on."""
        self._container = container
        self._tracks: dict[int, Track] = {}
        self.left_out: list[Notice] = []
        for kind in _KINDS:
            stream = _best(container, kind)
            if stream is not None:
                self._take(stream, kind)
        if not self._tracks:
            words = " ".join(notice.message for notice in self.left_out)
            raise Failure("codec", words or "There is neither picture nor sound in it.")

    @property
    def has_video(self) -> bool:
        return any(track.kind == "video" for track in self._tracks.values())

    def need_video(self) -> None:
        """Raises Failure of kind `codec` when there is a picture that can't be passed on: nobody
        wants its sound alone."""
        for notice in self.left_out:
            if notice.data.get("track") == "video":
                raise Failure("codec", notice.message)

    def samples(self) -> Iterator[Sample]:
        """The frames of the tracks, in the container's order. Raises what PyAV raises."""
        streams = [self._container.streams[index] for index in self._tracks]
        for packet in self._container.demux(streams):
            track = self._tracks.get(packet.stream_index)
            if track is not None and packet.size:
                if packet.has_sidedata("new_extradata"):
                    _reconfigure(track, packet)
                for timed in track.timing.feed(_timed(packet)):
                    yield _sample(track, timed)
        for track in self._tracks.values():
            for timed in track.timing.flush():
                yield _sample(track, timed)

    def continuous_samples(self) -> Iterator[Sample]:
        """The same for a file, across jumps of a clock that may jump."""
        jumps = bool(self._container.format.flags & _CLOCK_JUMPS)
        continuity = Continuity()
        for sample in self.samples():
            if jumps:
                shift = continuity.shift(sample.dts, sample.duration)
                sample.dts += shift
                sample.pts += shift
            yield sample

    def close(self) -> None:
        """Close the container; an RTSP server is told."""
        self._container.close()

    def _take(self, stream: Stream, kind: Kind) -> None:
        context = stream.codec_context
        name = context.name if context is not None else ""
        extradata = bytes(context.extradata or b"") if context is not None else b""
        codec = _codec(stream, name)
        try:
            if codec is None:
                raise CodecError(name)
            tagger = make_tagger(codec, extradata, mu_law=name == _MU_LAW)
        except CodecError:
            self.left_out.append(_left_out(stream, kind, name))
            return
        timing = Timing(_frame_ns(stream))
        self._tracks[stream.index] = Track(kind, codec, tagger, timing, mu_law=name == _MU_LAW)


def _codec(stream: Stream, name: str) -> Codec | None:
    codec = CODECS.get(name)
    if codec == Codec.G711 and isinstance(stream, AudioStream):
        context = stream.codec_context
        return codec if (context.sample_rate, context.channels) == _TELEPHONE else None
    return codec


def _frame_ns(stream: Stream) -> int:
    """How long a frame of sound is: the first ones of a transport stream don't tell."""
    if not isinstance(stream, AudioStream) or not stream.codec_context.sample_rate:
        return 0
    return stream.codec_context.frame_size * 1_000_000_000 // stream.codec_context.sample_rate


def _reconfigure(track: Track, packet: "Packet[Any]") -> None:
    try:
        track.configure(bytes(packet.get_sidedata("new_extradata")))
    except CodecError:
        pass  # it goes on with the one before; its frames may not need another


def open_container(source: object, **options: Any) -> InputContainer:
    """`av.open` for reading; texts in a container may be in any encoding."""
    container: InputContainer = av.open(source, "r", metadata_errors="replace", **options)
    return container


def tell(left_out: list[Notice]) -> None:
    """Tell the engine of tracks that are left out."""
    for notice in left_out:
        inside.notify(notice)


def _best(container: InputContainer, kind: str) -> Stream | None:
    """The track that players would choose; cover pictures are none."""
    found = [
        stream
        for stream in container.streams
        if stream.type == kind and not stream.disposition & av.stream.Disposition.attached_pic
    ]

    def rank(stream: Stream) -> tuple[bool, bool]:
        usable = stream.codec_context is not None and stream.codec_context.name in CODECS
        return usable, bool(stream.disposition & av.stream.Disposition.default)

    return max(found, key=rank, default=None)  # the first of equals


def _left_out(stream: Stream, kind: str, name: str) -> Notice:
    shown = stream.codec_context.codec.long_name if stream.codec_context is not None else name
    what = "picture" if kind == "video" else "sound"
    words = (
        f"The {what} ({shown or 'an unknown codec'}) can't be passed on: let the sender use "
        + ("H.264." if kind == "video" else "AAC.")
    )
    return Notice(notices.UNSUPPORTED, words, codec=name, data={"track": kind})


def _timed(packet: "Packet[Any]") -> Timed:
    base = packet.time_base
    scale = 1_000_000_000 * base.numerator, base.denominator

    def ns(value: int | None) -> int | None:
        return None if value is None else value * scale[0] // scale[1]

    return Timed(
        ns(packet.dts), ns(packet.pts), ns(packet.duration) or 0, packet.is_keyframe, bytes(packet)
    )


def _sample(track: Track, timed: Timed) -> Sample:
    assert timed.dts is not None
    pts = timed.dts if timed.pts is None else timed.pts
    return Sample(track, timed.dts, pts, timed.duration, timed.keyframe, timed.data)
