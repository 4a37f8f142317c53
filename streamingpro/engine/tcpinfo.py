"""What the kernel knows of a TCP connection (Linux `TCP_INFO`, see tcp(7) and linux/tcp.h)."""

import socket
import struct
import sys
from dataclasses import dataclass

_SIZE = 148
_U32 = struct.Struct("=I")
_U64 = struct.Struct("=Q")
_UNACKED_AT, _RTT_AT, _RETRANSMITS_AT, _ACKED_AT, _NOTSENT_AT = 24, 68, 100, 120, 144
_TCP_NOTSENT_LOWAT = 25
NOTSENT_LOWAT_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class TcpInfo:
    """`rtt_ms` is smoothed; the counters are totals since the connection was made.

    `bytes_acked` counts what the peer's TCP has acknowledged: a peer that stops reading fills its
    window and the figure stands still. `bytes_unsent` waits in our own kernel's send buffer.
    """

    rtt_ms: float
    retransmits: int
    bytes_acked: int
    bytes_unsent: int
    segments_in_flight: int

    @property
    def idle(self) -> bool:
        """Everything that the kernel was given has been acknowledged."""
        return not self.bytes_unsent and not self.segments_in_flight


def read(sock: socket.socket) -> TcpInfo | None:
    """The figures of `sock`, or None where the system has none or the socket is closed."""
    if sys.platform != "linux":
        return None
    try:
        raw = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    except OSError:
        return None
    if len(raw) < _SIZE:
        return None
    return TcpInfo(
        rtt_ms=_U32.unpack_from(raw, _RTT_AT)[0] / 1000,
        retransmits=_U32.unpack_from(raw, _RETRANSMITS_AT)[0],
        bytes_acked=_U64.unpack_from(raw, _ACKED_AT)[0],
        bytes_unsent=_U32.unpack_from(raw, _NOTSENT_AT)[0],
        segments_in_flight=_U32.unpack_from(raw, _UNACKED_AT)[0],
    )


def tune(sock: socket.socket) -> None:
    """Send at once, and keep what can't be sent yet in our queue, where it may still be dropped."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "linux":
        sock.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, NOTSENT_LOWAT_BYTES)
