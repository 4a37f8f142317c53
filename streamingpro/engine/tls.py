"""TLS over memory buffers: one encryption and one send per unit, no extra copies."""

import ssl

_PLAIN_BYTES = 256 * 1024


class TlsFilter:
    """What a `Wire` needs of TLS, for both roles; the handshake is made by the subclasses."""

    def __init__(
        self, context: ssl.SSLContext, *, server_side: bool = False, server_name: str | None = None
    ) -> None:
        self._received = ssl.MemoryBIO()
        self._to_send = ssl.MemoryBIO()
        self._object = context.wrap_bio(
            self._received, self._to_send, server_side=server_side, server_hostname=server_name
        )

    def incoming(self, data: bytes) -> bytes:
        """Decrypt; raises ssl.SSLError when the peer breaks TLS."""
        self._received.write(data)
        plain = []
        while True:
            try:
                piece = self._object.read(_PLAIN_BYTES)
            except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                break
            if not piece:
                break
            plain.append(piece)
        return plain[0] if len(plain) == 1 else b"".join(plain)

    def outgoing(self, data: bytes) -> bytes:
        self._object.write(data)
        return self._to_send.read()

    def replies(self) -> bytes:
        """What TLS itself has to say: a handshake, an alert, a key update."""
        return self._to_send.read()
