"""How the frames of each audio codec lie one behind the other in a PES."""

from dataclasses import dataclass
from typing import Protocol

from streamingpro.protocols.codecs import CodecError, ac3, mpegaudio
from streamingpro.protocols.codecs.aac import SAMPLE_RATES
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.latm import HEADER as LOAS_HEADER
from streamingpro.protocols.mpegts.latm import LatmReader, loas_size
from streamingpro.protocols.mpegts.streams import Carried, Form

MORE, BAD = -1, 0
"""Sizes that are none: more bytes are needed to tell, nothing begins there."""

AAC_SAMPLES = 1024


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Raw frames of `samples` at `rate` Hz each, and the config that they need."""

    units: tuple[bytes, ...]
    samples: int
    rate: int
    config: bytes = b""


class Framing(Protocol):
    """`sync` is what frames begin with, for the search after damage; empty where nothing helps."""

    sync: bytes

    def measure(self, data: bytes, pos: int) -> int:
        """Bytes of the frame at `pos`, its header included; MORE or BAD."""
        ...

    def unpack(self, frame: bytes) -> Unpacked:
        """What is in a frame that was measured. Raises CodecError."""
        ...


def framing(carried: Carried) -> Framing | None:
    """The framing of an audio stream; None where there is none that we know."""
    match carried.codec:
        case Codec.MPEG4_AUDIO:
            return Latm() if carried.form == Form.LATM else Adts()
        case Codec.MPEG1_AUDIO:
            return MpegAudio()
        case Codec.AC3 | Codec.EAC3:
            return Ac3()
        case Codec.OPUS:
            return OpusUnits(carried.config)
    return None


class Adts:
    """AAC with ADTS headers (ISO 14496-3 §1.A.2.2)."""

    sync = b"\xff"

    def measure(self, data: bytes, pos: int) -> int:
        """Nothing protects the header: sync bits, a known rate and a size are all there is."""
        if len(data) < pos + 7:
            return MORE if data[pos] == 0xFF else BAD
        if data[pos] != 0xFF or data[pos + 1] & 0xF6 != 0xF0:
            return BAD
        size = (data[pos + 3] & 3) << 11 | data[pos + 4] << 3 | data[pos + 5] >> 5
        known = data[pos + 2] >> 2 & 15 < len(SAMPLE_RATES)
        return size if known and size > _adts_header(data, pos) else BAD

    def unpack(self, frame: bytes) -> Unpacked:
        """The raw block; several in one ADTS frame, which no encoder writes, are refused."""
        if frame[6] & 3:
            raise CodecError("several AAC blocks in one ADTS frame")
        profile, rate = frame[2] >> 6, frame[2] >> 2 & 15
        channels = (frame[2] & 1) << 2 | frame[3] >> 6
        config = ((profile + 1) << 11 | rate << 7 | channels << 3).to_bytes(2, "big")
        raw = frame[_adts_header(frame, 0) :]
        return Unpacked((raw,), AAC_SAMPLES, SAMPLE_RATES[rate], config)


class Latm:
    """AAC in LATM with LOAS framing."""

    sync = b"\x56"

    def __init__(self) -> None:
        self._reader = LatmReader()

    def measure(self, data: bytes, pos: int) -> int:
        """The length field of the LOAS header."""
        if len(data) < pos + LOAS_HEADER:
            return MORE if data[pos] == 0x56 else BAD
        size = loas_size(data, pos)
        return size if size > LOAS_HEADER else BAD

    def unpack(self, frame: bytes) -> Unpacked:
        """The raw frames; none before the first config."""
        reader = self._reader
        units = tuple(reader.frames(frame[LOAS_HEADER:]))
        return Unpacked(units, AAC_SAMPLES, reader.sample_rate or 1, reader.config)


class MpegAudio:
    """MPEG-1/2 audio, layers 1 to 3 (ISO 11172-3 §2.4.1.3, ISO 13818-3 §2.4.2.3)."""

    sync = b"\xff"

    def measure(self, data: bytes, pos: int) -> int:
        """From bitrate and rate; a free-format frame can't be measured."""
        if len(data) < pos + 4:
            return MORE if data[pos] == 0xFF else BAD
        found = _mpeg_header(data, pos)
        return found[0] if found else BAD

    def unpack(self, frame: bytes) -> Unpacked:
        """The frame with its header."""
        found = _mpeg_header(frame, 0)
        if found is None:
            raise CodecError("not an MPEG audio frame")
        return Unpacked((frame,), found[1], found[2])


class Ac3:
    """AC-3 and E-AC-3 (ETSI TS 102 366 §4.4.1 and annex E.1.3).

    Dependent substreams of E-AC-3 stay with the frame that they extend.
    """

    sync = b"\x0b\x77"

    def measure(self, data: bytes, pos: int) -> int:
        """The frame and, as far as they are at hand, the substreams behind it."""
        size = _ac3_size(data, pos)
        if size <= 0:
            return size
        end = pos + size
        while _is_dependent(data, end) and (more := _ac3_size(data, end)) > 0:
            end += more
        return end - pos

    def unpack(self, frame: bytes) -> Unpacked:
        """The frames with their headers."""
        code = frame[4] >> 6
        if frame[5] >> 3 <= 10:
            halvings = max((frame[5] >> 3) - 8, 0)
            return Unpacked((frame,), ac3.FRAME, _AC3_RATES[code] >> halvings)
        if code == 3:
            return Unpacked((frame,), ac3.FRAME, _AC3_RATES[frame[4] >> 4 & 3] // 2)
        return Unpacked((frame,), ac3.BLOCK * ac3.EAC3_BLOCKS[frame[4] >> 4 & 3], _AC3_RATES[code])


class OpusUnits:
    """Opus packets behind control headers (ETSI TS 103 491 annex, "Opus in MPEG-TS" §2)."""

    sync = b"\x7f"

    def __init__(self, config: bytes) -> None:
        self._config = config

    def measure(self, data: bytes, pos: int) -> int:
        """Header and packet."""
        begin, size = _opus_header(data, pos)
        return begin - pos + size if size > 0 else size

    def unpack(self, frame: bytes) -> Unpacked:
        """The packet, whose first byte tells its length in time (RFC 6716 §3.1)."""
        begin, _ = _opus_header(frame, 0)
        packet = frame[begin:]
        return Unpacked((packet,), _opus_samples(packet), 48000, self._config)


_V1_L1 = (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0)
_V1_L2 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0)
_V1_L3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_V2_L1 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0)
_V2_L23 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_MPEG_KBPS = {1: (_V1_L1, _V1_L2, _V1_L3), 2: (_V2_L1, _V2_L23, _V2_L23)}

_AC3_RATES = (48000, 44100, 32000, 32000)
_AC3_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_AC3_HEADER = 6

_OPUS_LONGEST = 64 << 10
_OPUS_TENTH_MS = (100, 200, 400, 600)
_OPUS_CELT_TENTH_MS = (25, 50, 100, 200)


def _adts_header(data: bytes, pos: int) -> int:
    return 7 if data[pos + 1] & 1 else 9


def _mpeg_header(data: bytes, pos: int) -> tuple[int, int, int] | None:
    """Size in bytes, samples, rate."""
    if data[pos] != 0xFF or data[pos + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[pos + 1] >> 3 & 3, 4 - (data[pos + 1] >> 1 & 3)
    bitrate, rate = data[pos + 2] >> 4, data[pos + 2] >> 2 & 3
    if version == 1 or layer == 4 or rate == 3:
        return None
    kbps = _MPEG_KBPS[1 if version == 3 else 2][layer - 1][bitrate]
    hz = mpegaudio.RATES[version][rate]
    if not kbps:
        return None
    padding = data[pos + 2] >> 1 & 1
    if layer == 1:
        return (12000 * kbps // hz + padding) * 4, 384, hz
    samples = 576 if layer == 3 and version != 3 else 1152
    return samples * 125 * kbps // hz + padding, samples, hz


def _ac3_size(data: bytes, pos: int) -> int:
    if len(data) < pos + _AC3_HEADER:
        return MORE if data[pos : pos + 1] == b"\x0b" else BAD
    if not data.startswith(Ac3.sync, pos) or data[pos + 5] >> 3 > 16:
        return BAD
    if data[pos + 5] >> 3 > 10:
        return 2 * (((data[pos + 2] & 7) << 8 | data[pos + 3]) + 1)
    code, size = data[pos + 4] >> 6, data[pos + 4] & 0x3F
    if code == 3 or size >> 1 >= len(_AC3_KBPS):
        return BAD
    words = _AC3_KBPS[size >> 1] * 96000 // _AC3_RATES[code]
    return 2 * (words + (size & 1 if code == 1 else 0))


def _is_dependent(data: bytes, pos: int) -> bool:
    """Whether an E-AC-3 frame with strmtyp 1, or of a further programme, begins at `pos`."""
    if len(data) < pos + _AC3_HEADER or not data.startswith(Ac3.sync, pos):
        return False
    return 10 < data[pos + 5] >> 3 <= 16 and (data[pos + 2] >> 6 == 1 or data[pos + 2] & 0x38 != 0)


def _opus_header(data: bytes, pos: int) -> tuple[int, int]:
    """Where the packet of the control header at `pos` begins, and its size; or MORE or BAD."""
    if len(data) < pos + 2:
        return pos, MORE if data[pos] == 0x7F else BAD
    if data[pos] != 0x7F or data[pos + 1] & 0xE0 != 0xE0:
        return pos, BAD
    flags = data[pos + 1]
    at, size = pos + 2, 0
    while at < len(data) and data[at] == 0xFF:
        size, at = size + 255, at + 1
        if size > _OPUS_LONGEST:
            return pos, BAD
    if at >= len(data):
        return pos, MORE
    size, at = size + data[at], at + 1
    at += 2 * (flags >> 4 & 1) + 2 * (flags >> 3 & 1)  # trimming at start and end
    if flags & 4:  # control_extension
        if at >= len(data):
            return pos, MORE
        at += 1 + data[at]
    return at, size or BAD


def _opus_samples(packet: bytes) -> int:
    """Samples at 48 kHz."""
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        tenths = _OPUS_TENTH_MS[config & 3]
    elif config < 16:
        tenths = _OPUS_TENTH_MS[config & 1]
    else:
        tenths = _OPUS_CELT_TENTH_MS[config & 3]
    frames = (1, 2, 2)[code] if code < 3 else packet[1] & 0x3F if len(packet) > 1 else 0
    return tenths * frames * 48 // 10
