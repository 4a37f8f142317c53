"""Which codec an entry of the PMT means: stream types and descriptors.

Sources: ISO 13818-1 table 2-34, ETSI EN 300 468 (DVB) §6.2 and annex D, ATSC A/52 annex A,
"Opus in MPEG-TS" (ETSI TS 103 491 has the same descriptor), AV1 in MPEG-2 TS (AOMedia).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from streamingpro.protocols.codecs.opus import SAMPLE_RATE, OpusHead
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.psi import PmtStream

PRIVATE_PES = 0x06
"""The stream type whose descriptors say what it is."""

REGISTRATION, LANGUAGE, EXTENSION = 0x05, 0x0A, 0x7F
DVB_AC3, DVB_EAC3 = 0x6A, 0x7A
OPUS_EXTENSION = 0x80


class Form(StrEnum):
    """How the frames of a codec lie in the PES, where there is more than one way."""

    PLAIN = "plain"
    ADTS = "adts"
    LATM = "latm"


@dataclass(frozen=True, slots=True)
class Carried:
    """An elementary stream: `kind` is None for data, `codec` None where it is not known to us.

    `name` is for people. `config` is an OpusHead, from the descriptor that has the channels.
    """

    pid: int
    kind: Kind | None
    codec: Codec | None
    name: str
    language: str = ""
    form: Form = Form.PLAIN
    config: bytes = b""


_TYPES: dict[int, tuple[Kind, Codec, Form]] = {
    0x01: ("video", Codec.MPEG1_VIDEO, Form.PLAIN),
    0x02: ("video", Codec.MPEG1_VIDEO, Form.PLAIN),
    0x03: ("audio", Codec.MPEG1_AUDIO, Form.PLAIN),
    0x04: ("audio", Codec.MPEG1_AUDIO, Form.PLAIN),
    0x0F: ("audio", Codec.MPEG4_AUDIO, Form.ADTS),
    0x10: ("video", Codec.MPEG4_VIDEO, Form.PLAIN),
    0x11: ("audio", Codec.MPEG4_AUDIO, Form.LATM),
    0x1B: ("video", Codec.H264, Form.PLAIN),
    0x24: ("video", Codec.H265, Form.PLAIN),
    0x33: ("video", Codec.H266, Form.PLAIN),
    0x81: ("audio", Codec.AC3, Form.PLAIN),
    0x87: ("audio", Codec.EAC3, Form.PLAIN),
}
_REGISTERED: dict[bytes, tuple[Kind, Codec]] = {
    b"AV01": ("video", Codec.AV1),
    b"AV1G": ("video", Codec.AV1),  # GStreamer, without start codes
    b"VP09": ("video", Codec.VP9),
    b"HEVC": ("video", Codec.H265),
    b"AC-3": ("audio", Codec.AC3),
    b"EAC3": ("audio", Codec.EAC3),
    b"Opus": ("audio", Codec.OPUS),
}
_FOREIGN: dict[int, tuple[Kind, str]] = {
    0x1C: ("audio", "AAC without ADTS"),
    0x21: ("video", "JPEG 2000"),
    0x32: ("video", "JPEG XS"),
    0x42: ("video", "AVS"),
    0x82: ("audio", "DTS"),
    0x85: ("audio", "DTS-HD"),
    0x8A: ("audio", "DTS"),
    0xC1: ("audio", "encrypted AC-3 (SAMPLE-AES)"),
    0xC2: ("audio", "encrypted E-AC-3 (SAMPLE-AES)"),
    0xCF: ("audio", "encrypted AAC (SAMPLE-AES)"),
    0xD1: ("video", "Dirac"),
    0xD2: ("video", "AVS2"),
    0xD4: ("video", "AVS3"),
    0xDB: ("video", "encrypted H.264 (SAMPLE-AES)"),
    0xEA: ("video", "VC-1"),
}
_FOREIGN_TAGS: dict[int, tuple[Kind, str]] = {0x7B: ("audio", "DTS")}
_FOREIGN_REGISTERED: dict[bytes, tuple[Kind, str]] = {
    b"DTS1": ("audio", "DTS"),
    b"DTS2": ("audio", "DTS"),
    b"DTS3": ("audio", "DTS"),
    b"BSSD": ("audio", "SMPTE 302M"),
    b"AC-4": ("audio", "AC-4"),
    b"VC-1": ("video", "VC-1"),
    b"drac": ("video", "Dirac"),
    b"VANC": ("video", "VANC"),
}
_OPUS_LAYOUTS = {
    3: (2, 1, (0, 2, 1)),
    4: (2, 2, (0, 1, 2, 3)),
    5: (3, 2, (0, 4, 1, 2, 3)),
    6: (4, 2, (0, 4, 1, 2, 3, 5)),
    7: (4, 3, (0, 4, 1, 2, 3, 5, 6)),
    8: (5, 3, (0, 6, 1, 2, 3, 4, 5, 7)),
}
"""Streams, coupled streams and mapping of Vorbis's channel orders (RFC 7845 §5.1.1.2)."""

_DEFAULT_PRE_SKIP = 312


@lru_cache(maxsize=1024)
def identify(stream: PmtStream) -> Carried:
    """What `stream` carries, from its type or else its descriptors; never raises."""
    pid, tags = stream.pid, dict(reversed(stream.descriptors))
    language = _language(tags.get(LANGUAGE, b""))
    registered = tags.get(REGISTRATION, b"")[:4]
    known = _TYPES.get(stream.stream_type)
    if known is not None:
        kind, codec, form = known
        return Carried(pid, kind, codec, codec, language, form)
    if stream.stream_type == PRIVATE_PES or stream.stream_type >= 0x80:
        found = _REGISTERED.get(registered) or _tagged(tags)
        if found is not None and stream.stream_type not in _FOREIGN:
            config = _opus_config(stream) if found[1] == Codec.OPUS else b""
            return Carried(pid, *found, found[1], language, Form.PLAIN, config)
    foreign = _FOREIGN.get(stream.stream_type) or _FOREIGN_REGISTERED.get(registered)
    if foreign is None:
        foreign = next((_FOREIGN_TAGS[tag] for tag in tags if tag in _FOREIGN_TAGS), None)
    if foreign is not None:
        return Carried(pid, foreign[0], None, foreign[1], language)
    return Carried(pid, None, None, f"data of type {stream.stream_type:#04x}", language)


def _tagged(tags: dict[int, bytes]) -> tuple[Kind, Codec] | None:
    """DVB's own way to name private streams."""
    if DVB_AC3 in tags:
        return "audio", Codec.AC3
    return ("audio", Codec.EAC3) if DVB_EAC3 in tags else None


def _language(body: bytes) -> str:
    text = body[:3].decode("latin-1")
    return text.lower() if len(text) == 3 and text.isascii() and text.isalpha() else ""


def _opus_config(stream: PmtStream) -> bytes:
    """An OpusHead from the channel_config_code of Opus's extension descriptor; or nothing."""
    for tag, body in stream.descriptors:
        if tag == EXTENSION and len(body) >= 2 and body[0] == OPUS_EXTENSION:
            code = body[1]
            if code <= 2:  # 0 is dual mono, which the packets carry as two channels
                return OpusHead(code or 2, _DEFAULT_PRE_SKIP, SAMPLE_RATE).serialise()
            if code in _OPUS_LAYOUTS:
                streams, coupled, order = _OPUS_LAYOUTS[code]
                mapping = bytes((streams, coupled, *order))
                head = OpusHead(code, _DEFAULT_PRE_SKIP, SAMPLE_RATE, family=1, mapping=mapping)
                return head.serialise()
    return b""
