"""A track of an MP4 file, made of what FLV says about it."""

from dataclasses import dataclass

from streamingpro.protocols.codecs import CodecError, ac3, describe_frame
from streamingpro.protocols.codecs.aac import AudioSpecificConfig
from streamingpro.protocols.codecs.av1 import Av1Config
from streamingpro.protocols.codecs.describe import describe_config
from streamingpro.protocols.codecs.flac import describe_config as describe_flac
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.opus import PRE_SKIP, SAMPLE_RATE, OpusHead
from streamingpro.protocols.codecs.vpx import VpConfig
from streamingpro.protocols.fmp4 import codecs, entries
from streamingpro.protocols.fmp4.boxes import box
from streamingpro.protocols.media import Buffer, Codec, Kind

VIDEO_TIMESCALE = 90_000
_AAC_FRAME = 1024


class UnfitCodec(CodecError):
    """MP4 has no place for this codec, or its header lacks what MP4 must say."""


@dataclass(frozen=True, slots=True)
class Mp4Track:
    """`timescale` in ticks per second, `codec_string` as RFC 6381 wants it, `entry` for `stsd`.

    `frame_samples` is the length of every frame in ticks; 0 where frames differ, see
    `samples_of`.
    """

    id: int
    kind: Kind
    codec: Codec
    timescale: int
    codec_string: str
    entry: bytes
    width: int = 0
    height: int = 0
    frame_samples: int = 0

    def samples_of(self, frame: Buffer) -> int:
        """The length of an audio frame in ticks, 0 where only timestamps tell. CodecError."""
        if self.frame_samples:
            return self.frame_samples
        if self.codec is Codec.OPUS:
            return codecs.opus_samples(frame)
        if self.codec is Codec.EAC3:
            return codecs.eac3_samples(frame)
        return codecs.mpeg_audio_samples(frame) if self.codec is Codec.MPEG1_AUDIO else 0


def video_track(track_id: int, codec: Codec, config: Buffer, keyframe: Buffer) -> Mp4Track:
    """A video track of its codec header (`avcC`, `hvcC`, `av1C`, `vpcC`) and a keyframe.

    UnfitCodec for other codecs and where nothing says the picture's size, CodecError for a
    malformed header.
    """
    facts = describe_config(codec, config)
    if not facts.width or not facts.height:
        facts = describe_frame(codec, keyframe)
    width, height = facts.width, facts.height
    if not width or not height:
        raise UnfitCodec("the stream does not say how large its picture is")
    name, text, record = _video_entry(codec, bytes(config))
    entry = entries.video(name, width, height, record)
    return Mp4Track(track_id, "video", codec, VIDEO_TIMESCALE, text, entry, width, height)


def _video_entry(codec: Codec, config: bytes) -> tuple[bytes, str, bytes]:
    """(name of the sample entry, codec string, configuration box)."""
    match codec:
        case Codec.H264:
            avc = AvcConfig.parse(config)
            name = "avc1" if avc.sps and avc.pps else "avc3"
            return name.encode(), codecs.avc(name, avc), entries.avc_record(avc)
        case Codec.H265:
            hevc = HevcConfig.parse(config)
            name = "hvc1" if hevc.sps else "hev1"
            return name.encode(), codecs.hevc(name, hevc), entries.hevc_record(hevc)
        case Codec.AV1:
            av1 = Av1Config.parse(config)
            return b"av01", codecs.av1(av1), box(b"av1C", config)
        case Codec.VP9:
            vp9 = VpConfig.parse(config)
            return b"vp09", codecs.vp9(vp9), box(b"vpcC", vp9.serialise())
    raise UnfitCodec(f"MP4 for HLS has no place for {codec}")


def audio_track(track_id: int, codec: Codec, config: Buffer | None, frame: Buffer) -> Mp4Track:
    """An audio track of its codec header, where it has one, and a first frame.

    UnfitCodec for codecs that MP4 has no place for, CodecError for a malformed header or frame.
    """
    match codec:
        case Codec.MPEG4_AUDIO if config is not None:
            return _aac(track_id, bytes(config))
        case Codec.OPUS:
            return _opus(track_id, config, frame)
        case Codec.AC3 | Codec.EAC3 | Codec.MPEG1_AUDIO:
            return _self_described(track_id, codec, frame)
        case Codec.FLAC if config is not None:
            facts = describe_flac(config)
            rate, channels = facts.sample_rate or 0, facts.channels or 0
            entry = entries.audio(b"fLaC", channels, rate, entries.flac_record(config))
            return Mp4Track(track_id, "audio", codec, rate, "fLaC", entry)
    raise UnfitCodec(f"MP4 for HLS has no place for {codec}")


def _aac(track_id: int, config: bytes) -> Mp4Track:
    asc = AudioSpecificConfig.parse(config)
    record = entries.esds(entries.AAC_STREAM, config)
    entry = entries.audio(b"mp4a", asc.channels or 2, asc.sample_rate, record)
    return Mp4Track(
        track_id,
        "audio",
        Codec.MPEG4_AUDIO,
        asc.sample_rate,
        codecs.aac(asc),
        entry,
        frame_samples=_AAC_FRAME,
    )


def _opus(track_id: int, config: Buffer | None, frame: Buffer) -> Mp4Track:
    if config is not None:
        head = OpusHead.parse(config)
    else:
        channels = describe_frame(Codec.OPUS, frame).channels or 2
        head = OpusHead(channels, PRE_SKIP, SAMPLE_RATE)
    entry = entries.audio(b"Opus", head.channels, SAMPLE_RATE, entries.opus_record(head))
    return Mp4Track(track_id, "audio", Codec.OPUS, SAMPLE_RATE, "opus", entry)


def _self_described(track_id: int, codec: Codec, frame: Buffer) -> Mp4Track:
    facts = describe_frame(codec, frame)
    rate, channels = facts.sample_rate or 0, facts.channels or 0
    samples = 0
    if codec is Codec.AC3:
        name, text, record, samples = b"ac-3", "ac-3", entries.ac3_record(frame), ac3.FRAME
    elif codec is Codec.EAC3:
        name, text, record = b"ec-3", "ec-3", entries.eac3_record(frame)
    else:
        half = rate < 32000
        kind = entries.MPEG2_AUDIO_STREAM if half else entries.MPEG1_AUDIO_STREAM
        name, text, record = b"mp4a", f"mp4a.{kind:X}", entries.esds(kind)
    entry = entries.audio(name, channels, rate, record)
    return Mp4Track(track_id, "audio", codec, rate, text, entry, frame_samples=samples)
