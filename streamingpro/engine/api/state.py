"""What the API needs to know of the running engine, which implements this protocol.

Every method answers at once, from memory, in the JSON shape of the API (keys as in
docs/engine-api.md), in MediaMTX's order: paths by name, destinations by position, connections by
creation time. The dicts are serialised before the next turn of the event loop and not kept.
"""

from typing import Any, Protocol

JsonObject = dict[str, Any]


class EngineState(Protocol):
    """The engine's live state. Ids are UUIDs in lower-case canonical text."""

    @property
    def rtmp_port(self) -> int:
        """The TCP port of the RTMP listener; 0 while it isn't listening."""

    def list_paths(self) -> list[JsonObject]:
        """Path items, sorted by name."""

    def get_path(self, name: str) -> JsonObject | None:
        """One Path item, or None when there is no such path."""

    def list_forward(self, path: str) -> list[JsonObject] | None:
        """ForwardDest items of a path by position, or None when there is no such path."""

    def list_conns(self) -> list[JsonObject]:
        """RTMPConn items, oldest first."""

    def get_conn(self, conn_id: str) -> JsonObject | None:
        """One RTMPConn item, or None when there is no such connection."""

    def kick_conn(self, conn_id: str) -> bool:
        """Start closing a connection; False when there is no such connection."""
