"""What can go wrong with a destination.

ForwardError(kind, message): `message` is a plain sentence that may be shown to the user; it holds
no stream key. The kind decides how to retry (`engine/retry.py`).
"""

import errno
import socket
import ssl
from enum import StrEnum


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


_NOT_FROM_AN_AUTHORITY = frozenset({18, 19, 20, 21})
"""X509_V_ERR_…: self-signed, self-signed in the chain, no issuer found, chain of one."""


class ForwardError(Exception):
    """One attempt failed, for a reason of the given kind."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def from_os_error(error: OSError, doing: str) -> ForwardError:
    """The error that an operating system error means, in plain words. `doing`: "connect to X"."""
    if isinstance(error, ssl.SSLCertVerificationError):
        own = getattr(error, "verify_code", 0) in _NOT_FROM_AN_AUTHORITY
        hint = " If the server is your own, enter its certificate's fingerprint." if own else ""
        words = f"the server's certificate is not valid ({error.verify_message.strip('.')}).{hint}"
        return ForwardError(ErrorKind.TLS, f"Could not {doing}: {words}")
    if isinstance(error, ssl.SSLError):
        reason = (getattr(error, "reason", None) or "unknown error").replace("_", " ").lower()
        return ForwardError(
            ErrorKind.TLS,
            f"Could not {doing}: no encrypted connection is possible ({reason}). "
            "Check the port; the server may want rtmp:// instead of rtmps://.",
        )
    if isinstance(error, socket.gaierror):
        return ForwardError(
            ErrorKind.DNS,
            f"Could not {doing}: the server's name was not found. "
            "Check the address for typing errors, and this machine's internet connection.",
        )
    if isinstance(error, ConnectionRefusedError):
        return ForwardError(
            ErrorKind.REFUSED,
            f"Could not {doing}: nothing answers at this address and port. "
            "Check the address; the server may be down.",
        )
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return ForwardError(ErrorKind.TIMEOUT, f"Could not {doing}: the server did not answer.")
    reason = error.strerror or "connection lost"
    return ForwardError(ErrorKind.NETWORK, f"Could not {doing}: {reason}.")
