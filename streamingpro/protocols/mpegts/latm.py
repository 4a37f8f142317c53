"""AAC in LATM with LOAS framing (ISO 14496-3 §1.7), as DVB has it."""

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.aac import AudioSpecificConfig
from streamingpro.protocols.codecs.bits import BitReader

SYNC = b"\x56"
HEADER = 3
"""Bytes before an AudioMuxElement: sync word and length."""


def loas_size(data: bytes, pos: int) -> int:
    """Bytes of the frame at `pos`, its header included; 0 where there is none."""
    if len(data) < pos + HEADER or data[pos] != 0x56 or data[pos + 1] & 0xE0 != 0xE0:
        return 0
    return HEADER + ((data[pos + 1] & 0x1F) << 8 | data[pos + 2])


class LatmReader:
    """Takes AudioMuxElements of one programme with one layer; remembers their StreamMuxConfig.

    `config` is the AudioSpecificConfig in force, `sample_rate` (Hz) that of its core.
    """

    def __init__(self) -> None:
        self.config = b""
        self.sample_rate = 0
        self._sub_frames = 1

    def feed(self, data: bytes) -> bytes:
        """Look for the config in the first frame that begins in `data`; returns it."""
        pos = data.find(SYNC)
        size = loas_size(data, pos) if pos >= 0 else 0
        if size:
            try:
                self.frames(data[pos + HEADER : pos + size])
            except CodecError:
                pass  # cut short, perhaps behind the config
        return self.config

    def frames(self, element: bytes) -> list[bytes]:
        """The raw AAC frames of one AudioMuxElement; CodecError when it is malformed."""
        reader = BitReader(element)
        if not reader.flag():  # useSameStreamMux
            self._read_mux_config(reader, element)
        if not self.config:
            return []
        found = []
        for _ in range(self._sub_frames):
            size = 0
            while (more := reader.bits(8)) == 255:
                size += 255
            size += more
            found.append(reader.bits(8 * size).to_bytes(size, "big"))
        return found

    def _read_mux_config(self, reader: BitReader, element: bytes) -> None:
        version = reader.bits(1)
        if version and reader.bits(1):
            raise CodecError("LATM of a version that is not defined")
        if version:
            _value(reader)  # taraBufferFullness
        if not reader.flag():
            raise CodecError("LATM whose streams are not framed alike")
        sub_frames = reader.bits(6) + 1
        if reader.bits(4) or reader.bits(3):
            raise CodecError("LATM of several programmes or layers")
        length = _value(reader) if version else None
        before = reader.left
        if length is not None and length > before:
            raise CodecError("a LATM config is cut short")
        parsed = AudioSpecificConfig.read(reader, whole=False)
        used = before - reader.left if length is None else length
        if length is not None:
            reader.skip(max(length - (before - reader.left), 0))
        config = _bits(element, before, used)
        _skip_layer(reader, version)
        self.config, self.sample_rate, self._sub_frames = config, parsed.sample_rate, sub_frames


def _skip_layer(reader: BitReader, version: int) -> None:
    """The rest of StreamMuxConfig: only frames that state their own length are read here."""
    if reader.bits(3):  # frameLengthType
        raise CodecError("LATM with frames of a fixed length")
    reader.skip(8)  # latmBufferFullness
    if reader.flag():  # otherDataPresent
        if version:
            _value(reader)
        else:
            while reader.flag():
                reader.skip(8)
            reader.skip(8)
    if reader.flag():  # crcCheckPresent
        reader.skip(8)


def _value(reader: BitReader) -> int:
    """LatmGetValue (§1.7.3.1)."""
    return reader.bits(8 * (reader.bits(2) + 1))


def _bits(data: bytes, left: int, count: int) -> bytes:
    """`count` bits from where `left` are left, filled up with zeros to whole bytes."""
    size = (count + 7) // 8
    value = int.from_bytes(data, "big") >> (left - count) & (1 << count) - 1
    return (value << size * 8 - count).to_bytes(size, "big")
