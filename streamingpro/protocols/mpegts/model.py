"""What comes out of an MPEG-TS: pieces of it, its tracks, the frames in them."""

from dataclasses import dataclass

from streamingpro.protocols.media import Codec, Kind

CLOCK_HZ = 90_000
"""Ticks per second of PTS and DTS (ISO 13818-1 §2.4.3.7)."""
TICKS_PER_MS = CLOCK_HZ // 1000


@dataclass(slots=True)
class Piece:
    """A run of whole packets, as the publisher sent them.

    `keyframe`: the first packet begins a video access point; without video, an audio PES (about
    one per second is marked). `frames` is how many PES of the main video track begin in the piece.
    `dts` (90 kHz, unwrapped to 64 bit) is that of the last PES of the main track that begins in it;
    the main track is the first video track or else the first audio track.
    """

    data: bytes
    keyframe: bool = False
    frames: int = 0
    dts: int | None = None


@dataclass(slots=True)
class TsTrack:
    """One elementary stream of the programme; `language` is ISO 639-2 ("eng") or empty.

    The same object stays with a track as long as the PMT names its PID with the same codec. AAC in
    LATM is `Codec.MPEG4_AUDIO` like AAC in ADTS: their frames look alike once they are unpacked.
    """

    pid: int
    kind: Kind
    codec: Codec
    language: str = ""


@dataclass(slots=True)
class Frame:
    """One picture (access unit) or one audio frame.

    `pts` and `dts` are in 90 kHz ticks, unwrapped, on one axis for all tracks: the first DTS of the
    programme as it stands in the stream (0 to 2**33 - 1), later ones beyond the wrap. Nothing is
    rebased, so a demuxer that is started again in mid-stream continues the same axis; a track that
    starts just before the first one's wrap may be negative.

    `data`: H.264, H.265 and H.266 in Annex B with start codes, parameter sets included; AV1 as OBUs
    with sizes (low-overhead), temporal delimiters left out; other video as in the PES. AAC without
    ADTS or LATM, Opus without its control header, the others with their own frame header.

    `config`: AudioSpecificConfig (AAC) or OpusHead (Opus, where the stream tells its channels);
    empty for the rest. `after_loss`: frames of this track before this one were lost or damaged.
    """

    track: TsTrack
    pts: int
    dts: int
    keyframe: bool
    data: bytes
    config: bytes = b""
    after_loss: bool = False
