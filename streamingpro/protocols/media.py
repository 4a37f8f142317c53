"""What a stream is made of, whatever protocol carries it: codecs and tracks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["video", "audio"]
Buffer = bytes | memoryview


class Codec(StrEnum):
    """A codec under the name MediaMTX shows in `tracks2[].codec`, where MediaMTX knows it.

    E-AC-3, H.266 and the Flash-era codecs have no name there; they carry the field's usual one.
    """

    AV1 = "AV1"
    VP9 = "VP9"
    VP8 = "VP8"
    H266 = "H266"
    H265 = "H265"
    H264 = "H264"
    H263 = "Sorenson H263"
    VP6 = "VP6"
    SCREEN = "Screen Video"
    MPEG1_VIDEO = "MPEG-1/2 Video"
    MPEG4_VIDEO = "MPEG-4 Video"
    OPUS = "Opus"
    FLAC = "FLAC"
    MPEG4_AUDIO = "MPEG-4 Audio"
    MPEG1_AUDIO = "MPEG-1/2 Audio"
    AC3 = "AC3"
    EAC3 = "EAC3"
    SPEEX = "Speex"
    G711 = "G711"
    LPCM = "LPCM"
    ADPCM = "ADPCM"
    NELLYMOSER = "Nellymoser"


@dataclass(frozen=True, slots=True)
class Track:
    """One elementary stream, as its codec headers (or else the encoder's metadata) describe it.

    `width` and `height` are the displayed picture in pixels, after cropping. `profile` and `level`
    are text for H264 and H265 ("High", "4.1"), numbers for AV1 and VP9, as in MediaMTX's API.
    `fps` is what the headers claim; the measured rate is `StreamAnalyzer.frame_rate`.
    `sample_rate` is in Hz. `tier` belongs to AV1, `bit_depth` to LPCM and FLAC, `mu_law` to G711.
    """

    kind: Kind
    id: int
    codec: Codec
    width: int | None = None
    height: int | None = None
    profile: str | int | None = None
    level: str | int | None = None
    fps: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    tier: int | None = None
    bit_depth: int | None = None
    mu_law: bool | None = None
