"""The numbers of FLV: frame types, codec ids, FourCCs and packet types.

Sources: Adobe FLV 10.1 annex E.4; Enhanced RTMP v2 "Enhanced Audio" and "Enhanced Video".
"""

from enum import IntEnum

from streamingpro.protocols.media import Codec


class FrameType(IntEnum):
    """Upper nibble of a video tag (three bits of it in the enhanced form)."""

    KEY = 1
    INTER = 2
    DISPOSABLE = 3
    GENERATED_KEY = 4
    COMMAND = 5


class VideoPacket(IntEnum):
    """What a video tag carries; the legacy AVC packet types are the first three."""

    SEQUENCE_START = 0
    CODED_FRAMES = 1
    SEQUENCE_END = 2
    CODED_FRAMES_X = 3
    METADATA = 4
    MPEG2TS_SEQUENCE_START = 5
    MULTITRACK = 6
    MOD_EX = 7


class AudioPacket(IntEnum):
    """What an audio tag carries; the legacy AAC packet types are the first two."""

    SEQUENCE_START = 0
    CODED_FRAMES = 1
    SEQUENCE_END = 2
    MULTICHANNEL_CONFIG = 4
    MULTITRACK = 5
    MOD_EX = 7


class Multitrack(IntEnum):
    """How several tracks share one message."""

    ONE_TRACK = 0
    MANY_TRACKS = 1
    MANY_TRACKS_MANY_CODECS = 2


TIMESTAMP_OFFSET_NANO = 0
"""The one modifier defined so far: a UI24 of nanoseconds to add to the message's timestamp."""

LEGACY_AVC = 7
LEGACY_HEVC = 12
"""Not in Adobe's document: the convention of the Chinese CDNs and their patched encoders."""

LEGACY_VIDEO = {
    2: Codec.H263,
    3: Codec.SCREEN,
    4: Codec.VP6,
    5: Codec.VP6,
    6: Codec.SCREEN,
    LEGACY_AVC: Codec.H264,
    LEGACY_HEVC: Codec.H265,
}
LEGACY_WITH_PACKET_TYPE = frozenset({LEGACY_AVC, LEGACY_HEVC})

FORMAT_EX = 9
FORMAT_AAC = 10
FORMAT_MP3_8K = 14

LEGACY_AUDIO = {
    0: Codec.LPCM,
    1: Codec.ADPCM,
    2: Codec.MPEG1_AUDIO,
    3: Codec.LPCM,
    4: Codec.NELLYMOSER,
    5: Codec.NELLYMOSER,
    6: Codec.NELLYMOSER,
    7: Codec.G711,
    8: Codec.G711,
    FORMAT_AAC: Codec.MPEG4_AUDIO,
    11: Codec.SPEEX,
    FORMAT_MP3_8K: Codec.MPEG1_AUDIO,
}

VIDEO_FOURCC = {
    b"avc1": Codec.H264,
    b"hvc1": Codec.H265,
    b"vvc1": Codec.H266,
    b"av01": Codec.AV1,
    b"vp09": Codec.VP9,
    b"vp08": Codec.VP8,
}
WITH_COMPOSITION_TIME = frozenset({b"avc1", b"hvc1", b"vvc1"})
"""Their CodedFrames begin with an SI24 composition time."""

AUDIO_FOURCC = {
    b"mp4a": Codec.MPEG4_AUDIO,
    b"Opus": Codec.OPUS,
    b"ac-3": Codec.AC3,
    b"ec-3": Codec.EAC3,
    b"fLaC": Codec.FLAC,
    b".mp3": Codec.MPEG1_AUDIO,
}
