"""Errors of the FLV package.

ValueError
└── FlvError       the bytes are not FLV, or are cut short
    └── FlvLimit   they may be FLV, but exceed a stated limit
"""


class FlvError(ValueError):
    """Malformed FLV: a tag body, or a file around it."""


class FlvLimit(FlvError):
    """Well-formed so far, but larger than the caller allows."""
