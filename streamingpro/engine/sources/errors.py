"""What can go wrong with a source.

SourceError(kind, message): `message` is a plain sentence that may be shown to the user; it holds no
key or password. The kind decides when to try again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceErrorKind(StrEnum):
    """Why a source does not work."""

    DNS = "dns"
    REFUSED = "refused"
    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    AUTH = "auth"
    CODEC = "codec"
    PROTOCOL = "protocol"
    FORBIDDEN = "forbidden"
    """The address or file is one that this server may not reach."""
    ENDED = "ended"
    """It came to its end, or the server ended it."""
    INTERNAL = "internal"


NEEDS_A_CHANGE = frozenset(
    {
        SourceErrorKind.TLS,
        SourceErrorKind.REJECTED,
        SourceErrorKind.AUTH,
        SourceErrorKind.CODEC,
        SourceErrorKind.FORBIDDEN,
    }
)
"""Kinds that a quick retry can't mend: somebody has to change something first."""


class SourceError(Exception):
    """One attempt failed or ended, for a reason of the given kind."""

    def __init__(self, kind: SourceErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Why the last attempt ended."""

    kind: SourceErrorKind
    message: str
    at: datetime
