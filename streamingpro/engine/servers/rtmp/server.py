"""The RTMP or RTMPS listener, and every connection by id."""

import socket

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.listen import Listener
from streamingpro.engine.servers.rtmp.conn import RtmpConn
from streamingpro.engine.servers.tls import Certificate, ServerTls
from streamingpro.kit.logging import get_logger

_log = get_logger("rtmp")

MAX_CONNECTIONS = 4096


class RtmpServer:
    """Listens; knows every connection by id. With a certificate it speaks RTMPS."""

    def __init__(
        self,
        store: ConfStore,
        paths: PathManager,
        auth: Authenticator,
        certificate: Certificate | None = None,
    ) -> None:
        self.store = store
        self.paths = paths
        self.auth = auth
        self.certificate = certificate
        self.connections: dict[str, RtmpConn] = {}
        self._listener: Listener | None = None

    @property
    def port(self) -> int:
        return self._listener.port if self._listener is not None else 0

    def listen(self, host: str, port: int) -> None:
        """Raises OSError when the address can't be had."""
        self._listener = Listener(host, port, self._accepted)

    def tick(self, now: float) -> None:
        """Once a second: end connections that are silent or blocked, look for a new certificate."""
        if self.certificate is not None:
            self.certificate.refresh()
        for connection in list(self.connections.values()):
            connection.tick(now)

    def close(self) -> None:
        """Stop listening and end every connection."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for connection in list(self.connections.values()):
            connection.dismiss("the server stops")

    def _accepted(self, sock: socket.socket, address: str) -> None:
        if len(self.connections) >= MAX_CONNECTIONS:
            _log.warning("too many connections, one refused", limit=MAX_CONNECTIONS)
            sock.close()
            return
        tls = None
        if self.certificate is not None:
            assert self.certificate.context is not None  # else it would not listen
            tls = ServerTls(self.certificate.context)
        connection = RtmpConn(self, sock, address, tls)
        self.connections[connection.id] = connection
