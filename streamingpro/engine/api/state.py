"""What the API needs to know of the running engine, which implements this protocol.

Every method that is no coroutine answers at once, from memory, in the JSON shape of the API (keys
as in docs/engine-api.md), in MediaMTX's order: paths and muxers by name, destinations by position,
clients by creation time. The dicts are serialised before the next turn of the event loop and not
kept.
"""

from datetime import datetime
from typing import Any, Literal, Protocol

from streamingpro.engine.conf import ForwardConf

JsonObject = dict[str, Any]
ClientKind = Literal["rtmpconns", "rtmpsconns", "srtconns", "hlssessions"]


class Picture(Protocol):
    """A JPEG and when it was taken from the stream."""

    @property
    def data(self) -> bytes: ...
    @property
    def at(self) -> datetime: ...


class EngineState(Protocol):
    """The engine's live state. Ids are UUIDs in lower-case canonical text."""

    @property
    def rtmp_port(self) -> int:
        """The TCP port of the RTMP listener; 0 while it isn't listening."""

    @property
    def services(self) -> JsonObject:
        """`{"port", "reason"}` of rtmp, rtmps, srt and hls; port 0 is off, the reason says why."""

    def list_paths(self) -> list[JsonObject]:
        """Path items, sorted by name."""

    def get_path(self, name: str) -> JsonObject | None:
        """One Path item, or None when there is no such path."""

    def list_forward(self, path: str) -> list[JsonObject] | None:
        """ForwardDest items of a path by position, or None when there is no such path."""

    async def poster(self, path: str) -> Picture | None:
        """A picture of what is live on a path, or None when there is none."""

    def list_clients(self, kind: ClientKind) -> list[JsonObject]:
        """RTMPConn, SRTConn or HLSSession items, oldest first."""

    def get_client(self, kind: ClientKind, client_id: str) -> JsonObject | None:
        """One of them, or None when there is no such client."""

    def kick_client(self, kind: ClientKind, client_id: str) -> bool:
        """Start closing a connection or session; False when there is no such client."""

    async def try_destination(self, conf: ForwardConf) -> JsonObject:
        """How the trial of a checked destination came out: `{"ok", "kind", "message",
        "remoteAddr", "tookMs"}`. Takes seconds. Raises NotTried."""

    def list_muxers(self) -> list[JsonObject]:
        """HLSMuxer items, sorted by path name."""

    def get_muxer(self, path: str) -> JsonObject | None:
        """One HLSMuxer item, or None when no HLS is made of the path."""
