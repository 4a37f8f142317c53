"""HlsServer: the listener, its muxers and sessions."""

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls.muxer import HlsMuxer
from streamingpro.engine.servers.hls.session import HlsSession
from streamingpro.engine.servers.listen import Listener


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
        self.sessions: dict[str, HlsSession] = {}
        self._token = token
        self._listener: Listener | None = None

    @property
    def port(self) -> int:
        """The TCP port; 0 while it does not listen."""
        return self._listener.port if self._listener is not None else 0

    def listen(self, host: str, port: int) -> None:
        """Raises OSError when the address can't be had."""

    def tick(self, now: float) -> None:
        """Once a second: end muxers and sessions that nobody uses, and connections that stall."""

    def kick(self, session_id: str) -> bool:
        """End a session: what it asks for next is refused. False when there is no such session."""
        return self.sessions.pop(session_id, None) is not None

    def close(self) -> None:
        """Stop listening, end every connection and muxer."""
