"""Fragmented MP4 as HLS wants it, written from what FLV tags hold (ISO 14496-12, -14, -15).

boxes      box, full_box: length, name, payload
codecs     the codec strings of RFC 6381, and a frame's length in samples
entries    sample entries: how each codec is announced in `stsd`
tracks     Mp4Track, video_track, audio_track: a track made of its codec header
init       the initialization segment: `ftyp` and `moov`
fragments  Sample, Run, fragment: `moof` and `mdat`

Nothing here reads MP4; frames stay as the encoder made them (length-prefixed NAL units, OBUs, raw
AAC), so that what a player decodes is what was published.
"""

from streamingpro.protocols.fmp4.fragments import Run, Sample, fragment
from streamingpro.protocols.fmp4.init import init_segment
from streamingpro.protocols.fmp4.tracks import Mp4Track, UnfitCodec, audio_track, video_track

__all__ = [
    "Mp4Track",
    "Run",
    "Sample",
    "UnfitCodec",
    "audio_track",
    "fragment",
    "init_segment",
    "video_track",
]
