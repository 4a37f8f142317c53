"""Facts about tracks from outside the codec headers: onMetaData and FLV's legacy sound flags."""

from collections.abc import Mapping

from streamingpro.protocols.codecs import Facts
from streamingpro.protocols.flv import AudioTag
from streamingpro.protocols.media import Codec, Kind

_RATES = (5512, 11025, 22050, 44100)
_FIXED = {4: 16000, 7: 8000, 8: 8000, 5: 8000, 11: 16000, 14: 8000}
_ALWAYS_MONO = frozenset({4, 5, 11})
_TRACK_MAPS: dict[Kind, str] = {"video": "videoTrackIdInfoMap", "audio": "audioTrackIdInfoMap"}


def sound_facts(tag: AudioTag) -> Facts:
    """What the first byte of a legacy audio tag says (Adobe FLV 10.1 §E.4.2.1).

    Empty for AAC, whose flags are constants, and for the enhanced form, which has none.
    """
    if tag.fourcc is not None or tag.codec in (Codec.MPEG4_AUDIO, None):
        return Facts()
    return Facts(
        sample_rate=_FIXED.get(tag.sound_format, _RATES[tag.sound_rate]),
        channels=2 if tag.stereo and tag.sound_format not in _ALWAYS_MONO else 1,
        bit_depth=(16 if tag.sound_16bit else 8) if tag.codec == Codec.LPCM else None,
    )


def metadata_facts(values: Mapping[str, object], kind: Kind, track_id: int) -> Facts:
    """What onMetaData claims of a track; Enhanced RTMP v2 adds a map for tracks other than 0."""
    tracks = values.get(_TRACK_MAPS[kind])
    own = tracks.get(str(track_id)) if isinstance(tracks, Mapping) else None
    if isinstance(own, Mapping):
        values = own if track_id else {**values, **own}
    elif track_id:
        return Facts()
    if kind == "video":
        return Facts(
            width=_whole(values.get("width"), 65535),
            height=_whole(values.get("height"), 65535),
            fps=_fps(values.get("framerate", values.get("fps"))),
        )
    stereo = values.get("stereo")
    channels = _whole(values.get("audiochannels", values.get("channels")), 255)
    if channels is None and isinstance(stereo, bool):
        channels = 2 if stereo else 1
    rate = _whole(values.get("audiosamplerate", values.get("samplerate")), 768_000)
    return Facts(sample_rate=rate, channels=channels)


def _number(value: object) -> float | None:
    """A finite number, also from text: some encoders write "30.00"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if number - number == 0 else None  # neither infinite nor NaN


def _whole(value: object, highest: int) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 1 <= number <= highest else None


def _fps(value: object) -> float | None:
    number = _number(value)
    return round(number, 3) if number is not None and 0.01 <= number <= 1000 else None
