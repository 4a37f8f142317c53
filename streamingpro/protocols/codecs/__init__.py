"""Codec headers, read without decoding: what a track is, from the bytes that announce it.

bits      BitReader with bounds, Exp-Golomb, emulation prevention
errors    CodecError, and Unfit for what another format has no way to say
facts     Facts: what any header tells, in the terms of `media.Track`
vui       what H.264 and H.265 say alike about display
describe  dispatch by codec: a config or a first frame in, Facts out

One module per codec or family: h264, h265 (and h265_sps), av1, vpx, aac, opus, ac3, flac,
mpegaudio. H.266 is passed through without being described.

From one wrapping to another: annexb (NAL units between start codes and lengths), obu (AV1's units),
adts (AAC), records and av1_format (avcC, hvcC and av1C from parameter sets).
"""

from streamingpro.protocols.codecs.describe import describe_config, describe_frame
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts

__all__ = ["CodecError", "Facts", "describe_config", "describe_frame"]
