"""Video tag bodies: the payload of RTMP message type 9 and of FLV tag type 9.

Sources: Adobe FLV 10.1 §E.4.3; Enhanced RTMP v2 "Enhanced Video".
"""

from dataclasses import dataclass, replace

from streamingpro.protocols.flv.codes import (
    LEGACY_VIDEO,
    LEGACY_WITH_PACKET_TYPE,
    VIDEO_FOURCC,
    WITH_COMPOSITION_TIME,
    FrameType,
    Multitrack,
    VideoPacket,
)
from streamingpro.protocols.flv.errors import FlvError
from streamingpro.protocols.flv.extended import (
    Modifier,
    Part,
    read_modifiers,
    read_parts,
    take,
    timestamp_offset_ns,
    write_modifiers,
    write_part,
)
from streamingpro.protocols.media import Buffer, Codec

_KEYS = (FrameType.KEY, FrameType.GENERATED_KEY)
_FRAMES = (VideoPacket.CODED_FRAMES, VideoPacket.CODED_FRAMES_X)
_CONFIGS = (VideoPacket.SEQUENCE_START, VideoPacket.MPEG2TS_SEQUENCE_START)


@dataclass(frozen=True, slots=True)
class VideoTag:
    """One video tag, or one track's share of a multitrack one.

    `body` is what the codec defines: avcC/hvcC/av1C/vpcC of a config, the coded picture of a frame,
    AMF0 of a metadata packet. `composition_time` (PTS - DTS) is in ms. `fourcc` is None in the
    legacy form, where `codec_id` says the codec; an unknown codec leaves `codec` None. `command` is
    set on command frames, which carry no picture. `more` holds the other tracks of the message.
    """

    frame_type: int
    packet_type: int
    codec: Codec | None
    body: Buffer
    track_id: int = 0
    composition_time: int = 0
    fourcc: bytes | None = None
    codec_id: int = 0
    command: int | None = None
    multitrack: int | None = None
    modifiers: tuple[Modifier, ...] = ()
    more: tuple["VideoTag", ...] = ()

    @property
    def is_config(self) -> bool:
        """A codec header that late joiners need."""
        return self.packet_type in _CONFIGS and self.command is None

    @property
    def is_metadata(self) -> bool:
        """Colour information (HDR) about the frames that follow; late joiners need it too."""
        return self.packet_type == VideoPacket.METADATA

    @property
    def is_frame(self) -> bool:
        """A coded picture."""
        return self.packet_type in _FRAMES and self.command is None

    @property
    def is_keyframe(self) -> bool:
        """A coded picture that decoding may begin with."""
        return self.is_frame and self.frame_type in _KEYS

    @property
    def is_end(self) -> bool:
        """End of sequence: no more frames until the next config."""
        return self.packet_type == VideoPacket.SEQUENCE_END and self.command is None

    @property
    def timestamp_offset_ns(self) -> int:
        """Sub-millisecond part of the timestamp, from a ModEx modifier."""
        return timestamp_offset_ns(self.modifiers)


def parse_video(payload: Buffer) -> VideoTag:
    """Parse a video tag body; FlvError when it is malformed.

    Codecs and packet types that are not known are no error: the stream passes through untouched.
    """
    view = memoryview(payload)
    first = take(view, 0, 1)[0]
    if first & 0x80:
        return _parse_extended(view, first >> 4 & 0x07, first & 0x0F)
    frame_type, codec_id = first >> 4, first & 0x0F
    codec = LEGACY_VIDEO.get(codec_id)
    if frame_type == FrameType.COMMAND:
        command = view[1] if len(view) > 1 else 0
        return VideoTag(frame_type, 1, codec, view[2:], codec_id=codec_id, command=command)
    if codec_id not in LEGACY_WITH_PACKET_TYPE:
        return VideoTag(frame_type, VideoPacket.CODED_FRAMES, codec, view[1:], codec_id=codec_id)
    packet_type = take(view, 1, 1)[0]
    if packet_type > VideoPacket.SEQUENCE_END:
        raise FlvError(f"AVC packet type {packet_type} is not defined")
    # Some encoders cut the end-of-sequence tag short, without its composition time.
    needed = 3 if packet_type != VideoPacket.SEQUENCE_END else min(3, len(view) - 2)
    time = _signed24(take(view, 2, needed))
    return VideoTag(
        frame_type, packet_type, codec, view[5:], composition_time=time, codec_id=codec_id
    )


def serialise_video(tag: VideoTag) -> bytes:
    """The bytes of a video tag, the inverse of `parse_video`."""
    if tag.fourcc is None:
        return _serialise_legacy(tag)
    wire_type = tag.packet_type if tag.multitrack is None else VideoPacket.MULTITRACK
    first = 0x80 | tag.frame_type << 4
    if tag.modifiers:
        out = bytes([first | VideoPacket.MOD_EX]) + write_modifiers(tag.modifiers, wire_type)
    else:
        out = bytes([first | wire_type])
    if tag.command is not None:
        return out + bytes([tag.command]) + bytes(tag.body)
    if tag.multitrack is None:
        return out + tag.fourcc + _body_with_time(tag)
    out += bytes([tag.multitrack << 4 | tag.packet_type])
    if tag.multitrack != Multitrack.MANY_TRACKS_MANY_CODECS:
        out += tag.fourcc
    return out + b"".join(
        write_part(tag.multitrack, part.fourcc or b"", part.track_id, _body_with_time(part))
        for part in (tag, *tag.more)
    )


def _serialise_legacy(tag: VideoTag) -> bytes:
    first = bytes([tag.frame_type << 4 | tag.codec_id])
    if tag.command is not None:
        return first + bytes([tag.command]) + bytes(tag.body)
    if tag.codec_id not in LEGACY_WITH_PACKET_TYPE:
        return first + bytes(tag.body)
    time = tag.composition_time.to_bytes(3, "big", signed=True)
    return first + bytes([tag.packet_type]) + time + bytes(tag.body)


def _parse_extended(view: memoryview, frame_type: int, packet_type: int) -> VideoTag:
    packet_type, modifiers, pos = read_modifiers(view, 1, packet_type, VideoPacket.MOD_EX)
    if frame_type == FrameType.COMMAND and packet_type != VideoPacket.METADATA:
        command = take(view, pos, 1)[0]
        body = view[pos + 1 :]
        tag = VideoTag(frame_type, packet_type, None, body, fourcc=b"", command=command)
        return replace(tag, modifiers=modifiers)
    if packet_type != VideoPacket.MULTITRACK:
        part = Part(bytes(take(view, pos, 4)), 0, view[pos + 4 :])
        return _from_part(part, frame_type, packet_type, None, modifiers)
    layout, packet_type = divmod(take(view, pos, 1)[0], 16)
    if packet_type in (VideoPacket.MULTITRACK, VideoPacket.MOD_EX):
        raise FlvError(f"packet type {packet_type} is not allowed within a multitrack message")
    pos += 1
    fourcc = b""
    if layout != Multitrack.MANY_TRACKS_MANY_CODECS:
        fourcc = bytes(take(view, pos, 4))
        pos += 4
    first, *rest = (
        _from_part(part, frame_type, packet_type, layout, ())
        for part in read_parts(view, pos, layout, fourcc)
    )
    return replace(first, modifiers=modifiers, more=tuple(rest))


def _from_part(
    part: Part,
    frame_type: int,
    packet_type: int,
    layout: int | None,
    modifiers: tuple[Modifier, ...],
) -> VideoTag:
    body, time = part.body, 0
    if packet_type == VideoPacket.CODED_FRAMES and part.fourcc in WITH_COMPOSITION_TIME:
        time = _signed24(take(body, 0, 3))
        body = body[3:]
    return VideoTag(
        frame_type,
        packet_type,
        VIDEO_FOURCC.get(part.fourcc),
        body,
        track_id=part.track_id,
        composition_time=time,
        fourcc=part.fourcc,
        multitrack=layout,
        modifiers=modifiers,
    )


def _body_with_time(tag: VideoTag) -> bytes:
    if tag.packet_type == VideoPacket.CODED_FRAMES and tag.fourcc in WITH_COMPOSITION_TIME:
        return tag.composition_time.to_bytes(3, "big", signed=True) + bytes(tag.body)
    return bytes(tag.body)


def _signed24(data: memoryview) -> int:
    return int.from_bytes(data, "big", signed=True)
