"""What can go wrong with a destination.

ForwardError(kind, message): `message` is a plain sentence that may be shown to the user; it holds
no stream key. The kind decides how to retry (`engine/retry.py`).
"""

from enum import StrEnum

from streamingpro.engine import neterrors
from streamingpro.engine.neterrors import NetError


class ErrorKind(StrEnum):
    """Why a destination does not work."""

    DNS = "dns"
    REFUSED = "refused"
    NETWORK = "network"
    TIMEOUT = "timeout"
    STALLED = "stalled"
    TLS = "tls"
    REJECTED = "rejected"
    PROTOCOL = "protocol"
    CODEC = "codec"
    INTERNAL = "internal"


SERVER_SAID_NO = frozenset({ErrorKind.REJECTED, ErrorKind.TLS, ErrorKind.CODEC})
"""Kinds that a quick retry can't mend: another answer needs another key, certificate or codec."""


class ForwardError(Exception):
    """One attempt failed, for a reason of the given kind."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def from_net_error(error: NetError) -> ForwardError:
    """The same, as the failure of a destination."""
    return ForwardError(ErrorKind(error.kind), error.message)


def from_os_error(error: OSError, doing: str) -> ForwardError:
    """What an operating system error means, in plain words. `doing`: "connect to X"."""
    return from_net_error(neterrors.from_os_error(error, doing))
