"""What the operating system says of a connection, in kinds and in words for people."""

import errno
import socket
import ssl
from enum import StrEnum


class NetErrorKind(StrEnum):
    """Why no connection comes about, or why it broke."""

    DNS = "dns"
    REFUSED = "refused"
    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"


class NetError(Exception):
    """`message` is a plain sentence that may be shown to the user."""

    def __init__(self, kind: NetErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


_NOT_FROM_AN_AUTHORITY = frozenset({18, 19, 20, 21})
"""X509_V_ERR_…: self-signed, self-signed in the chain, no issuer found, chain of one."""


def from_os_error(error: OSError, doing: str, *, scheme: str = "rtmp") -> NetError:
    """The error that an operating system error means. `doing`: "connect to X"; `scheme`: of an
    address without TLS, as the way out of an encryption that is not to be had."""
    if isinstance(error, ssl.SSLCertVerificationError):
        own = getattr(error, "verify_code", 0) in _NOT_FROM_AN_AUTHORITY
        hint = " If the server is your own, enter its certificate's fingerprint." if own else ""
        words = f"the server's certificate is not valid ({error.verify_message.strip('.')}).{hint}"
        return NetError(NetErrorKind.TLS, f"Could not {doing}: {words}")
    if isinstance(error, ssl.SSLError):
        reason = (getattr(error, "reason", None) or "unknown error").replace("_", " ").lower()
        return NetError(
            NetErrorKind.TLS,
            f"Could not {doing}: no encrypted connection is possible ({reason}). "
            f"Check the port; the server may want {scheme}:// instead of {scheme}s://.",
        )
    if isinstance(error, socket.gaierror):
        return NetError(
            NetErrorKind.DNS,
            f"Could not {doing}: the server's name was not found. "
            "Check the address for typing errors, and this machine's internet connection.",
        )
    if isinstance(error, ConnectionRefusedError):
        return NetError(
            NetErrorKind.REFUSED,
            f"Could not {doing}: nothing answers at this address and port. "
            "Check the address; the server may be down.",
        )
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return NetError(NetErrorKind.TIMEOUT, f"Could not {doing}: the server did not answer.")
    reason = error.strerror or "connection lost"
    return NetError(NetErrorKind.NETWORK, f"Could not {doing}: {reason}.")
