"""How many first bytes of a tag body tell what it is, so that equal beginnings mean equal tags.

0 stands for tags that must be parsed each time: configs, modifiers, metadata. With a multitrack
message this counts up to the track id, which says everything only in the one-track layout.
"""

from streamingpro.protocols.flv.codes import (
    FORMAT_AAC,
    FORMAT_EX,
    LEGACY_WITH_PACKET_TYPE,
    AudioPacket,
    FrameType,
    VideoPacket,
)

LONGEST_HEADER = 12
"""Bytes that suffice for any header up to the coded data, composition time included."""

_FOURCC, _TO_TRACK_ID = 5, 7


def _video_shape(first: int) -> int:
    if first & 0x80:
        packet_type = first & 0x0F
        if first >> 4 & 7 == FrameType.COMMAND:
            return 0
        if packet_type in (VideoPacket.CODED_FRAMES, VideoPacket.CODED_FRAMES_X):
            return _FOURCC
        return _TO_TRACK_ID if packet_type == VideoPacket.MULTITRACK else 0
    if first >> 4 == FrameType.COMMAND:
        return 0
    return 2 if first & 0x0F in LEGACY_WITH_PACKET_TYPE else 1


def _audio_shape(first: int) -> int:
    sound_format, packet_type = first >> 4, first & 0x0F
    if sound_format != FORMAT_EX:
        return 2 if sound_format == FORMAT_AAC else 1
    if packet_type == AudioPacket.CODED_FRAMES:
        return _FOURCC
    return _TO_TRACK_ID if packet_type == AudioPacket.MULTITRACK else 0


VIDEO_SHAPE = bytes(_video_shape(first) for first in range(256))
AUDIO_SHAPE = bytes(_audio_shape(first) for first in range(256))
