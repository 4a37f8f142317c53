"""Which variant of a master playlist to pull, and which sound belongs to it."""

from streamingpro.protocols.hls.attributes import PlaylistError
from streamingpro.protocols.hls.playlist import Master, Rendition, Variant

SANE_BPS = 60_000_000
SANE_WIDTH = 4096
"""Above, a variant is taken only when there is no other."""

_VIDEO = ("avc1", "avc3", "hvc1", "hev1", "av01")
_AUDIO = ("mp4a", "ac-3", "ec-3", "opus")


def choose(master: Master) -> tuple[Variant, Rendition | None]:
    """The best variant, and the rendition that holds its sound when that is apart.

    The best is the one with the highest bit rate of those that are sane, have a picture if any
    has, and are in codecs that we can pass on. Raises PlaylistError, the text being the end of a
    sentence, when there is none.
    """
    usable = [variant for variant in master.variants if _passable(variant)]
    if not usable:
        if master.variants:
            codecs = ", ".join(sorted({c for v in master.variants for c in v.codecs})[:6])
            raise PlaylistError(f"none of its variants is in a codec that we know ({codecs})")
        raise PlaylistError("the master playlist names no variant")
    pictured = [variant for variant in usable if _pictured(variant)]
    candidates = pictured or usable
    sane = [variant for variant in candidates if _sane(variant)]
    if sane:
        best = max(sane, key=lambda variant: variant.bandwidth)
    else:
        best = min(candidates, key=lambda variant: variant.bandwidth)
    return best, _sound(master, best)


def _passable(variant: Variant) -> bool:
    """A codec that nobody knows, in a variant that says what it has, rules it out; what it does not
    say, we find out. Text tracks do no harm."""
    known = (*_VIDEO, *_AUDIO, "stpp", "wvtt")
    return all(codec.lower().startswith(known) for codec in variant.codecs)


def _pictured(variant: Variant) -> bool:
    if variant.width is not None or not variant.codecs:
        return True
    return any(codec.lower().startswith(_VIDEO) for codec in variant.codecs)


def _sane(variant: Variant) -> bool:
    return variant.bandwidth <= SANE_BPS and (variant.width or 0) <= SANE_WIDTH


def _sound(master: Master, variant: Variant) -> Rendition | None:
    """The default one of the variant's group, or the first; None when it is in the variant."""
    group = [
        rendition
        for rendition in master.renditions
        if rendition.type == "AUDIO" and rendition.group == variant.audio
    ]
    if not variant.audio or not group:
        return None
    best = max(group, key=lambda rendition: (rendition.default, rendition.autoselect))
    return best if best.uri and best.uri != variant.uri else None
