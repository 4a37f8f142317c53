"""One viewer: begins with the master playlist, lasts as long as something is asked for."""

from datetime import datetime

from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id, new_secret


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
        self.bytes_sent = 0
