"""Opus: the identification header (RFC 7845 §5.1) and a packet's first byte (RFC 6716 §3.1)."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

SAMPLE_RATE = 48000
"""Opus is decoded at this rate whatever was encoded (RFC 7845 §5.1)."""

PRE_SKIP = 312
"""Samples at the beginning that encoders usually have thrown away (§4.2): 6.5 ms."""

COMMENT_MAGIC = b"OpusTags"
_MAGIC = b"OpusHead"
_FIXED = 19


@dataclass(frozen=True, slots=True)
class OpusHead:
    """An identification header. `pre_skip` is in samples at 48 kHz, `gain` in 1/256 dB.

    `mapping` holds the stream counts and the channel mapping of families other than 0.
    """

    channels: int
    pre_skip: int
    input_rate: int
    gain: int = 0
    family: int = 0
    mapping: bytes = b""

    @classmethod
    def parse(cls, data: Buffer) -> "OpusHead":
        """Parse the header; CodecError when it is malformed."""
        if len(data) < _FIXED or bytes(data[:8]) != _MAGIC:
            raise CodecError("not an Opus identification header")
        if data[8] > 15:
            raise CodecError(f"Opus header version {data[8]} is not known")
        if data[9] == 0:
            raise CodecError("an Opus stream without channels")
        return cls(
            channels=data[9],
            pre_skip=int.from_bytes(data[10:12], "little"),
            input_rate=int.from_bytes(data[12:16], "little"),
            gain=int.from_bytes(data[16:18], "little", signed=True),
            family=data[18],
            mapping=bytes(data[_FIXED:]),
        )

    def serialise(self) -> bytes:
        """The bytes of the header."""
        return (
            _MAGIC
            + bytes((1, self.channels))
            + self.pre_skip.to_bytes(2, "little")
            + self.input_rate.to_bytes(4, "little")
            + self.gain.to_bytes(2, "little", signed=True)
            + bytes((self.family,))
            + self.mapping
        )


def describe_config(body: Buffer) -> Facts:
    """What an identification header says about its track."""
    return Facts(sample_rate=SAMPLE_RATE, channels=OpusHead.parse(body).channels)


def describe_frame(body: Buffer) -> Facts:
    """Mono or stereo, for publishers that send no identification header."""
    if not body:
        raise CodecError("an empty Opus packet")
    return Facts(sample_rate=SAMPLE_RATE, channels=2 if body[0] & 4 else 1)
