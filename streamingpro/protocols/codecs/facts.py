"""What a codec header tells about its track, in the terms of `media.Track`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Fields of `media.Track` that a header states; None where it does not."""

    width: int | None = None
    height: int | None = None
    profile: str | int | None = None
    level: str | int | None = None
    fps: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    tier: int | None = None
    bit_depth: int | None = None


def rate(numerator: int, denominator: int) -> float | None:
    """Frames per second to 3 decimals, or None when the header's figures make no sense."""
    if denominator <= 0 or numerator <= 0:
        return None
    fps = numerator / denominator
    return round(fps, 3) if 0.01 <= fps <= 1000 else None
