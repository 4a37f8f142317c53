"""Dispatch by codec: which module reads a config, and which codecs tell more in their frames."""

from collections.abc import Callable

from streamingpro.protocols.codecs import aac, ac3, av1, flac, h264, h265, mpegaudio, opus, vpx
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer, Codec

_Reader = Callable[[Buffer], Facts]

_CONFIGS: dict[Codec, _Reader] = {
    Codec.H264: h264.describe_config,
    Codec.H265: h265.describe_config,
    Codec.AV1: av1.describe_config,
    Codec.VP9: vpx.describe_config,
    Codec.VP8: vpx.describe_config,
    Codec.MPEG4_AUDIO: aac.describe_config,
    Codec.OPUS: opus.describe_config,
    Codec.FLAC: flac.describe_config,
}
_FRAMES: dict[Codec, _Reader] = {
    Codec.AV1: av1.describe_frame,
    Codec.VP9: vpx.describe_vp9_frame,
    Codec.VP8: vpx.describe_vp8_frame,
    Codec.OPUS: opus.describe_frame,
    Codec.AC3: ac3.describe_frame,
    Codec.EAC3: ac3.describe_frame,
    Codec.MPEG1_AUDIO: mpegaudio.describe_frame,
}

DESCRIBED_BY_FRAMES = frozenset(_FRAMES)
"""Codecs whose frames carry a header of their own; only keyframes do, with video."""


def describe_config(codec: Codec, body: Buffer) -> Facts:
    """What a config says; empty Facts for codecs without a reader. Raises CodecError."""
    reader = _CONFIGS.get(codec)
    return reader(body) if reader else Facts()


def describe_frame(codec: Codec, body: Buffer) -> Facts:
    """What a frame (video: a keyframe) says of its track, likewise. Raises CodecError."""
    reader = _FRAMES.get(codec)
    return reader(body) if reader else Facts()
