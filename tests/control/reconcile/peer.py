"""A media server in the test's own process: the engine's real API and configuration.

Only what runs is told by the test: `paths` and `conns` are what the API lists. Every call is noted
in `calls` as "METHOD /path".
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from streamingpro.control.nodes.media import MediaProvider
from streamingpro.engine.api.app import create_api
from streamingpro.engine.api.state import Picture
from streamingpro.engine.conf import ConfStore, ForwardConf
from streamingpro.mediamtx.client import MediaClient

TOKEN = "the token of the API"


class Running:
    """What runs, as the test says (`EngineState`)."""

    rtmp_port = 1935
    services: ClassVar[dict[str, Any]] = {"rtmp": {"port": 1935, "reason": ""}}

    def __init__(self) -> None:
        self.paths: list[dict[str, Any]] = []
        self.conns: list[dict[str, Any]] = []
        self.kicked: list[str] = []
        self.pictures: dict[str, Picture] = {}
        self.tried: list[ForwardConf] = []
        self.trial: Callable[[], Awaitable[dict[str, Any]]] = self._accept

    def list_paths(self) -> list[dict[str, Any]]:
        return self.paths

    def get_path(self, name: str) -> dict[str, Any] | None:
        return next((path for path in self.paths if path["name"] == name), None)

    def list_forward(self, path: str) -> list[dict[str, Any]] | None:
        found = self.get_path(path)
        return None if found is None else found.get("forward") or []

    def list_clients(self, kind: str) -> list[dict[str, Any]]:
        """Connections in `conns` are RTMP's, unless they say in `kind` whose they are."""
        return [conn for conn in self.conns if conn.get("kind", "rtmpconns") == kind]

    def get_client(self, kind: str, client_id: str) -> dict[str, Any] | None:
        return next((c for c in self.list_clients(kind) if c["id"] == client_id), None)

    def kick_client(self, kind: str, client_id: str) -> bool:
        self.kicked.append(client_id)
        return self.get_client(kind, client_id) is not None

    async def try_destination(self, conf: ForwardConf) -> dict[str, Any]:
        self.tried.append(conf)
        return await self.trial()

    async def _accept(self) -> dict[str, Any]:
        words = "The server accepted the stream key."
        return {"ok": True, "kind": "", "message": words, "remoteAddr": "h:1", "tookMs": 2100}

    def list_muxers(self) -> list[dict[str, Any]]:
        return []

    def get_muxer(self, path: str) -> dict[str, Any] | None:
        return None

    async def poster(self, path: str) -> Picture | None:
        return self.pictures.get(path)


class Peer:
    """The server. `refuse` may name calls ("POST /v3/config/paths/add/x") that fail with 500;
    `silent` makes every call fail as if nobody listened."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.refuse: Callable[[str], bool] = lambda _call: False
        self.silent = False
        self.restart()

    def restart(self) -> None:
        """Empty, as an engine that was killed and started again."""
        self.state = Running()
        self.store = ConfStore()
        self._api = create_api(self.state, self.store, TOKEN, datetime.now(UTC), "test")

    @property
    def mutations(self) -> list[str]:
        """The noted calls that change something."""
        return [call for call in self.calls if not call.startswith("GET ")]

    def client(self) -> MediaClient:
        transport = httpx.ASGITransport(self.app)
        return MediaClient("http://engine", TOKEN, transport=transport)

    def provider(self) -> MediaProvider:
        return MediaProvider(self.client())

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = f"{scope['method']} {scope['path']}"
        self.calls.append(call)
        if self.silent:
            raise httpx.ConnectError("nobody listens")
        api: ASGIApp = self._api
        if self.refuse(call):
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b'{"error":"out of order"}'})
            return
        await api(scope, receive, send)
