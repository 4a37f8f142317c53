"""Errors of the configuration. Their texts are shown to API clients and hold no secret.

ConfError           the given configuration can't be accepted
└── ConfNotFound    the named path configuration does not exist
"""


class ConfError(Exception):
    """The given configuration can't be accepted; the text says why."""


class ConfNotFound(ConfError):
    """The named path configuration does not exist."""
