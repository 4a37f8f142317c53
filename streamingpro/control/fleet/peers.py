"""Who is connected to a media server: the lists of every protocol behind one table."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from streamingpro.control.fleet.figures import SrtLines
from streamingpro.control.fleet.view import Peer
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import BadRequest, NotFound
from streamingpro.mediamtx.models import Conn, HlsSession, Path, SrtConn

AnyConn = Conn | HlsSession


@dataclass(frozen=True, slots=True)
class Kind:
    """Connections of one kind. `type` is MediaMTX's name of it in a path's source and readers."""

    type: str
    protocol: str
    list: Callable[[MediaClient], Awaitable[Sequence[AnyConn]]]
    kick: Callable[[MediaClient, str], Awaitable[None]]


KINDS = (
    Kind("rtmpConn", "rtmp", MediaClient.rtmp_conns_list, MediaClient.rtmp_conn_kick),
    Kind("rtmpsConn", "rtmps", MediaClient.rtmps_conns_list, MediaClient.rtmps_conn_kick),
    Kind("srtConn", "srt", MediaClient.srt_conns_list, MediaClient.srt_conn_kick),
    Kind("rtspSession", "rtsp", MediaClient.rtsp_sessions_list, MediaClient.rtsp_session_kick),
    Kind("rtspsSession", "rtsps", MediaClient.rtsps_sessions_list, MediaClient.rtsps_session_kick),
    Kind(
        "webRTCSession", "webrtc", MediaClient.webrtc_sessions_list, MediaClient.webrtc_session_kick
    ),
    Kind("moqSession", "moq", MediaClient.moq_sessions_list, MediaClient.moq_session_kick),
    Kind("hlsSession", "hls", MediaClient.hls_sessions_list, MediaClient.hls_session_kick),
)
BY_TYPE = {kind.type: kind for kind in KINDS}
_SOURCES = {
    "hlsSource": "hls",
    "rtmpSource": "rtmp",
    "rtspSource": "rtsp",
    "srtSource": "srt",
    "mpegtsSource": "mpegts",
    "rtpSource": "rtp",
    "webRTCSource": "webrtc",
    "moqSource": "moq",
    "rpiCameraSource": "camera",
}


class Lists:
    """The connections of one look, by their kind and id; only of those kinds that feed a path."""

    def __init__(self, conns: Mapping[str, Mapping[str, AnyConn]]) -> None:
        self._conns = conns

    @classmethod
    async def ask(cls, client: MediaClient, paths: Iterable[Path]) -> "Lists":
        """One call for each kind of publisher that is there now. Raises MediaServerError."""
        wanted = {path.source.type for path in paths if path.source is not None and path.available}
        kinds = [kind for kind in KINDS if kind.type in wanted]
        found = await asyncio.gather(*(listed(client, kind) for kind in kinds))
        return cls(
            {
                kind.type: {conn.id: conn for conn in conns}
                for kind, conns in zip(kinds, found, strict=True)
            }
        )

    def find(self, path: Path) -> AnyConn | None:
        """The connection that feeds a path; None for a pulled one."""
        if path.source is None:
            return None
        return self._conns.get(path.source.type, {}).get(path.source.id)


async def listed(client: MediaClient, kind: Kind) -> list[AnyConn]:
    """The connections of one kind; none on a server that has no such listener."""
    with suppress(NotFound, BadRequest):
        return list(await kind.list(client))
    return []


def peers_of(
    paths: Mapping[str, Path], lists: Lists, lines: SrtLines, now: float
) -> dict[str, Peer]:
    """Who feeds each live path."""
    peers: dict[str, Peer] = {}
    srt: list[str] = []
    for name, path in paths.items():
        if not path.available or path.source is None:
            continue
        conn = lists.find(path)
        figures = None
        if isinstance(conn, SrtConn):
            srt.append(conn.id)
            figures = lines.figures(conn, now)
        peers[name] = Peer(
            path.remote_addr or (conn.remote_addr if conn is not None else ""),
            path.protocol or protocol_of(path.source.type),
            path.srt or figures,
        )
    lines.keep(srt)
    return peers


def protocol_of(type_: str) -> str:
    """Of a source or reader: "rtmpConn" → "rtmp"; an unknown name stays as it is."""
    kind = BY_TYPE.get(type_)
    return kind.protocol if kind is not None else _SOURCES.get(type_, type_)


async def dismiss(client: MediaClient, path: Path) -> bool:
    """End the connection that publishes to `path`; whether there was one. Raises
    MediaServerError."""
    source = path.source
    kind = BY_TYPE.get(source.type) if source is not None else None
    if source is None or kind is None:
        return False
    with suppress(NotFound):
        await kind.kick(client, source.id)
    return True
