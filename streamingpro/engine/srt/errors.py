"""What can go wrong with an SRT connection.

SrtUnavailable                the library is not there (`lib.py`)
SrtError(kind, message)       a connection could not be made, or was lost

`message` is a plain sentence that may be shown; it holds no stream id and no passphrase.
"""

from enum import StrEnum


class SrtErrorKind(StrEnum):
    """Why there is no connection. The values are those of destinations' and sources' errors."""

    DNS = "dns"
    REFUSED = "refused"
    NETWORK = "network"
    TIMEOUT = "timeout"
    REJECTED = "rejected"
    AUTH = "auth"
    NOT_FOUND = "not_found"
    PROTOCOL = "protocol"
    INTERNAL = "internal"


class SrtError(Exception):
    """A connection could not be made, or ended. `code` is libsrt's reject reason or error."""

    def __init__(self, kind: SrtErrorKind, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.code = code


_K = SrtErrorKind
_REASONS: dict[int, tuple[SrtErrorKind, str]] = {
    1: (_K.NETWORK, "a system call failed on this machine"),
    2: (
        _K.REJECTED,
        "it gave no reason. Usually the stream id or the key is wrong, or the stream is in use",
    ),
    3: (_K.REJECTED, "it lacks memory or sockets; try again later"),
    4: (_K.PROTOCOL, "it does not understand our handshake; check that the port is an SRT port"),
    5: (_K.REJECTED, "too many callers are waiting there; try again later"),
    6: (_K.REJECTED, "it met an error of its own"),
    7: (_K.REFUSED, "it is about to close"),
    8: (_K.PROTOCOL, "its SRT version is too old"),
    9: (
        _K.PROTOCOL,
        "it seems to be this very server. Enter the address of the other side, which must call "
        "this one at the same port",
    ),
    10: (_K.AUTH, "the passphrase is wrong"),
    11: (
        _K.AUTH,
        "one side uses a passphrase and the other does not; enter the same one on both, or none",
    ),
    12: (_K.PROTOCOL, "it transfers files, not live streams"),
    13: (_K.PROTOCOL, "it wants another kind of congestion control than live"),
    14: (_K.PROTOCOL, "it wants another packet filter (FEC) than ours"),
    15: (_K.PROTOCOL, "it wants a group of links (bonding), which is not supported"),
    16: (_K.TIMEOUT, "it did not answer in time"),
    17: (_K.AUTH, "the two sides use different encryption (AES-CTR and AES-GCM)"),
    1000: (_K.REJECTED, "it gave no exact reason"),
    1001: (_K.REJECTED, "it does not understand a key in the stream id"),
    1002: (_K.NOT_FOUND, "it has no such file"),
    1003: (_K.NOT_FOUND, "it does not serve that host name"),
    1400: (_K.REJECTED, "it does not understand the stream id"),
    1401: (_K.AUTH, "the user or the key in the stream id is wrong"),
    1402: (_K.REJECTED, "it is overloaded, or a limit is reached"),
    1403: (_K.AUTH, "access is forbidden; check the stream id and the key"),
    1404: (_K.NOT_FOUND, "it has no such stream; check the stream id"),
    1405: (_K.REJECTED, "it does not allow this direction; check publish or read in the stream id"),
    1406: (_K.REJECTED, "it can't do what the stream id asks for"),
    1409: (_K.REJECTED, "the stream is in use: somebody publishes to it already"),
    1415: (_K.REJECTED, "it does not take this kind of media"),
    1423: (_K.REJECTED, "the stream is locked"),
    1424: (_K.REJECTED, "a session that this one depends on has ended"),
    1500: (_K.REJECTED, "it met an error of its own"),
    1501: (_K.REJECTED, "it does not support what was asked for"),
    1502: (_K.REJECTED, "a server behind it refused the stream"),
    1503: (_K.REJECTED, "it is out of service for the moment"),
    1505: (_K.PROTOCOL, "it does not support our SRT version"),
    1507: (_K.REJECTED, "it has no room to store the stream"),
}
"""Reject reason (srt.h, access_control.h) -> kind and words."""

REJ_TIMEOUT = 16


def from_reject_reason(code: int, address: str) -> SrtError:
    """The error of a connection to `address` (host:port) that was turned down."""
    kind, words = _REASONS.get(code, (_K.REJECTED, f"reason {code}"))
    if code == 0:
        return SrtError(
            SrtErrorKind.REJECTED,
            f"The other side ({address}) took the connection and closed it at once. "
            "Check the stream id, its key, and the key length of the encryption.",
        )
    if kind is SrtErrorKind.TIMEOUT:
        return SrtError(
            SrtErrorKind.TIMEOUT,
            f"Could not connect to {address}: nothing answers there. Check the address and the "
            "port, and that UDP gets through; the other side may be down.",
            code,
        )
    return SrtError(kind, f"The other side ({address}) refused the connection: {words}.", code)
