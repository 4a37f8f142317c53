"""AAC in ADTS: the header before each frame (ISO 14496-3 annex 1.A.2.2), written."""

from streamingpro.protocols.codecs.aac import SAMPLE_RATES, AudioSpecificConfig
from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError, Unfit
from streamingpro.protocols.media import Buffer

_HEADER = 7
_LONGEST = 0x1FFF
_MAIN, _LTP = 1, 4


class AdtsWriter:
    """Puts ADTS headers before frames of one configuration.

    HE-AAC goes out as its core, as ADTS has no other way: decoders find the extension.
    """

    def __init__(self, config: bytes) -> None:
        """Raises Unfit for what ADTS can't express: USAC, low delay, odd sample rates."""
        parsed = AudioSpecificConfig.parse(config)
        layout = _channel_configuration(config)
        if not _MAIN <= parsed.object_type <= _LTP:
            raise Unfit(f"AAC object type {parsed.object_type} does not fit in ADTS")
        if parsed.sample_rate not in SAMPLE_RATES:
            raise Unfit(f"AAC at {parsed.sample_rate} Hz does not fit in ADTS")
        if not 1 <= layout <= 7:
            raise Unfit(f"AAC channel configuration {layout} does not fit in ADTS")
        head = 0xFFF1 << 40  # syncword, MPEG-4, no CRC
        head |= parsed.object_type - 1 << 38
        head |= SAMPLE_RATES.index(parsed.sample_rate) << 34
        head |= layout << 30
        self._head = head | 0x7FF << 2  # variable rate, one frame

    def frame(self, body: Buffer) -> bytes:
        """The frame with its header; CodecError above 8 kB."""
        size = len(body) + _HEADER
        if size > _LONGEST:
            raise CodecError(f"an AAC frame of {len(body)} bytes")
        return (self._head | size << 13).to_bytes(_HEADER, "big") + body


def _channel_configuration(config: bytes) -> int:
    """The number in the config, which AudioSpecificConfig has turned into channels."""
    reader = BitReader(config[:64])
    if reader.bits(5) == 31:
        reader.skip(6)
    if reader.bits(4) == 15:
        reader.skip(24)
    return reader.bits(4)
