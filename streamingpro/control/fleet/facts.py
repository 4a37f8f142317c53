"""Pure: what is known of a media server before anybody has asked it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamingpro.control.nodes import model
from streamingpro.control.nodes.model import Node

ENGINE_ID = "engine"
"""The built-in engine: it takes streams too, or only redistributes those of the others."""
MANAGED_ID = "mediamtx"
"""The MediaMTX that `serve` starts."""


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """A media server as it was entered; see `nodes.model.Node`. The built-in ones have no row:
    `builtin` says so, and their clients come from a supervisor."""

    id: str
    name: str
    builtin: bool = False
    api_url: str = ""
    api_user: str | None = None
    api_password: str | None = field(default=None, repr=False)
    public_host: str | None = None
    media_host: str | None = None
    control_url: str | None = None
    draining: bool = False
    role: str = model.INGEST
    redistribution: str = model.ENGINE
    unmanaged_access: str = model.REFUSE
    max_streams: int | None = None
    max_bitrate_bps: int | None = None

    @classmethod
    def of(cls, row: Node) -> "NodeFacts":
        """Of a row of the table. Raises SecretKeyError."""
        return cls(
            row.id,
            row.name,
            False,
            row.api_url,
            row.api_user,
            row.api_password,
            row.public_host,
            row.media_host,
            row.control_url,
            row.draining,
            row.role,
            row.redistribution,
            row.unmanaged_access,
            row.max_streams,
            row.max_bitrate_bps,
        )

    @property
    def ingests(self) -> bool:
        return self.role == model.INGEST

    @property
    def native(self) -> bool:
        """It sends streams on to destinations by itself."""
        return self.redistribution == model.NATIVE

    @property
    def api_host(self) -> str:
        return urlsplit(self.api_url).hostname or "127.0.0.1"

    @property
    def reached_at(self) -> str:
        """The host where we fetch its streams."""
        return self.media_host or self.api_host

    @property
    def connection(self) -> tuple[object, ...]:
        """When this changes, the node is another one: connect anew."""
        return (self.api_url, self.api_user, self.api_password, self.control_url)


ENGINE = NodeFacts(ENGINE_ID, "StreamingPro engine", builtin=True)
MANAGED = NodeFacts(MANAGED_ID, "MediaMTX", builtin=True)
