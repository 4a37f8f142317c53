"""Which codec each transport carries, and the sentence for a stream that can't go out by one.

The three forms that a stream takes on its way out: `rtmp` (FLV tags, legacy and enhanced), `mpegts`
(SRT, HTTP-TS, TS segments of HLS) and `fmp4` (segments of HLS). What a publisher sends is passed on
untouched in its own form, whatever it is; this is about the other forms.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from streamingpro.protocols.media import Codec, Kind

Carrier = Literal["rtmp", "mpegts", "fmp4"]

_FLASH = frozenset(
    {
        Codec.H263, Codec.VP6, Codec.SCREEN, Codec.SPEEX, Codec.G711, Codec.LPCM, Codec.ADPCM,
        Codec.NELLYMOSER,
    }
)  # fmt: skip
_EVERYWHERE = frozenset(
    {
        Codec.H264, Codec.H265, Codec.AV1, Codec.MPEG4_AUDIO, Codec.MPEG1_AUDIO, Codec.OPUS,
        Codec.AC3, Codec.EAC3,
    }
)  # fmt: skip

_CARRIED: dict[Carrier, frozenset[Codec]] = {
    "rtmp": _EVERYWHERE | _FLASH | {Codec.H266, Codec.VP9, Codec.VP8, Codec.FLAC},
    "mpegts": _EVERYWHERE | {Codec.MPEG1_VIDEO, Codec.MPEG4_VIDEO},
    "fmp4": _EVERYWHERE | {Codec.VP9, Codec.FLAC},
}
_NAMES: dict[Carrier, str] = {"rtmp": "RTMP", "mpegts": "MPEG-TS", "fmp4": "HLS in fMP4"}
_SPOKEN = {
    Codec.H264: "H.264",
    Codec.H265: "H.265",
    Codec.H266: "H.266",
    Codec.H263: "Sorenson H.263",
    Codec.MPEG1_VIDEO: "MPEG-2 video",
    Codec.MPEG4_VIDEO: "MPEG-4 Part 2 video",
    Codec.MPEG4_AUDIO: "AAC",
    Codec.MPEG1_AUDIO: "MP3",
    Codec.AC3: "AC-3",
    Codec.EAC3: "E-AC-3",
    Codec.G711: "G.711",
    Codec.LPCM: "PCM audio",
}
_ADVICE: dict[Kind, str] = {"video": "H.264", "audio": "AAC"}


_MP3_ONLY: frozenset[Carrier] = frozenset({"rtmp", "fmp4"})
"""Forms that know MPEG audio of layer 3 alone; broadcasters send layer 2 (MP2)."""


class HasCodec(Protocol):
    """What is asked of a track. `profile` is text for MPEG audio that is not MP3: "Layer 2"."""

    @property
    def kind(self) -> Kind: ...
    @property
    def codec(self) -> Codec: ...
    @property
    def profile(self) -> str | int | None: ...


def carries(form: Carrier, codec: Codec) -> bool:
    """Whether frames of this codec can be put into `form`; MPEG audio: at least as MP3."""
    return codec in _CARRIED[form]


def sentence(form: Carrier, kind: Kind, codec: Codec, profile: str | int | None = None) -> str:
    """Says that `form` has no place for the codec, and what to do about it.

    `profile` as in `media.Track`.
    """
    name = _SPOKEN.get(codec, str(codec))
    if codec == Codec.MPEG1_AUDIO and profile:
        name = f"MPEG audio of {str(profile).lower()}"
    return f"{_NAMES[form]} can't carry {name}: let the encoder send {_ADVICE[kind]} instead."


def unfit(form: Carrier, codec: Codec, why: str) -> str:
    """The same for a rare variant of an audio codec that `form` does carry."""
    name = _SPOKEN.get(codec, str(codec))
    return f"{_NAMES[form]} can't carry this kind of {name} ({why}): let the encoder send AAC-LC."


def problem(form: Carrier, tracks: Iterable[HasCodec]) -> str | None:
    """Why a stream with these tracks can't go out whole in `form`; None when it can.

    One track of each kind is enough: further ones that don't fit are left out in silence.
    """
    refused: dict[Kind, str] = {}
    carried: set[Kind] = set()
    for track in tracks:
        if _carries_track(form, track):
            carried.add(track.kind)
        elif track.kind not in refused:
            refused[track.kind] = sentence(form, track.kind, track.codec, track.profile)
    return " ".join(words for kind, words in refused.items() if kind not in carried) or None


def hopeless(form: Carrier, tracks: Sequence[HasCodec]) -> bool:
    """Whether `form` has no place for any of these tracks, so that players would get nothing."""
    return bool(tracks) and not any(_carries_track(form, track) for track in tracks)


def _carries_track(form: Carrier, track: HasCodec) -> bool:
    is_mp2 = track.codec == Codec.MPEG1_AUDIO and bool(track.profile)
    return carries(form, track.codec) and not (is_mp2 and form in _MP3_ONLY)
