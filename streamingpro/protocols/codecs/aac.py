"""AAC: the AudioSpecificConfig (ISO 14496-3 §1.6.2.1)."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

SAMPLE_RATES = (
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
)  # fmt: skip
_CHANNELS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 13: 24, 14: 8}
_EXPLICIT_RATE = 15
_ESCAPE = 31
SBR, PS = 5, 29
_GENERAL_AUDIO = frozenset({1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23})
_ERROR_RESILIENT = frozenset({17, 19, 20, 21, 22, 23})
_SYNC_EXTENSION = 0x2B7


@dataclass(frozen=True, slots=True)
class AudioSpecificConfig:
    """`object_type` is the core's (2 = LC); `sample_rate` (Hz) and `channels` are the core's too.

    `output_rate` is what a decoder delivers: with SBR (HE-AAC) usually twice the core's rate.
    `parametric_stereo` turns one coded channel into two. `channels` is 0 where the config leaves
    them to a syntax that is not read here (USAC).
    """

    object_type: int
    sample_rate: int
    channels: int
    output_rate: int
    sbr: bool = False
    parametric_stereo: bool = False

    @classmethod
    def parse(cls, data: Buffer) -> "AudioSpecificConfig":
        """Parse the config; CodecError when it is malformed."""
        return cls.read(BitReader(data[:64]), whole=True)

    @classmethod
    def read(cls, reader: BitReader, *, whole: bool) -> "AudioSpecificConfig":
        """Take a config off `reader`; `whole` when nothing else follows it but its extension."""
        object_type = _object_type(reader)
        sample_rate = _sample_rate(reader)
        layout = reader.bits(4)
        sbr = parametric = False
        output_rate = sample_rate
        if object_type in (SBR, PS):
            sbr, parametric = True, object_type == PS
            output_rate = _sample_rate(reader)
            object_type = _object_type(reader)
        channels = _CHANNELS.get(layout)
        if object_type in _GENERAL_AUDIO:
            channels = _skip_general_audio(reader, object_type, layout) or channels
            if object_type in _ERROR_RESILIENT:
                reader.skip(2)  # epConfig
            if whole and not sbr:
                sbr, parametric, output_rate = _trailing_extension(reader, sample_rate)
            if channels is None:
                raise CodecError(f"AAC channel configuration {layout} is not defined")
        return cls(object_type, sample_rate, channels or 0, output_rate, sbr, parametric)

    def facts(self) -> Facts:
        """The rate and channels that are heard, as players show them."""
        channels = 2 if self.parametric_stereo and self.channels == 1 else self.channels
        return Facts(sample_rate=self.output_rate, channels=channels or None)


def describe_config(body: Buffer) -> Facts:
    """What an AudioSpecificConfig says about its track."""
    return AudioSpecificConfig.parse(body).facts()


def _object_type(reader: BitReader) -> int:
    value = reader.bits(5)
    if value == _ESCAPE:
        value = 32 + reader.bits(6)
    if value == 0:
        raise CodecError("AAC object type 0 is not defined")
    return value


def _sample_rate(reader: BitReader) -> int:
    index = reader.bits(4)
    if index == _EXPLICIT_RATE:
        value = reader.bits(24)
        if value == 0:
            raise CodecError("an AAC sample rate of 0")
        return value
    if index >= len(SAMPLE_RATES):
        raise CodecError(f"AAC sample rate index {index} is not defined")
    return SAMPLE_RATES[index]


def _skip_general_audio(reader: BitReader, object_type: int, layout: int) -> int | None:
    """Pass over GASpecificConfig (§4.4.1); the channel count where it states one itself."""
    reader.skip(1)  # frameLengthFlag
    if reader.flag():
        reader.skip(14)  # coreCoderDelay
    extension = reader.flag()
    channels = _program_channels(reader) if layout == 0 else None
    if object_type in (6, 20):
        reader.skip(3)  # layerNr
    if extension:
        if object_type == 22:
            reader.skip(16)
        elif object_type in (17, 19, 20, 23):
            reader.skip(3)
        reader.skip(1)  # extensionFlag3
    return channels


def _program_channels(reader: BitReader) -> int:
    """Count the channels of a program_config_element (§4.4.1.1)."""
    reader.skip(4 + 2 + 4)  # element_instance_tag, object_type, sampling_frequency_index
    front, side, back, lfe = reader.bits(4), reader.bits(4), reader.bits(4), reader.bits(2)
    data, coupling = reader.bits(3), reader.bits(4)
    for width in (4, 4, 3):  # mono mixdown, stereo mixdown, matrix mixdown
        if reader.flag():
            reader.skip(width)
    channels = lfe
    for _ in range(front + side + back):
        channels += 2 if reader.flag() else 1
        reader.skip(4)
    reader.skip(4 * lfe + 4 * data + 5 * coupling)
    reader.skip(reader.left % 8)
    reader.skip(8 * reader.bits(8))  # comment
    if channels == 0:
        raise CodecError("an AAC programme without channels")
    return channels


def _trailing_extension(reader: BitReader, sample_rate: int) -> tuple[bool, bool, int]:
    """SBR and PS signalled behind the config, backward-compatibly: (sbr, ps, output rate)."""
    if reader.left < 16 or reader.bits(11) != _SYNC_EXTENSION:
        return False, False, sample_rate
    if reader.bits(5) != SBR or reader.left < 1 or not reader.flag():
        return False, False, sample_rate
    output_rate = _sample_rate(reader)
    parametric = reader.left >= 12 and reader.bits(11) == 0x548 and reader.flag()
    return True, parametric, output_rate
