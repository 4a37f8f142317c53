"""Sizes in bytes as MediaMTX reads and writes them: "50M", "512K", "1.5G"; units are binary."""

import re

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)(?:([KMGT])(?:I?B)?|B)")


def parse_size(text: str) -> int:
    """Bytes, more than zero: "50M", "50MB" and "50MiB" are the same. Raises ValueError."""
    match = _SIZE.fullmatch(text.strip().upper())
    size = int(float(match.group(1)) * _UNITS[match.group(2) or ""]) if match else 0
    if size <= 0:
        raise ValueError("a size must be a positive number with a unit such as K, M or G")
    return size


def format_size(size: int) -> str:
    """The shortest text with at most one decimal: 52428800 → "50M"."""
    name, unit = next(
        ((n, u) for n, u in reversed(_UNITS.items()) if size >= u and u > 1), ("B", 1)
    )
    return f"{size / unit:.1f}".removesuffix(".0") + name
