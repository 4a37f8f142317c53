"""Dispatch by codec: which module reads a config, and which codecs tell more in their frames."""

from collections.abc import Callable

from streamingpro.protocols.codecs import aac, h264
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer, Codec

_CONFIGS: dict[Codec, Callable[[Buffer], Facts]] = {
    Codec.H264: h264.describe_config,
    Codec.MPEG4_AUDIO: aac.describe_config,
}
_FRAMES: dict[Codec, Callable[[Buffer], Facts]] = {}

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
