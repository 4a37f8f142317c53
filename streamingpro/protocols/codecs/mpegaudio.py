"""MPEG-1/2 audio (MP3 and its elders): the frame header (ISO 11172-3 §2.4.1.3, ISO 13818-3)."""

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Sample rates in Hz by version id and sampling_frequency."""
_MONO = 3
_LAYER_3 = 1


def describe_frame(body: Buffer) -> Facts:
    """Sample rate and channels of the first frame in `body`; the layer if it is not MP3's."""
    if len(body) < 4 or body[0] != 0xFF or body[1] & 0xE0 != 0xE0:
        raise CodecError("not an MPEG audio frame")
    version, layer, rate = body[1] >> 3 & 3, body[1] >> 1 & 3, body[2] >> 2 & 3
    if version not in RATES or layer == 0 or rate == 3:
        raise CodecError("a reserved value in an MPEG audio header")
    channels = 1 if body[3] >> 6 == _MONO else 2
    profile = None if layer == _LAYER_3 else f"Layer {4 - layer}"
    return Facts(sample_rate=RATES[version][rate], channels=channels, profile=profile)
