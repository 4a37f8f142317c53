"""FLAC: the STREAMINFO block (RFC 9639 §8.2)."""

from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

_MAGIC = b"fLaC"
_STREAMINFO = 34


def describe_config(body: Buffer) -> Facts:
    """Sample rate, channels and bit depth.

    Takes the block bare, with its 4-byte block header, or with the file's magic word before that:
    the specification of Enhanced RTMP leaves open which, and muxers differ.
    """
    if bytes(body[:4]) == _MAGIC:
        body = body[4:]
    if bytes(body[1:4]) == b"\x00\x00\x22" and body[0] & 0x7F == 0:
        body = body[4:]
    if len(body) < _STREAMINFO:
        raise CodecError("a FLAC STREAMINFO block is cut short")
    reader = BitReader(body[:_STREAMINFO])
    reader.skip(16 + 16 + 24 + 24)  # block and frame sizes
    sample_rate, channels, depth = reader.bits(20), reader.bits(3) + 1, reader.bits(5) + 1
    if sample_rate == 0:
        raise CodecError("a FLAC sample rate of 0")
    return Facts(sample_rate=sample_rate, channels=channels, bit_depth=depth)
