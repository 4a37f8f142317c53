"""How each codec lies in a PES, from what FLV carries: stream types, descriptors, framing.

Sources: ISO 13818-1 §2.14 (H.264), §2.17 (H.265), table 2-34; ATSC A/52 annex A (AC-3);
"Opus in MPEG-TS" (ETSI TS 103 491 annex); "Carriage of AV1 in MPEG-2 TS" (AOMedia).
"""

from collections.abc import Callable
from typing import Protocol

from streamingpro.protocols.codecs import CodecError, mpegaudio
from streamingpro.protocols.codecs.adts import AdtsWriter
from streamingpro.protocols.codecs.annexb import join_annexb, split_lengths
from streamingpro.protocols.codecs.av1 import OBU_SEQUENCE_HEADER, Av1Config
from streamingpro.protocols.codecs.errors import Unfit
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.obu import add_start_codes, split_obus
from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.media import Buffer, Codec
from streamingpro.protocols.mpegts.psi_write import descriptor, registration

_VIDEO, _AUDIO, _PRIVATE = 0xE0, 0xC0, 0xBD


class Payload(Protocol):
    """Frames of one codec. `stream_type`, `stream_id` and `descriptors` go to the PMT and PES."""

    stream_type: int
    stream_id: int
    descriptors: bytes

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        """The access unit of one FLV frame, empty when there is nothing in it; CodecError.

        `headers`: decoding may begin here, so parameter sets are put in if they are missing.
        """
        ...


class NalPayload:
    """H.264 and H.265: Annex B, each access unit behind a delimiter."""

    stream_id = _VIDEO
    descriptors = b""

    def __init__(self, codec: Codec, config: bytes) -> None:
        """`config` is avcC or hvcC."""
        if codec == Codec.H264:
            avc = AvcConfig.parse(config)
            self.stream_type, self._length_size = 0x1B, avc.length_size
            self._sets = [*avc.sps, *avc.pps]
            self._delimiter, self._delimiter_type, self._sps_type = b"\x09\xf0", 9, 7
        else:
            hevc = HevcConfig.parse(config)
            self.stream_type, self._length_size = 0x24, hevc.length_size
            self._sets = [unit for _, units in hevc.arrays for unit in units]
            self._delimiter, self._delimiter_type, self._sps_type = b"\x46\x01\x50", 35, 33
        self._shift, self._mask = (0, 0x1F) if codec == Codec.H264 else (1, 0x3F)

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        units: list[Buffer] = [*split_lengths(body, self._length_size)]
        if not units:
            return b""
        kinds = [unit[0] >> self._shift & self._mask for unit in units]
        if kinds[0] != self._delimiter_type:
            units.insert(0, self._delimiter)
        if headers and self._sps_type not in kinds:
            units[1:1] = self._sets
        return join_annexb(units)


class Av1Payload:
    """AV1: a temporal unit with start codes and a delimiter."""

    stream_type = 0x06
    stream_id = _PRIVATE

    def __init__(self, config: bytes) -> None:
        """`config` is av1C."""
        parsed = Av1Config.parse(config)
        self._headers = [raw for _, raw in split_obus(parsed.obus)]
        # Two bits that are reserved in av1C tell of HDR here; 3 says nothing about it.
        record = config[:3] + bytes((0xC0 | parsed.delay & 0x1F,))
        self.descriptors = registration(b"AV01") + descriptor(0x80, record)

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        units = split_obus(body)
        if not units:
            return b""
        raw = [data for kind, data in units if kind != 2]
        if headers and all(kind != OBU_SEQUENCE_HEADER for kind, _ in units):
            raw = self._headers + raw
        return add_start_codes([b"\x12\x00", *raw])


class AacPayload:
    """AAC behind an ADTS header."""

    stream_type = 0x0F
    stream_id = _AUDIO
    descriptors = b""

    def __init__(self, config: bytes) -> None:
        """`config` is an AudioSpecificConfig; Unfit for kinds of AAC that ADTS lacks."""
        self._adts = AdtsWriter(config)

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        del headers
        return self._adts.frame(body) if len(body) else b""


class OpusPayload:
    """Opus packets behind a control header."""

    stream_type = 0x06
    stream_id = _PRIVATE

    def __init__(self, config: bytes) -> None:
        """`config` is an OpusHead."""
        code = _opus_channels(OpusHead.parse(config))
        self.descriptors = registration(b"Opus") + descriptor(0x7F, bytes((0x80, code)))

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        del headers
        whole, rest = divmod(len(body), 255)
        return b"".join((b"\x7f\xe0", b"\xff" * whole, bytes((rest,)), body)) if len(body) else b""


class PlainPayload:
    """MP3, AC-3 and E-AC-3, whose frames carry all that is needed."""

    def __init__(self, codec: Codec, first: Buffer) -> None:
        """`first` is a frame, which tells MPEG-1 audio from MPEG-2's."""
        self.stream_id, self.descriptors = _PRIVATE, b""
        if codec == Codec.AC3:
            self.stream_type, self.descriptors = 0x81, registration(b"AC-3")
        elif codec == Codec.EAC3:
            self.stream_type, self.descriptors = 0x87, registration(b"EAC3")
        else:
            facts = mpegaudio.describe_frame(first)
            self.stream_id = _AUDIO
            self.stream_type = 0x03 if (facts.sample_rate or 0) >= 32000 else 0x04

    def build(self, body: Buffer, *, headers: bool) -> bytes:
        del headers
        return bytes(body)


CONFIGURED: dict[Codec, Callable[[bytes], Payload]] = {
    Codec.H264: lambda config: NalPayload(Codec.H264, config),
    Codec.H265: lambda config: NalPayload(Codec.H265, config),
    Codec.AV1: Av1Payload,
    Codec.MPEG4_AUDIO: AacPayload,
    Codec.OPUS: OpusPayload,
}
"""Codecs that begin with a config, and what is made of it."""

SELF_DESCRIBED = frozenset({Codec.MPEG1_AUDIO, Codec.AC3, Codec.EAC3, Codec.OPUS})
"""Codecs whose first frame is enough; some publishers send Opus without its header."""


def from_frame(codec: Codec, body: Buffer) -> Payload:
    """What is made of the first frame of a SELF_DESCRIBED codec; CodecError."""
    if codec != Codec.OPUS:
        return PlainPayload(codec, body)
    if not len(body):
        raise CodecError("an empty Opus packet")
    return OpusPayload(OpusHead(2 if body[0] & 4 else 1, 0, 48000).serialise())


_OPUS_MAPPINGS = (
    (2, 1, 0, 2, 1), (2, 2, 0, 1, 2, 3), (3, 2, 0, 4, 1, 2, 3), (4, 2, 0, 4, 1, 2, 3, 5),
    (4, 3, 0, 4, 1, 2, 3, 5, 6), (5, 3, 0, 6, 1, 2, 3, 4, 5, 7),
)  # fmt: skip
"""Stream count, coupled count and channel order that 3 to 8 channels in Vorbis order imply."""


def _opus_channels(head: OpusHead) -> int:
    """The channel_config_code of an OpusHead; Unfit for mappings that have none."""
    if head.family == 0 and head.channels <= 2:
        return head.channels
    if head.family == 1 and 3 <= head.channels <= 8:
        if head.mapping == bytes(_OPUS_MAPPINGS[head.channels - 3]):
            return head.channels
    elif head.family == 1 and head.channels <= 2:
        return head.channels
    raise Unfit("an Opus channel mapping that MPEG-TS has no code for")
