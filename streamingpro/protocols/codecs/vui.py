"""What the video usability information of H.264 and H.265 has in common (annex E.2.1 of both)."""

from streamingpro.protocols.codecs.bits import BitReader

_EXTENDED_SAR = 255


def skip_display(reader: BitReader) -> None:
    """Step over aspect ratio, overscan, video signal and chroma location: how, not how often."""
    if reader.flag() and reader.bits(8) == _EXTENDED_SAR:
        reader.skip(32)
    if reader.flag():
        reader.skip(1)  # overscan_appropriate_flag
    if reader.flag():
        reader.skip(4)  # video_format, video_full_range_flag
        if reader.flag():
            reader.skip(24)  # colour primaries, transfer, matrix
    if reader.flag():
        reader.ue()
        reader.ue()
