"""Attribute lists and numbers of playlists (RFC 8216 §4.2)."""

import math
import re

MAX_ATTRIBUTES = 100
_ATTRIBUTE = re.compile(r'\s*([A-Z0-9-]{1,64})=("[^"\r\n]*"|[^",\s]*)\s*(?:,|$)')
_RESOLUTION = re.compile(r"(\d{1,5})x(\d{1,5})")
_DIGITS = re.compile(r"\d{1,20}")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{0,20})?")


class PlaylistError(Exception):
    """What was read is no playlist that can be played: the text is the end of a sentence."""


def parse_attributes(text: str) -> dict[str, str]:
    """`NAME=value,NAME="value"`: quoted values without their quotes. What is malformed is left
    out; the first of several values with one name counts."""
    found: dict[str, str] = {}
    pos = 0
    while pos < len(text) and len(found) < MAX_ATTRIBUTES:
        match = _ATTRIBUTE.match(text, pos)
        if match is None:
            comma = text.find(",", pos)
            if comma < 0:
                break
            pos = comma + 1
            continue
        found.setdefault(match[1], match[2].strip('"'))
        pos = match.end()
    return found


def decimal(text: str) -> int:
    """A decimal integer; raises PlaylistError."""
    match = _DIGITS.fullmatch(text.strip())
    if match is None or not match[0].isascii():
        raise PlaylistError("a number in the playlist is none")
    return int(match[0])


def floating(text: str) -> float:
    """A decimal number; raises PlaylistError."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or not match[0].isascii() or match[0].startswith("-"):
        raise PlaylistError("a number in the playlist is none")
    value = float(match[0])
    return value if math.isfinite(value) else 0.0


def hexadecimal(text: str) -> bytes:
    """`0x…` of at most 128 bits, as 16 bytes; raises PlaylistError."""
    digits = text[2:] if text[:2] in ("0x", "0X") else ""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,32}", digits):
        raise PlaylistError("an initialisation vector in the playlist is none")
    return int(digits, 16).to_bytes(16, "big")


def resolution(text: str) -> tuple[int, int] | tuple[None, None]:
    """`1920x1080` as width and height; Nones for anything else."""
    match = _RESOLUTION.fullmatch(text)
    if match is None or not match[0].isascii():
        return None, None
    return int(match[1]), int(match[2])
