"""What Enhanced RTMP v2 adds to ``connect`` ("Enhancing NetConnection connect Command").

We pass streams on without decoding, so every codec is announced as *can forward*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag
from typing import Final


class FourCcInfo(IntFlag):
    """Values of ``videoFourCcInfoMap`` and ``audioFourCcInfoMap``."""

    CAN_DECODE = 1
    CAN_ENCODE = 2
    CAN_FORWARD = 4


class CapsEx(IntFlag):
    """Bits of ``capsEx``."""

    RECONNECT = 1
    MULTITRACK = 2
    MOD_EX = 4
    TIMESTAMP_NANO_OFFSET = 8


_NO_CAPS_EX = CapsEx(0)

VIDEO_FOUR_CCS: Final = ("av01", "vp09", "vp08", "hvc1", "avc1", "vvc1")
AUDIO_FOUR_CCS: Final = ("Opus", "fLaC", "ac-3", "ec-3", "mp4a", ".mp3")


def announced() -> dict[str, object]:
    """The members we add to the command object, or to the properties of the answer."""
    forward = float(FourCcInfo.CAN_FORWARD)
    return {
        "fourCcList": [*VIDEO_FOUR_CCS, *AUDIO_FOUR_CCS],
        "videoFourCcInfoMap": dict.fromkeys(VIDEO_FOUR_CCS, forward),
        "audioFourCcInfoMap": dict.fromkeys(AUDIO_FOUR_CCS, forward),
        "capsEx": float(CapsEx.MULTITRACK | CapsEx.MOD_EX | CapsEx.TIMESTAMP_NANO_OFFSET),
    }


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the peer announced; all empty for a peer of before 2023.

    ``"*"`` in the list or as a key of a map means every codec.
    """

    four_cc_list: tuple[str, ...] = ()
    video: dict[str, FourCcInfo] = field(default_factory=dict)
    audio: dict[str, FourCcInfo] = field(default_factory=dict)
    caps_ex: CapsEx = _NO_CAPS_EX

    def __bool__(self) -> bool:
        return bool(self.four_cc_list or self.video or self.audio or self.caps_ex)


def parse_capabilities(members: dict[str, object]) -> Capabilities:
    """The capabilities in a command object or in the properties of an answer; never fails."""
    listed = members.get("fourCcList")
    names = tuple(n for n in listed if isinstance(n, str)) if isinstance(listed, list) else ()
    return Capabilities(
        names,
        _info_map(members.get("videoFourCcInfoMap")),
        _info_map(members.get("audioFourCcInfoMap")),
        CapsEx(_bits(members.get("capsEx"))),
    )


def _info_map(value: object) -> dict[str, FourCcInfo]:
    if not isinstance(value, dict):
        return {}
    return {str(name): FourCcInfo(_bits(info)) for name, info in value.items()}


def _bits(value: object) -> int:
    if isinstance(value, float) and 0 <= value < 1 << 32:
        return int(value)
    return 0
