"""The SRT listener, and every connection by id."""

from collections.abc import Mapping

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfChange, ConfStore
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.srt.admission import Call, Doorman
from streamingpro.engine.servers.srt.conn import SrtConn
from streamingpro.engine.services import ServiceOff
from streamingpro.engine.srt import Admission, CallRequest, SrtListener, SrtUnavailable
from streamingpro.kit.logging import get_logger

_log = get_logger("srt")

MAX_CONNECTIONS = 1024
MAX_READERS = 896
"""The other places are the publishers'."""


class SrtServer:
    """Listens. Made in the event loop."""

    def __init__(self, store: ConfStore, paths: PathManager, auth: Authenticator) -> None:
        self._store = store
        self._paths = paths
        self._doorman = Doorman(store, paths, auth)
        self._connections: dict[str, SrtConn] = {}
        self._listener: SrtListener | None = None
        store.on_change(self._configured)

    @property
    def connections(self) -> Mapping[str, SrtConn]:
        """By id, oldest first."""
        return self._connections

    @property
    def port(self) -> int:
        """0 while it does not listen."""
        return self._listener.port if self._listener is not None else 0

    def listen(self, host: str, port: int) -> None:
        """Raises ServiceOff without libsrt, OSError when the address can't be had."""
        doorman = self._doorman
        try:
            self._listener = SrtListener(host, port, doorman.admit, self._accepted, doorman.failed)
        except SrtUnavailable as error:
            raise ServiceOff(error.reason) from None

    def tick(self, now: float) -> None:
        """Once a second: renew figures, end connections that are silent or blocked."""
        conf = self._store.global_
        for connection in list(self._connections.values()):
            connection.tick(now, conf.read_timeout_s, conf.write_timeout_s)

    def close(self) -> None:
        """Stop listening and end every connection."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for connection in list(self._connections.values()):
            connection.dismiss("the server stops")

    def _accepted(self, sock: int, _request: CallRequest, admission: Admission) -> None:
        assert self._listener is not None
        call: Call = admission.context
        most = MAX_CONNECTIONS if call.wish.action == "publish" else MAX_READERS
        if len(self._connections) >= most:
            _log.warning("too many connections, one refused", limit=most)
            self._listener.refuse(sock)
            return
        connection = SrtConn(call, sock, self._listener.poller, self._paths, self._ended)
        self._connections[connection.id] = connection
        connection.begin()

    def _ended(self, connection: SrtConn) -> bool:
        return self._connections.pop(connection.id, None) is not None

    def _configured(self, change: ConfChange) -> None:
        """Who came in with a passphrase that is no longer the path's has to come again."""
        for connection in list(self._connections.values()):
            conf = self._store.find(connection.path_name)
            if conf is None:
                continue  # the path is removed, and ends what is on it
            publishes = connection.action == "publish"
            wanted = conf.srt_publish_passphrase if publishes else conf.srt_read_passphrase
            if connection.path_name in change.paths and wanted != connection.passphrase:
                connection.dismiss("the passphrase was changed")
