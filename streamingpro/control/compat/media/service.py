"""What the earlier interface tells of the media servers: MediaMTX's objects, without secrets."""

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Literal

from streamingpro.control.compat.defaults import Entrada
from streamingpro.control.compat.media.servers import MediaServer, Servers, ask_all
from streamingpro.control.compat.shown import Shown
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.kit.redact import MASK, redact_text
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import Path, RtmpConn, RtspSession, SrtConn

Kind = Literal["rtmp", "srt", "rtsp"]
Connection = RtmpConn | SrtConn | RtspSession
_Lists = Callable[[MediaClient], Awaitable[Sequence[Connection]]]
_Kick = Callable[[MediaClient, str], Awaitable[None]]

_LISTS: dict[str, tuple[_Lists, ...]] = {
    "rtmp": (MediaClient.rtmp_conns_list, MediaClient.rtmps_conns_list),
    "srt": (MediaClient.srt_conns_list,),
    "rtsp": (MediaClient.rtsp_sessions_list, MediaClient.rtsps_sessions_list),
}
_KICKS: dict[str, tuple[_Kick, ...]] = {
    "rtmp": (MediaClient.rtmp_conn_kick, MediaClient.rtmps_conn_kick),
    "srt": (MediaClient.srt_conn_kick,),
    "rtsp": (MediaClient.rtsp_session_kick, MediaClient.rtsps_session_kick),
}
"""What publishes or reads, encrypted or not; over RTSP that is a session."""
_SECRET = frozenset({"query", "pass", "dest", "source", "whipBearerToken", "publishKeyVersion"})
_ACRONYM = re.compile(r"Rtc?p(?=[A-Z])")


class MediaMtx:
    """Answers from the media servers, as they are now."""

    def __init__(self, servers: Servers, store: EntradaStore) -> None:
        self._servers = servers
        self._store = store

    async def reachable(self) -> bool:
        """Whether at least one answers."""
        for server in self._servers():
            with suppress(errors.MediaServerError):
                await server.client.info()
                return True
        return False

    async def paths(self) -> list[dict[str, Any]]:
        """Every path at work. Raises Unavailable, MediaServerError."""
        return [shown_path(one) for one in await ask_all(self._servers(), MediaClient.paths_list)]

    async def path(self, name: str) -> dict[str, Any]:
        """A path at work. Raises NotFound, Unavailable, MediaServerError."""
        path = await self._path(name)
        if path is None:
            raise _no_path()
        return shown_path(path)

    async def status(self, name: str, shown: Shown) -> dict[str, Any]:
        """A path in short; of an input that is not at work too. `bytes…` since it is live. Raises
        NotFound, Unavailable, MediaServerError."""
        path, entrada = await self._path(name), await self._entrada(name)
        if path is None and entrada is None:
            raise _no_path()
        return {
            "name": name,
            "ready": path is not None and path.available,
            "bytesReceived": path.inbound_bytes if path else 0,
            "bytesSent": path.outbound_bytes if path else 0,
            "activeConnections": len(path.readers) if path else 0,
            "urls": None if entrada is None else shown.addresses(entrada),
        }

    async def urls(self, name: str, shown: Shown) -> dict[str, Any]:
        """Where to publish to an input's path and where to play it. Raises NotFound."""
        entrada = await self._entrada(name)
        if entrada is None:
            raise _no_path()
        return shown.addresses(entrada)

    async def _entrada(self, path: str) -> Entrada | None:
        return next((one for one in await self._store.all() if one.item.path == path), None)

    async def _path(self, name: str) -> Path | None:
        """A path at work, of the server where it is live, or None."""

        async def ask(client: MediaClient) -> list[Path]:
            return [await client.path_get(name)]

        found = await ask_all(self._servers(), ask)
        return max(found, key=lambda path: path.available, default=None)

    async def connections(self, kind: Kind) -> list[dict[str, Any]]:
        """Raises Unavailable, MediaServerError."""
        servers = self._servers()
        return [shown(one) for lists in _LISTS[kind] for one in await ask_all(servers, lists)]

    async def kick(self, kind: Kind, conn_id: str) -> None:
        """Raises NotFound when no server has that connection, Unavailable, MediaServerError."""
        servers = self._servers()
        if not servers:
            raise Unavailable("The media server is not running.")
        failure: errors.MediaServerError | None = None
        for server in servers:
            try:
                if await _kicked(server, kind, conn_id):
                    return
            except errors.MediaServerError as error:
                failure = error
        if failure is not None:
            raise failure
        raise NotFound("There is no connection with this id.")


def _no_path() -> NotFound:
    return NotFound("There is no path with this name.")


async def _kicked(server: MediaServer, kind: Kind, conn_id: str) -> bool:
    for kick in _KICKS[kind]:
        try:
            await kick(server.client, conn_id)
        except (errors.NotFound, errors.BadRequest):  # not there, or not such an id
            continue
        return True
    return False


def shown_path(path: Path) -> dict[str, Any]:
    """A path with the names that scripts for older MediaMTX servers read, too. Pure."""
    old = {
        "ready": path.available,
        "readyTime": path.available_time and path.available_time.isoformat(),
        "tracks": [track.codec for track in path.tracks2],
        "bytesReceived": path.inbound_bytes,
        "bytesSent": path.outbound_bytes,
    }
    new = shown(path)
    return new | {name: value for name, value in old.items() if not new.get(name)}


def shown(model: ApiModel) -> dict[str, Any]:
    """The object's JSON without secrets. Pure."""
    plain: dict[str, Any] = _plain(model.model_dump(mode="json", by_alias=True))
    return plain


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {
            _ACRONYM.sub(lambda match: match[0].upper(), key): _plain(one, key)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_plain(one, name) for one in value]
    if isinstance(value, str) and value:
        return MASK if name in _SECRET and "://" not in value else redact_text(value)
    return value
