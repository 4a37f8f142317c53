"""HlsServer: the listener, its connections, muxers and sessions."""

import asyncio
import socket
from collections.abc import Mapping
from email.utils import formatdate

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfChange, ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import PathError
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls import response
from streamingpro.engine.servers.hls.admission import Admission
from streamingpro.engine.servers.hls.connection import HttpConnection
from streamingpro.engine.servers.hls.files import MASTER, MEDIA
from streamingpro.engine.servers.hls.muxer import HlsMuxer, Settings
from streamingpro.engine.servers.hls.request import Address, BadRequest, Request
from streamingpro.engine.servers.hls.response import Response
from streamingpro.engine.servers.hls.session import HlsSession, Sessions
from streamingpro.engine.servers.listen import Listener
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn

_log = get_logger("hls")

MAX_CONNECTIONS = 12_000
ENDED_S = 30.0
"""How long the end of a stream that is over may still be fetched."""


class HlsServer:
    """Serves every readable path; `muxers` by path name, `sessions` by id.

    Requests that show `token` as a bearer token are always allowed and belong to no session.
    """

    def __init__(
        self, store: ConfStore, paths: PathManager, auth: Authenticator, token: str
    ) -> None:
        self.store = store
        self.paths = paths
        self.auth = auth
        self.muxers: dict[str, HlsMuxer] = {}
        self.all_sessions = Sessions()
        self._admission = Admission(self, token)
        self._connections: set[HttpConnection] = set()
        self._listener: Listener | None = None
        self._date = ""
        store.on_change(self._configured)

    @property
    def sessions(self) -> dict[str, HlsSession]:
        return self.all_sessions.by_id

    @property
    def port(self) -> int:
        """The TCP port; 0 while it does not listen."""
        return self._listener.port if self._listener is not None else 0

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    def listen(self, host: str, port: int) -> None:
        """Raises OSError when the address can't be had."""
        self._listener = Listener(host, port, self._accepted)

    def tick(self, now: float) -> None:
        """Once a second: end muxers and sessions that nobody uses, and connections that stall."""
        self._date = ""
        conf = self.store.global_
        self.all_sessions.tick(now, conf.hls_muxer_close_after_s)
        for connection in list(self._connections):
            connection.tick(now)
        if conf.hls_always_remux and self._listener is not None:
            self._remux_all()
        for muxer in list(self.muxers.values()):
            muxer.tick(now)
            unused_s = now - muxer.requested_at
            patience = min(conf.hls_muxer_close_after_s, ENDED_S) if muxer.ended else None
            if patience is None and not conf.hls_always_remux:
                patience = conf.hls_muxer_close_after_s
            if patience is not None and unused_s > patience:
                self._close_muxer(muxer, "nobody watches")

    def kick(self, session_id: str) -> bool:
        """End a session: what it asks for next is refused. False when there is no such session."""
        session = self.sessions.get(session_id)
        if session is None:
            return False
        self.auth.forget(session.path_name)
        self.all_sessions.remove(session)
        _log.info("viewer thrown out", path=session.path_name, session=session_id)
        return True

    def close(self) -> None:
        """Stop listening, end every connection and muxer."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for muxer in list(self.muxers.values()):
            self._close_muxer(muxer, "the server stops")
        for connection in list(self._connections):
            connection.close()

    # muxers

    def muxer_of(self, path: Path) -> HlsMuxer:
        """The muxer of a path, made if there is none. Raises PathError."""
        muxer = self.muxers.get(path.name)
        if muxer is not None and not muxer.ended:
            return muxer
        path.check_readable()
        assert path.stream is not None
        muxer = HlsMuxer(path.name, path.stream, Settings.of(self.store.global_))
        path.read(muxer, muxer)
        self.muxers[path.name] = muxer
        _log.info("HLS begins", path=path.name, variant=muxer.settings.variant)
        return muxer

    def _renewed(self, name: str) -> HlsMuxer | None:
        """A muxer for viewers who watched the one before; None when there is nothing to watch."""
        try:
            return self.muxer_of(self.paths.readable(name))
        except PathError:
            return None

    def _remux_all(self) -> None:
        for path in self.paths:
            muxer = self.muxers.get(path.name)
            wanted = path.available_since is not None and not path.conf.source_on_demand
            if wanted and (muxer is None or muxer.ended):
                try:
                    self.muxer_of(path)
                except PathError:
                    continue  # as many readers as it may have

    def _close_muxer(self, muxer: HlsMuxer, reason: str) -> None:
        if self.muxers.get(muxer.path_name) is muxer:
            del self.muxers[muxer.path_name]
        path = self.paths.get(muxer.path_name)
        if path is not None:
            path.unread(muxer, muxer)
        if not muxer.ended:
            _log.info("HLS ends", path=muxer.path_name, reason=reason)
        muxer.close()

    def _configured(self, change: ConfChange) -> None:
        """Other segments are wanted: whoever watches begins anew."""
        before = change.global_before
        if before is None or Settings.of(before) == Settings.of(self.store.global_):
            return
        for muxer in list(self.muxers.values()):
            self._close_muxer(muxer, "the settings of HLS were changed")

    # requests

    @property
    def write_timeout_s(self) -> float:
        return self.store.global_.write_timeout_s

    def handle(self, connection: HttpConnection, request: Request) -> None:
        """Answer a request, now or later."""
        if request.method == "OPTIONS":
            connection.respond(response.preflight())
        elif request.method not in ("GET", "HEAD"):
            allow = "GET, HEAD, OPTIONS"
            connection.respond(response.failure(405, "Only reading is possible.", Allow=allow))
        elif (address := request.address) is None:
            connection.respond(response.failure(404, "Ask for PATH/index.m3u8."))
        elif address.file == MASTER:
            admission = self._admission.admit(connection, request, address)
            spawn(admission, name="admission of a viewer")
        else:
            self._serve(connection, request, address)

    def _serve(self, connection: HttpConnection, request: Request, address: Address) -> None:
        session = self.all_sessions.find(address.session, address.path)
        if session is None and not self._admission.is_trusted(request):
            words = "This viewer is not known (any more): begin with index.m3u8."
            connection.respond(response.failure(401, words))
            return
        muxer = self.muxers.get(address.path)
        if muxer is None and address.file == MEDIA:
            muxer = self._renewed(address.path)
        if muxer is None:
            connection.respond(response.failure(404, "Nothing is being published on this path."))
            return
        now = asyncio.get_running_loop().time()
        muxer.touch(now)
        if session is not None:
            session.touch(now)

        def count(size: int) -> None:
            muxer.count(size)
            if session is not None:
                session.count(size)

        def respond(answer: Response) -> None:
            connection.respond(answer, count)

        try:
            muxer.files.serve(address.file, request, respond)
        except BadRequest as error:
            connection.respond(response.failure(error.status, str(error)))

    def common_headers(self, request: Request | None) -> Mapping[str, str]:
        """What every answer carries."""
        if not self._date:
            self._date = formatdate(usegmt=True)
        origin = request.headers.get("origin", "") if request is not None else ""
        allowed = self.store.global_.hls_allow_origins
        return {"Date": self._date, "Server": "streamingpro", **response.cors(allowed, origin)}

    def ended(self, connection: HttpConnection) -> None:
        """A connection is over."""
        self._connections.discard(connection)

    def _accepted(self, sock: socket.socket, address: str) -> None:
        if len(self._connections) >= MAX_CONNECTIONS:
            sock.close()
            return
        self._connections.add(HttpConnection(self, sock, address))
