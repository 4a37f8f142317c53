"""Audio tag bodies: the payload of RTMP message type 8 and of FLV tag type 8.

Sources: Adobe FLV 10.1 §E.4.2; Enhanced RTMP v2 "Enhanced Audio".
"""

from dataclasses import dataclass, replace

from streamingpro.protocols.flv.codes import (
    AUDIO_FOURCC,
    FORMAT_AAC,
    FORMAT_EX,
    LEGACY_AUDIO,
    AudioPacket,
    Multitrack,
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


@dataclass(frozen=True, slots=True)
class AudioTag:
    """One audio tag, or one track's share of a multitrack one.

    `body` is what the codec defines: AudioSpecificConfig, OpusHead or STREAMINFO of a config, the
    coded samples of a frame. `fourcc` is None in the legacy form, where `sound_format`,
    `sound_rate` (0–3: 5.5, 11, 22, 44.1 kHz), `sound_16bit` and `stereo` hold the tag's first byte.
    `more` holds the other tracks of the message.
    """

    packet_type: int
    codec: Codec | None
    body: Buffer
    track_id: int = 0
    fourcc: bytes | None = None
    sound_format: int = FORMAT_EX
    sound_rate: int = 3
    sound_16bit: bool = True
    stereo: bool = True
    multitrack: int | None = None
    modifiers: tuple[Modifier, ...] = ()
    more: tuple["AudioTag", ...] = ()

    @property
    def is_config(self) -> bool:
        """A codec header that late joiners need."""
        return self.packet_type == AudioPacket.SEQUENCE_START

    @property
    def is_channel_layout(self) -> bool:
        """Which speaker each channel belongs to; late joiners need it too."""
        return self.packet_type == AudioPacket.MULTICHANNEL_CONFIG

    @property
    def is_frame(self) -> bool:
        """Coded samples."""
        return self.packet_type == AudioPacket.CODED_FRAMES

    @property
    def is_keyframe(self) -> bool:
        """Never: the word belongs to video."""
        return False

    @property
    def is_end(self) -> bool:
        """End of sequence: no more frames until the next config."""
        return self.packet_type == AudioPacket.SEQUENCE_END

    @property
    def composition_time(self) -> int:
        """Always 0: audio is presented in the order it is coded."""
        return 0

    @property
    def timestamp_offset_ns(self) -> int:
        """Sub-millisecond part of the timestamp, from a ModEx modifier."""
        return timestamp_offset_ns(self.modifiers)


def parse_audio(payload: Buffer) -> AudioTag:
    """Parse an audio tag body; FlvError when it is malformed.

    Codecs and packet types that are not known are no error: the stream passes through untouched.
    """
    view = memoryview(payload)
    first = take(view, 0, 1)[0]
    sound_format = first >> 4
    if sound_format == FORMAT_EX:
        return _parse_extended(view, first & 0x0F)
    packet_type, start = int(AudioPacket.CODED_FRAMES), 1
    if sound_format == FORMAT_AAC:
        packet_type, start = take(view, 1, 1)[0], 2
        if packet_type > AudioPacket.CODED_FRAMES:
            raise FlvError(f"AAC packet type {packet_type} is not defined")
    return AudioTag(
        packet_type,
        LEGACY_AUDIO.get(sound_format),
        view[start:],
        sound_format=sound_format,
        sound_rate=first >> 2 & 3,
        sound_16bit=bool(first & 2),
        stereo=bool(first & 1),
    )


def serialise_audio(tag: AudioTag) -> bytes:
    """The bytes of an audio tag, the inverse of `parse_audio`."""
    if tag.fourcc is None:
        first = tag.sound_format << 4 | tag.sound_rate << 2 | tag.sound_16bit << 1 | tag.stereo
        aac = bytes([tag.packet_type]) if tag.sound_format == FORMAT_AAC else b""
        return bytes([first]) + aac + bytes(tag.body)
    wire_type = tag.packet_type if tag.multitrack is None else AudioPacket.MULTITRACK
    first = FORMAT_EX << 4
    if tag.modifiers:
        out = bytes([first | AudioPacket.MOD_EX]) + write_modifiers(tag.modifiers, wire_type)
    else:
        out = bytes([first | wire_type])
    if tag.multitrack is None:
        return out + tag.fourcc + bytes(tag.body)
    out += bytes([tag.multitrack << 4 | tag.packet_type])
    if tag.multitrack != Multitrack.MANY_TRACKS_MANY_CODECS:
        out += tag.fourcc
    return out + b"".join(
        write_part(tag.multitrack, part.fourcc or b"", part.track_id, part.body)
        for part in (tag, *tag.more)
    )


def _parse_extended(view: memoryview, packet_type: int) -> AudioTag:
    packet_type, modifiers, pos = read_modifiers(view, 1, packet_type, AudioPacket.MOD_EX)
    if packet_type != AudioPacket.MULTITRACK:
        part = Part(bytes(take(view, pos, 4)), 0, view[pos + 4 :])
        return _from_part(part, packet_type, None, modifiers)
    layout, packet_type = divmod(take(view, pos, 1)[0], 16)
    if packet_type in (AudioPacket.MULTITRACK, AudioPacket.MOD_EX):
        raise FlvError(f"packet type {packet_type} is not allowed within a multitrack message")
    pos += 1
    fourcc = b""
    if layout != Multitrack.MANY_TRACKS_MANY_CODECS:
        fourcc = bytes(take(view, pos, 4))
        pos += 4
    first, *rest = (
        _from_part(part, packet_type, layout, ()) for part in read_parts(view, pos, layout, fourcc)
    )
    return replace(first, modifiers=modifiers, more=tuple(rest))


def _from_part(
    part: Part, packet_type: int, layout: int | None, modifiers: tuple[Modifier, ...]
) -> AudioTag:
    return AudioTag(
        packet_type,
        AUDIO_FOURCC.get(part.fourcc),
        part.body,
        track_id=part.track_id,
        fourcc=part.fourcc,
        multitrack=layout,
        modifiers=modifiers,
    )
