"""Errors of the codecs package.

ValueError
└── CodecError   a codec header is malformed, cut short or beyond the limits of its standard
    └── Unfit    it is well-formed, but the framing asked for has no way to say it
"""


class CodecError(ValueError):
    """The peer sent a codec header that does not parse."""


class Unfit(CodecError):
    """Another encoder setting is needed: this one can't be expressed in the target format."""
