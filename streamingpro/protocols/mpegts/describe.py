"""What the beginning of a PES says of its track: size, rate, channels."""

from streamingpro.protocols.codecs import CodecError, Facts, describe_config, describe_frame
from streamingpro.protocols.codecs import av1 as av1_headers
from streamingpro.protocols.codecs.aac import SAMPLE_RATES
from streamingpro.protocols.codecs.h264 import NAL_SPS as H264_SPS
from streamingpro.protocols.codecs.h264 import Sps as H264Sps
from streamingpro.protocols.codecs.h265 import sps_facts as h265_sps_facts
from streamingpro.protocols.codecs.h265_sps import NAL_SPS as H265_SPS
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.access import START_CODE
from streamingpro.protocols.mpegts.av1 import to_low_overhead
from streamingpro.protocols.mpegts.latm import LatmReader
from streamingpro.protocols.mpegts.streams import Carried, Form

_MPEG_RATES = (0.0, 23.976, 24.0, 25.0, 29.97, 30.0, 50.0, 59.94, 60.0)
_MPEG_SEQUENCE = START_CODE + b"\xb3"
_SYNC_WORDS = {Codec.AC3: b"\x0b\x77", Codec.EAC3: b"\x0b\x77", Codec.MPEG1_AUDIO: b"\xff"}
_TRIES = 64


def video_header(codec: Codec, data: bytes, pos: int) -> bytes | None:
    """The sequence header in a keyframe's first bytes; None while its end is not in sight.

    Empty where the picture has none.
    """
    match codec:
        case Codec.H264:
            return _unit(data, pos, 0x1F, H264_SPS)
        case Codec.H265:
            return _unit(data, pos, 0x7E, H265_SPS << 1)
        case Codec.MPEG1_VIDEO:
            begin = data.find(_MPEG_SEQUENCE, pos)
            return data[begin + 4 : begin + 12] if begin >= 0 else b""
        case Codec.AV1:
            return data[pos:]
    return b""


def video_facts(codec: Codec, header: bytes) -> Facts | None:
    """What a header that `video_header` found says; None where it does not parse."""
    try:
        match codec:
            case Codec.H264:
                return H264Sps.parse(header).facts()
            case Codec.H265:
                return h265_sps_facts(header)
            case Codec.MPEG1_VIDEO:
                return _mpeg_facts(header)
            case Codec.AV1:
                found = av1_headers.find_sequence_header(to_low_overhead(header))
                return found.facts() if found else None
    except CodecError:
        return None
    return None


def audio_facts(carried: Carried, data: bytes, pos: int) -> Facts | None:
    """What the first frame that begins in a payload says; None where none is found."""
    if carried.config:
        return describe_config(Codec.OPUS, carried.config)
    if carried.form == Form.LATM:
        reader = LatmReader()
        reader.feed(data[pos:])
        return describe_config(Codec.MPEG4_AUDIO, reader.config) if reader.config else None
    if carried.form == Form.ADTS:
        return _adts_facts(data, pos)
    sync = _SYNC_WORDS.get(carried.codec) if carried.codec else None
    for _ in range(_TRIES):
        if sync is None or carried.codec is None or (pos := data.find(sync, pos)) < 0:
            return None
        try:
            return describe_frame(carried.codec, data[pos:])
        except CodecError:
            pos += 1
    return None


def _unit(data: bytes, pos: int, mask: int, kind: int) -> bytes | None:
    """The first NAL unit of this kind; None where the data end within it or before any picture."""
    size = len(data)
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        if data[pos] & mask == kind:
            end = data.find(START_CODE, pos)
            return data[pos:end].rstrip(b"\0") if end >= 0 else None
    return None


def _adts_facts(data: bytes, pos: int) -> Facts | None:
    """Rate and channels of an ADTS header (ISO 14496-3 §1.A.2.2); SBR is not seen in it."""
    for _ in range(_TRIES):
        pos = data.find(b"\xff", pos)
        if pos < 0 or pos + 4 > len(data):
            return None
        rate, channels = data[pos + 2] >> 2 & 15, (data[pos + 2] & 1) << 2 | data[pos + 3] >> 6
        if data[pos + 1] & 0xF6 == 0xF0 and rate < len(SAMPLE_RATES):
            count = 8 if channels == 7 else channels or None
            return Facts(sample_rate=SAMPLE_RATES[rate], channels=count)
        pos += 1
    return None


def _mpeg_facts(header: bytes) -> Facts | None:
    """Size and rate of a sequence header (ISO 13818-2 §6.2.2.1)."""
    if len(header) < 4:
        return None
    width, height = header[0] << 4 | header[1] >> 4, (header[1] & 15) << 8 | header[2]
    code = header[3] & 15
    fps = _MPEG_RATES[code] if 0 < code < len(_MPEG_RATES) else None
    return Facts(width=width, height=height, fps=fps)
