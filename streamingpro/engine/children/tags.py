"""Taggers: coded frames of one track to tag bodies of FLV, the codec header first. Pure.

Frames come as containers and RTP carry them. What MPEG-TS carries alike is made there
(`protocols/mpegts/tags.py`); here is the rest: H.264 and H.265 with lengths as in MP4, parameter
sets and AAC configurations that only the container knows, G.711.
"""

from dataclasses import replace

from streamingpro.protocols.codecs import CodecError, Facts, describe_config
from streamingpro.protocols.codecs.aac import SAMPLE_RATES
from streamingpro.protocols.codecs.annexb import join_lengths, split_lengths
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.model import Frame
from streamingpro.protocols.mpegts.tags import TAGGERS, Tagger

_MP4_AVC, _MP4_HEVC = 4, 21
"""Where avcC and hvcC hold the size of the lengths, in the two lowest bits."""
_ADTS_HEADER, _ADTS_CRC = 7, 2


def make_tagger(codec: Codec, extradata: bytes, *, mu_law: bool = False) -> Tagger:
    """What makes the tags of a track; `extradata` is what its container says of the codec, maybe
    nothing. Raises CodecError."""
    if codec in (Codec.H264, Codec.H265):
        if extradata[:1] == b"\x01":
            return LengthTagger(codec, extradata)
        return StartCodeTagger(codec, extradata)
    if codec == Codec.MPEG4_AUDIO:
        return AacTagger(extradata)
    if codec == Codec.G711:
        return G711Tagger(mu_law=mu_law)
    if codec == Codec.OPUS and extradata.startswith(b"OpusHead"):
        return OpusTagger(extradata)
    return TAGGERS[codec]()


class LengthTagger:
    """H.264 and H.265 as in MP4. Lengths of other sizes become the usual 4 bytes."""

    def __init__(self, codec: Codec, config: bytes) -> None:
        """`config` is avcC or hvcC. Raises CodecError."""
        self.facts = describe_config(codec, config)
        self._told = False
        if codec == Codec.H264:
            self.codec_id, place = 7, _MP4_AVC
            self._size = AvcConfig.parse(config).length_size
            self._head = (b"\x17\0\0\0\0", b"\x27\1", b"\x17\1")
        else:
            self.codec_id, place = int.from_bytes(b"hvc1", "big"), _MP4_HEVC
            self._size = HevcConfig.parse(config).length_size
            self._head = (b"\x90hvc1", b"\xa1hvc1", b"\x91hvc1")
        self._config = config[:place] + bytes((config[place] | 3,)) + config[place + 1 :]

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        data = frame.data
        if self._size != 4:
            data = join_lengths(split_lengths(data, self._size))
        time = composition_time.to_bytes(3, "big", signed=True)
        out = [self._head[1 + frame.keyframe] + time + data]
        if not self._told:
            self._told = True
            out.insert(0, self._head[0] + self._config)
        return out


class StartCodeTagger:
    """H.264 and H.265 as in RTP and AVI: parameter sets may come with the pictures, or only with
    the description of the stream."""

    def __init__(self, codec: Codec, extradata: bytes) -> None:
        self._tagger = TAGGERS[codec]()
        self._extradata = extradata
        self.codec_id = self._tagger.codec_id

    @property
    def facts(self) -> Facts:
        return self._tagger.facts

    @facts.setter
    def facts(self, facts: Facts) -> None:
        self._tagger.facts = facts

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        out = self._tagger.tags(frame, composition_time)
        if out or not self._extradata:
            self._extradata = b"" if out else self._extradata
            return out
        with_sets = replace(frame, data=self._extradata + frame.data)
        return self._tagger.tags(with_sets, composition_time)


class AacTagger:
    """AAC; ADTS headers are taken off, and make the configuration where there is none."""

    def __init__(self, config: bytes) -> None:
        """`config` is an AudioSpecificConfig or empty. Raises CodecError."""
        self._tagger = TAGGERS[Codec.MPEG4_AUDIO]()
        self.facts = describe_config(Codec.MPEG4_AUDIO, config) if config else Facts()
        self.codec_id = self._tagger.codec_id
        self._config = config

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        start = _adts_header(frame.data)
        if start:
            config = _adts_config(frame.data) if not self._config else self._config
            frame = replace(frame, data=frame.data[start:], config=config)
        else:
            frame = replace(frame, config=self._config)
        if not frame.config:
            raise CodecError("AAC without its configuration")
        return self._tagger.tags(frame, composition_time)


class OpusTagger:
    """Opus with the header that its container has."""

    def __init__(self, config: bytes) -> None:
        self._tagger = TAGGERS[Codec.OPUS]()
        self.facts = describe_config(Codec.OPUS, config)
        self.codec_id = self._tagger.codec_id
        self._config = config

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        return self._tagger.tags(replace(frame, config=self._config), composition_time)


class G711Tagger:
    """G.711 at 8 kHz, which FLV knows for mono and stereo."""

    def __init__(self, *, mu_law: bool) -> None:
        self.codec_id = 8 if mu_law else 7
        self.facts = Facts(sample_rate=8000, channels=1)

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        del composition_time
        return [bytes((self.codec_id << 4 | 2,)) + frame.data]


def _adts_header(data: bytes) -> int:
    """The size of the ADTS header that `data`, one frame, begins with; 0 without one."""
    if len(data) < _ADTS_HEADER or data[0] != 0xFF or data[1] & 0xF6 != 0xF0:
        return 0
    if int.from_bytes(data[3:6], "big") >> 5 & 0x1FFF != len(data):
        return 0
    return _ADTS_HEADER if data[1] & 1 else _ADTS_HEADER + _ADTS_CRC


def _adts_config(data: bytes) -> bytes:
    """The AudioSpecificConfig that an ADTS header says."""
    kind, rate, layout = data[2] >> 6, data[2] >> 2 & 0x0F, (data[2] & 1) << 2 | data[3] >> 6
    if rate >= len(SAMPLE_RATES):
        raise CodecError("a reserved sample rate in an ADTS header")
    return ((kind + 1) << 11 | rate << 7 | layout << 3).to_bytes(2, "big")
