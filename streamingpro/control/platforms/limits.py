"""Pure: what of an incoming stream breaks a platform's limits, in plain words.

Small excesses are let through: encoders swing around their setting, and a figure that is
measured over a second or two is never exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from streamingpro.control.platforms.catalogue import Platform

_BITRATE_TOLERANCE = 1.1
_KEYFRAME_TOLERANCE_S = 0.5
_FPS_TOLERANCE = 1.02
_AUDIO = "audio"
_VIDEO = "video"
_WORDS = {"H264": "H.264", "H265": "H.265 (HEVC)", "MPEG-4 Audio": "AAC"}


class Track(Protocol):
    """A track as status shows it: `type` is `video` or `audio`, `codec` MediaMTX's name."""

    @property
    def type(self) -> str: ...
    @property
    def codec(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of the stream now; bits per second and seconds, None where not known."""

    video_bitrate_bps: int | None = None
    audio_bitrate_bps: int | None = None
    keyframe_interval_s: float | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class LimitWarning:
    """`code` is stable, and so are the names in `values`, of which `message` is made:

    keyframe_interval             seconds, limit (seconds)
    video_bitrate, audio_bitrate  bps, limit (bits per second)
    fps                           fps, limit
    video_codec, audio_codec      codec, taken (names with " / " between)

    Each has `platform`, its name.
    """

    code: str
    message: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


def warnings(platform: Platform, tracks: Iterable[Track], measured: Measured) -> list[LimitWarning]:
    """All limits of `platform` that the stream breaks; empty when it is fine or not known."""
    return [*_of_codecs(platform, tracks), *_of_figures(platform, measured)]


def _of_figures(platform: Platform, measured: Measured) -> list[LimitWarning]:
    limits, found = platform.limits, []
    interval, wanted = measured.keyframe_interval_s, limits.keyframe_interval_s
    if interval and wanted and interval > wanted + _KEYFRAME_TOLERANCE_S:
        found.append(
            LimitWarning(
                "keyframe_interval",
                f"Your encoder sends a keyframe every {_short(interval)} s; {platform.name} asks"
                f" for every {wanted} s.",
                {"platform": platform.name, "seconds": round(interval, 1), "limit": wanted},
            )
        )
    found += _of_bitrate(platform, _VIDEO, measured.video_bitrate_bps, limits.max_video_kbps)
    found += _of_bitrate(platform, _AUDIO, measured.audio_bitrate_bps, limits.max_audio_kbps)
    if measured.fps and limits.max_fps and measured.fps > limits.max_fps * _FPS_TOLERANCE:
        found.append(
            LimitWarning(
                "fps",
                f"Your encoder sends {_short(measured.fps)} frames per second; {platform.name}"
                f" takes at most {limits.max_fps}.",
                {"platform": platform.name, "fps": measured.fps, "limit": limits.max_fps},
            )
        )
    return found


def _of_bitrate(
    platform: Platform, kind: str, bps: int | None, limit: int | None
) -> list[LimitWarning]:
    if not bps or not limit or bps <= limit * 1000 * _BITRATE_TOLERANCE:
        return []
    return [
        LimitWarning(
            f"{kind}_bitrate",
            f"Your encoder sends {kind} at {_rate(bps)}; {platform.name} takes at most"
            f" {_rate(limit * 1000)}.",
            {"platform": platform.name, "bps": bps, "limit": limit * 1000},
        )
    ]


def _of_codecs(platform: Platform, tracks: Iterable[Track]) -> list[LimitWarning]:
    limits = platform.limits
    taken = {_VIDEO: limits.video_codecs, _AUDIO: limits.audio_codecs}
    found: dict[str, LimitWarning] = {}
    for track in tracks:
        possible = taken.get(track.type)
        code = f"{track.type}_codec"
        if not possible or track.codec in possible or code in found:
            continue
        codec = _WORDS.get(track.codec, track.codec)
        names = [_WORDS.get(one, one) for one in possible]
        found[code] = LimitWarning(
            code,
            f"Your encoder sends {track.type} as {codec}; {platform.name} takes"
            f" {' or '.join(names)}.",
            {"platform": platform.name, "codec": codec, "taken": " / ".join(names)},
        )
    return list(found.values())


def _rate(bps: int) -> str:
    return f"{_short(bps / 1e6)} Mb/s" if bps >= 1_000_000 else f"{round(bps / 1000)} kb/s"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
