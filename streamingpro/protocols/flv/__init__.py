"""FLV, legacy and enhanced: tag bodies (which RTMP carries as messages 8 and 9) and files.

codes     the numbers: frame types, packet types, codec ids, FourCCs
video     VideoTag, parse_video, serialise_video
audio     AudioTag, parse_audio, serialise_audio
extended  ModEx modifiers and multitrack layouts, shared by both
shapes    how many first bytes of a body say what it is (for the hot path)
file      FlvTag, FlvReader, write_header, write_tag: the file around the bodies
errors    FlvError and FlvLimit
"""

from streamingpro.protocols.flv.audio import AudioTag, parse_audio, serialise_audio
from streamingpro.protocols.flv.codes import AudioPacket, FrameType, Multitrack, VideoPacket
from streamingpro.protocols.flv.errors import FlvError, FlvLimit
from streamingpro.protocols.flv.file import (
    FlvHeader,
    FlvReader,
    FlvTag,
    TagType,
    write_header,
    write_tag,
)
from streamingpro.protocols.flv.video import VideoTag, parse_video, serialise_video

__all__ = [
    "AudioPacket",
    "AudioTag",
    "FlvError",
    "FlvHeader",
    "FlvLimit",
    "FlvReader",
    "FlvTag",
    "FrameType",
    "Multitrack",
    "TagType",
    "VideoPacket",
    "VideoTag",
    "parse_audio",
    "parse_video",
    "serialise_audio",
    "serialise_video",
    "write_header",
    "write_tag",
]
