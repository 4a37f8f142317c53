"""View: what the API shows, from the running parts."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streamingpro.engine.auth import Authenticator
from streamingpro.engine.children.posters import Jpeg, Posters
from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.trial import Trials
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.hls import HlsServer, HlsSession
from streamingpro.engine.servers.rtmp import RtmpServer
from streamingpro.engine.services import Services
from streamingpro.engine.views.connections import (
    Conn,
    SrtTable,
    hls_muxer,
    hls_session,
    rtmp_conn,
    srt_conn,
)
from streamingpro.engine.views.destinations import destinations, trial_item
from streamingpro.engine.views.paths import path_item

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs in the engine and has something to show."""

    paths: PathManager
    auth: Authenticator
    rtmp: RtmpServer
    rtmps: RtmpServer
    srt: SrtTable
    hls: HlsServer
    posters: Posters
    services: Services


class View:
    """Implements `api.state.EngineState`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._trials = Trials()
        self._loop = asyncio.get_running_loop()

    @property
    def rtmp_port(self) -> int:
        return self._parts.rtmp.port

    @property
    def services(self) -> JsonObject:
        return self._parts.services.to_json()

    # paths

    def list_paths(self) -> list[JsonObject]:
        viewers: dict[str, list[HlsSession]] = {}
        for session in self._parts.hls.sessions.values():
            viewers.setdefault(session.path_name, []).append(session)
        now = self._loop.time()
        return [
            path_item(path, viewers.get(path.name, ()), now) for path in self._parts.paths.sorted()
        ]

    def get_path(self, name: str) -> JsonObject | None:
        path = self._parts.paths.get(name)
        return None if path is None else self._path(path)

    def _path(self, path: Path) -> JsonObject:
        sessions = self._parts.hls.sessions.values()
        viewers = [session for session in sessions if session.path_name == path.name]
        return path_item(path, viewers, self._loop.time())

    async def try_destination(self, conf: ForwardConf) -> JsonObject:
        return trial_item(await self._trials.run(conf))

    def list_forward(self, path: str) -> list[JsonObject] | None:
        found = self._parts.paths.get(path)
        return None if found is None else destinations(found)

    async def poster(self, path: str) -> Jpeg | None:
        return await self._parts.posters.poster(path)

    # connections

    def list_clients(self, kind: str) -> list[JsonObject]:
        return [self._client(kind, client) for client in self._clients(kind).values()]

    def get_client(self, kind: str, client_id: str) -> JsonObject | None:
        client = self._clients(kind).get(client_id)
        return None if client is None else self._client(kind, client)

    def kick_client(self, kind: str, client_id: str) -> bool:
        """Whoever is thrown out must show its credentials anew to come back."""
        client = self._clients(kind).get(client_id)
        if client is None:
            return False
        self._parts.auth.forget(client.path_name)
        if kind == "hlssessions":
            return self._parts.hls.kick(client_id)
        client.dismiss("disconnected by the administrator")
        return True

    def _clients(self, kind: str) -> Mapping[str, Any]:
        tables: dict[str, Mapping[str, Conn | HlsSession]] = {
            "rtmpconns": self._parts.rtmp.connections,
            "rtmpsconns": self._parts.rtmps.connections,
            "srtconns": self._parts.srt.connections,
            "hlssessions": self._parts.hls.sessions,
        }
        return tables[kind]

    def _client(self, kind: str, client: Any) -> JsonObject:
        if kind == "srtconns":
            return srt_conn(client, self._loop.time())
        return hls_session(client) if kind == "hlssessions" else rtmp_conn(client)

    # HLS

    def list_muxers(self) -> list[JsonObject]:
        return [hls_muxer(muxer) for _, muxer in sorted(self._parts.hls.muxers.items())]

    def get_muxer(self, path: str) -> JsonObject | None:
        muxer = self._parts.hls.muxers.get(path)
        return None if muxer is None else hls_muxer(muxer)
