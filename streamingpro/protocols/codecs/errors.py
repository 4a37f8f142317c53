"""Errors of the codecs package.

ValueError
└── CodecError   a codec header is malformed, cut short or beyond the limits of its standard
"""


class CodecError(ValueError):
    """The peer sent a codec header that does not parse."""
