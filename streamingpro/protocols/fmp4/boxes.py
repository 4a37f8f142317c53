"""The boxes that MP4 is made of (ISO 14496-12 §4.2)."""

import struct

MATRIX = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The transformation that changes nothing (§6.2.2)."""


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of this name around its parts."""
    size = 8 + sum(map(len, parts))
    return b"".join((size.to_bytes(4, "big"), name, *parts))


def full_box(name: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version and 24 flags."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *parts)
