"""Relay: FFmpeg's RTSP client speaks to us, and we to the one server that it may speak to.

By itself it would look the name up again, follow a server that leads elsewhere, send UDP packets to
any address that the server names, and believe any certificate. In a thread of the source child.
"""

import select
import socket
import ssl
from collections.abc import Callable, Sequence
from hashlib import sha256
from threading import Thread

from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.replies import LeadsAway, Replies

_READ_BYTES = 64 * 1024
_PLAY = b"PLAY "


class Relay:
    """Listens on `port` of 127.0.0.1; whoever connects is passed on to what `connect` gives.

    `redirected`: the server led to another one, and was cut off for it.
    """

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        """Connects at once. Raises what `connect` raises."""
        self._connect = connect
        self._first: socket.socket | None = connect()
        self._address = str(self._first.getpeername()[0])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self.port: int = self._listener.getsockname()[1]
        self.redirected = False
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Accept nobody any more. The connection that is open ends with its client."""
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # not everywhere can a listener be shut down; it ends with the process
        self._listener.close()

    def finish(self, timeout_s: float) -> None:
        """Wait until the client's last words (TEARDOWN) have been passed on."""
        self._thread.join(timeout_s)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                try:
                    server, self._first = self._first or self._connect(), None
                    with server:
                        self._pass_on(client, server)
                except LeadsAway:
                    self.redirected = True
                except (OSError, Failure):
                    pass  # the client sees the end of its connection

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        playing = False
        replies = Replies(self._address)
        while True:
            ready = [server]
            if not (isinstance(server, ssl.SSLSocket) and server.pending()):
                ready = select.select([client, server], [], [])[0]
            if server in ready:
                data = _available(server)
                if data is None:
                    continue
                if not data:
                    return
                client.sendall(data if playing else replies.pass_on(data))
            if client in ready:
                data = client.recv(_READ_BYTES)
                if not data:
                    return
                playing = playing or data.startswith(_PLAY)  # an address may have this word in it
                server.sendall(data)


def _available(server: socket.socket) -> bytes | None:
    """What has come; None when that was only TLS's own business."""
    server.settimeout(0)
    try:
        return server.recv(_READ_BYTES)
    except (ssl.SSLWantReadError, BlockingIOError):
        return None
    finally:
        server.settimeout(None)


def connect(addresses: Sequence[str], port: int, timeout_s: float) -> socket.socket:
    """A plain connection to the first of these very addresses that answers. Raises OSError."""
    connection = _first(addresses, port, timeout_s)
    connection.settimeout(None)
    return connection


def connect_tls(
    addresses: Sequence[str], port: int, timeout_s: float, name: str, fingerprint: str
) -> socket.socket:
    """An encrypted one. The certificate is an authority's for `name`, or the one whose SHA-256
    in hex is given. Raises OSError (ssl.SSLError is one), Failure."""
    context = ssl.create_default_context()
    if fingerprint:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    plain = _first(addresses, port, timeout_s)
    try:
        secure = context.wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise
    found = sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()
    if fingerprint and found != fingerprint.lower().replace(":", ""):
        secure.close()
        words = "The server's certificate is another one than the fingerprint says."
        raise Failure("tls", words)
    secure.settimeout(None)
    return secure


def _first(addresses: Sequence[str], port: int, timeout_s: float) -> socket.socket:
    *others, last = addresses
    for address in others:
        try:
            return socket.create_connection((address, port), timeout_s)
        except OSError:
            continue
    return socket.create_connection((last, port), timeout_s)
