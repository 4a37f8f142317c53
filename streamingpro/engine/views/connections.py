"""Who is connected: RTMP, RTMPS and SRT connections, muxers and sessions of HLS."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from streamingpro.engine.servers.hls import HlsMuxer, HlsSession
from streamingpro.engine.servers.rtmp import RtmpConn
from streamingpro.engine.srt.stats import SrtFigures, Stats
from streamingpro.engine.views.link import link
from streamingpro.kit.clock import rfc3339

_OPEN_PARAMETERS = frozenset({"user", "name", "type"})


class Conn(Protocol):
    """A connection of any protocol that may publish and read."""

    @property
    def id(self) -> str: ...
    @property
    def created(self) -> datetime: ...
    @property
    def path_name(self) -> str: ...
    @property
    def remote_address(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def bytes_received(self) -> int: ...
    @property
    def bytes_sent(self) -> int: ...
    @property
    def frames_discarded(self) -> int: ...

    def dismiss(self, reason: str) -> None: ...


class SrtConn(Conn, Protocol):
    """A connection over SRT."""

    def stats(self) -> Stats: ...
    def srt_figures(self, now: float) -> SrtFigures | None: ...


class SrtTable(Protocol):
    """The SRT server, as far as its connections go."""

    @property
    def connections(self) -> Mapping[str, SrtConn]: ...


def rtmp_conn(conn: RtmpConn) -> dict[str, Any]:
    """An RTMPConn item."""
    return _common(conn) | {
        "userAgent": conn.user_agent,
        "inboundBytes": conn.bytes_received,
        "outboundBytes": conn.bytes_sent,
        "outboundFramesDiscarded": conn.frames_discarded,
        "bytesReceived": conn.bytes_received,
        "bytesSent": conn.bytes_sent,
    }


def srt_conn(conn: SrtConn, now: float) -> dict[str, Any]:
    """A SRTConn item: what libsrt knows."""
    return (
        _common(conn)
        | conn.stats().api()
        | {
            "outboundFramesDiscarded": conn.frames_discarded,
            "srt": link(conn.srt_figures(now)),
        }
    )


def _common(conn: Conn) -> dict[str, Any]:
    return {
        "id": conn.id,
        "created": rfc3339(conn.created),
        "remoteAddr": conn.remote_address,
        "state": conn.state,
        "path": conn.path_name,
        "query": _without_secrets(conn.query),
        "user": conn.user,
    }


def hls_muxer(muxer: HlsMuxer) -> dict[str, Any]:
    """A HLSMuxer item."""
    return {
        "path": muxer.path_name,
        "created": rfc3339(muxer.created),
        "lastRequest": rfc3339(muxer.last_request),
        "outboundBytes": muxer.outbound_bytes,
        "outboundFramesDiscarded": muxer.frames_discarded,
        "bytesSent": muxer.outbound_bytes,
    }


def hls_session(session: HlsSession) -> dict[str, Any]:
    """A HLSSession item."""
    return {
        "id": session.id,
        "created": rfc3339(session.created),
        "remoteAddr": session.remote_address,
        "path": session.path_name,
        "query": _without_secrets(session.query),
        "user": session.user,
        "userAgent": session.user_agent,
        "isCDN": False,
        "outboundBytes": session.bytes_sent,
    }


def _without_secrets(query: str) -> str:
    """The query with every value masked that could be a key."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(
        [(name, value if name in _OPEN_PARAMETERS else "***") for name, value in pairs], safe="*"
    )
