"""Sample entries: what `stsd` says of each codec.

Sources: ISO 14496-12 §8.5.2 and §12, ISO 14496-15 §5.4 and §8.4, ISO 14496-1 §7.2.6 (`esds`),
AV1-ISOBMFF §2, VP-ISOBMFF, Opus in ISOBMFF §4.3, FLAC in ISOBMFF §3.3, ETSI TS 102 366 annex F.
"""

from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.fmp4.boxes import box, full_box
from streamingpro.protocols.media import Buffer

AAC_STREAM, MPEG2_AUDIO_STREAM, MPEG1_AUDIO_STREAM = 0x40, 0x69, 0x6B
_PARAMETER_SETS = frozenset({32, 33, 34})
_COMPLETE = 0x80
_DPI_72 = b"\x00\x48\x00\x00"
_STREAMINFO = 34


def video(name: bytes, width: int, height: int, config: bytes) -> bytes:
    """A VisualSampleEntry around its configuration box; sizes in pixels."""
    sizes = width.to_bytes(2, "big") + height.to_bytes(2, "big")
    head = bytes(6) + b"\x00\x01" + bytes(16) + sizes + _DPI_72 * 2 + bytes(4) + b"\x00\x01"
    return box(name, head, bytes(32), b"\x00\x18\xff\xff", config)


def audio(name: bytes, channels: int, rate: int, config: bytes) -> bytes:
    """An AudioSampleEntry; a rate above 65535 Hz has no room and reads 0."""
    shown = rate if rate <= 0xFFFF else 0
    head = bytes(6) + b"\x00\x01" + bytes(8) + channels.to_bytes(2, "big") + b"\x00\x10" + bytes(4)
    return box(name, head, shown.to_bytes(2, "big"), b"\x00\x00", config)


def avc_record(config: AvcConfig) -> bytes:
    """`avcC`."""
    return box(b"avcC", config.serialise())


def hevc_record(config: HevcConfig) -> bytes:
    """`hvcC`; that its parameter sets are all there is what the name hvc1 promises."""
    arrays = tuple(
        (kind | _COMPLETE if kind & 0x3F in _PARAMETER_SETS else kind, units)
        for kind, units in config.arrays
    )
    return box(b"hvcC", HevcConfig(config.general, config.timing, arrays).serialise())


def esds(stream_type: int, config: bytes = b"") -> bytes:
    """The elementary stream descriptor of AAC (with its AudioSpecificConfig) or MPEG audio."""
    decoder = bytes((stream_type, 0x15)) + bytes(11)
    if config:
        decoder += _descriptor(5, config)
    body = b"\x00\x00\x00" + _descriptor(4, decoder) + _descriptor(6, b"\x02")
    return full_box(b"esds", 0, 0, _descriptor(3, body))


def _descriptor(tag: int, body: bytes) -> bytes:
    size = len(body)
    length = bytes((size >> shift & 0x7F) | 0x80 for shift in (21, 14, 7)) + bytes((size & 0x7F,))
    return bytes((tag,)) + length + body


def opus_record(head: OpusHead) -> bytes:
    """`dOps`: the identification header with its numbers turned round."""
    return box(
        b"dOps",
        bytes((0, head.channels)),
        head.pre_skip.to_bytes(2, "big"),
        head.input_rate.to_bytes(4, "big"),
        head.gain.to_bytes(2, "big", signed=True),
        bytes((head.family,)),
        head.mapping if head.family else b"",
    )


def flac_record(config: Buffer) -> bytes:
    """`dfLa` of a STREAMINFO block, bare or with what may stand before it."""
    data = bytes(config)
    if data[:4] == b"fLaC":
        data = data[4:]
    if data[1:4] == b"\x00\x00\x22":
        data = data[4:]
    if len(data) < _STREAMINFO:
        raise CodecError("a FLAC STREAMINFO block is cut short")
    return full_box(b"dfLa", 0, 0, b"\x80\x00\x00\x22", data[:_STREAMINFO])


def ac3_record(frame: Buffer) -> bytes:
    """`dac3`, from what the frame's own header says."""
    reader = BitReader(frame[:16])
    reader.skip(16 + 16)  # syncword, crc1
    rate, size, stream, mode = reader.bits(2), reader.bits(6), reader.bits(5), reader.bits(3)
    layout = reader.bits(3)
    if layout & 1 and layout != 1:
        reader.skip(2)  # cmixlev
    if layout & 4:
        reader.skip(2)  # surmixlev
    if layout == 2:
        reader.skip(2)  # dsurmod
    value = rate << 22 | stream << 17 | mode << 14 | layout << 11 | reader.bits(1) << 10
    return box(b"dac3", (value | size >> 1 << 5).to_bytes(3, "big"))


def eac3_record(frame: Buffer) -> bytes:
    """`dec3` of one independent substream, its data rate taken from the first frame."""
    reader = BitReader(frame[:16])
    reader.skip(16 + 2 + 3)  # syncword, strmtyp, substreamid
    size = 2 * (reader.bits(11) + 1)
    rate, blocks = reader.bits(2), reader.bits(2)
    layout, low = reader.bits(3), reader.bits(1)
    stream = reader.bits(5)
    hertz = (48000, 44100, 32000)[rate] if rate < 3 else 24000
    samples = 256 * ((1, 2, 3, 6)[blocks] if rate < 3 else 6)
    kilobits = min(size * 8 * hertz // samples // 1000, 0x1FFF)
    value = kilobits << 27 | rate << 22 | stream << 17 | layout << 9 | low << 8
    return box(b"dec3", value.to_bytes(5, "big"))
