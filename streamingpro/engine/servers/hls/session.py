"""One viewer: begins with the master playlist, lasts as long as something is asked for."""

from collections.abc import Iterator
from datetime import datetime

from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id, new_secret

MAX_SESSIONS = 10_000
MAX_OF_ONE_IP = 1_000
UNUSED_S = 15.0
"""A viewer that has the master playlist and asks for nothing of it is gone after this."""


class HlsSession:
    """`secret` is part of the addresses in the viewer's playlists and stands for its credentials.

    `query` is as it was sent, secrets included; `requested_at` is the time of the last request (s,
    the event loop's clock).
    """

    kind = "hlsSession"
    protocol = "hls"

    def __init__(
        self, path: str, remote_address: str, user: str, user_agent: str, query: str, now: float
    ) -> None:
        self.id = new_id()
        self.secret = new_secret()
        self.created: datetime = utcnow()
        self.path_name = path
        self.remote_address = remote_address
        self.user = user
        self.user_agent = user_agent
        self.query = query
        self.requested_at = now
        self.used = False
        self.bytes_sent = 0

    @property
    def ip(self) -> str:
        return self.remote_address.rpartition(":")[0].strip("[]")

    def count(self, size: int) -> None:
        """So many bytes went to the viewer."""
        self.bytes_sent += size

    def touch(self, now: float) -> None:
        """Something of the stream was asked for."""
        self.requested_at = now
        self.used = True


class Sessions:
    """The sessions of all paths, `by_id`, bounded in number."""

    def __init__(self) -> None:
        self.by_id: dict[str, HlsSession] = {}
        self._by_secret: dict[str, HlsSession] = {}
        self._of_ip: dict[str, int] = {}

    def add(self, session: HlsSession) -> bool:
        """Keep it; False when there are too many already."""
        if self._of_ip.get(session.ip, 0) >= MAX_OF_ONE_IP or len(self.by_id) >= MAX_SESSIONS:
            crowd = (one for one in self.by_id.values() if not one.used)
            unused = next(crowd, None)  # the oldest
            if unused is None or self._of_ip.get(session.ip, 0) >= MAX_OF_ONE_IP:
                return False
            self.remove(unused)
        self.by_id[session.id] = session
        self._by_secret[session.secret] = session
        self._of_ip[session.ip] = self._of_ip.get(session.ip, 0) + 1
        return True

    def find(self, secret: str, path: str) -> HlsSession | None:
        """The session of this secret, on this path."""
        session = self._by_secret.get(secret)
        return session if session is not None and session.path_name == path else None

    def on(self, path: str) -> Iterator[HlsSession]:
        """The sessions of one path."""
        return (session for session in self.by_id.values() if session.path_name == path)

    def remove(self, session: HlsSession) -> None:
        """Forget it; harmless when that has happened."""
        if self.by_id.pop(session.id, None) is None:
            return
        del self._by_secret[session.secret]
        self._of_ip[session.ip] -= 1
        if not self._of_ip[session.ip]:
            del self._of_ip[session.ip]

    def tick(self, now: float, patience_s: float) -> None:
        """Once a second: forget viewers that have not asked for anything for `patience_s`."""
        for session in list(self.by_id.values()):
            limit = patience_s if session.used else UNUSED_S
            if now - session.requested_at > limit:
                self.remove(session)
