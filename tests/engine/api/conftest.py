"""The API over an engine's state that tests fill by hand, without sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from streamingpro.engine.api import create_api
from streamingpro.engine.children.posters import Jpeg
from streamingpro.engine.conf import ConfStore, ForwardConf
from tests.engine.api.objects import (
    CONN_ID,
    conn_item,
    dest_item,
    muxer_item,
    path_item,
    session_item,
    srt_item,
    trial_item,
)

TOKEN = "the-token"


@dataclass
class HandMadeState:
    """An EngineState that holds what a test puts in."""

    paths: dict[str, dict[str, Any]] = field(default_factory=dict)
    forward: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    conns: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    muxers: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, Jpeg] = field(default_factory=dict)
    kicked: list[str] = field(default_factory=list)
    tried: list[ForwardConf] = field(default_factory=list)
    trial: Callable[[], Awaitable[dict[str, Any]]] | None = None
    rtmp_port: int = 1935
    services: dict[str, Any] = field(
        default_factory=lambda: {
            "rtmp": {"port": 1935, "reason": ""},
            "srt": {"port": 0, "reason": "switched off"},
        }
    )

    def list_paths(self) -> list[dict[str, Any]]:
        return [self.paths[name] for name in sorted(self.paths)]

    def get_path(self, name: str) -> dict[str, Any] | None:
        return self.paths.get(name)

    def list_forward(self, path: str) -> list[dict[str, Any]] | None:
        return self.forward.get(path, []) if path in self.paths else None

    def list_clients(self, kind: str) -> list[dict[str, Any]]:
        return list(self._of(kind).values())

    def get_client(self, kind: str, client_id: str) -> dict[str, Any] | None:
        return self._of(kind).get(client_id)

    def kick_client(self, kind: str, client_id: str) -> bool:
        self.kicked.append(client_id)
        return self._of(kind).pop(client_id, None) is not None

    def _of(self, kind: str) -> dict[str, dict[str, Any]]:
        return self.conns if kind == "rtmpconns" else self.clients.setdefault(kind, {})

    async def poster(self, path: str) -> Jpeg | None:
        return self.pictures.get(path)

    async def try_destination(self, conf: ForwardConf) -> dict[str, Any]:
        self.tried.append(conf)
        return trial_item() if self.trial is None else await self.trial()

    def list_muxers(self) -> list[dict[str, Any]]:
        return [self.muxers[name] for name in sorted(self.muxers)]

    def get_muxer(self, path: str) -> dict[str, Any] | None:
        return self.muxers.get(path)


@pytest.fixture
def store() -> ConfStore:
    return ConfStore(rtmp_address=":1935", api_address="127.0.0.1:9997")


@pytest.fixture
def state() -> HandMadeState:
    made = HandMadeState()
    for name in ("show", "a/b"):
        made.paths[name] = path_item(name)
    made.forward["show"] = [dest_item(0), dest_item(1)]
    made.conns[CONN_ID] = conn_item()
    made.clients["rtmpsconns"] = {CONN_ID: conn_item()}
    made.clients["srtconns"] = {CONN_ID: srt_item()}
    made.clients["hlssessions"] = {CONN_ID: session_item()}
    made.muxers["show"] = muxer_item("show")
    made.pictures["show"] = Jpeg(b"a picture", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    return made


@pytest.fixture
def api(state: HandMadeState, store: ConfStore) -> Starlette:
    return create_api(state, store, TOKEN, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "1.2.3")


@pytest.fixture
async def http(api: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://engine", headers=headers
    ) as client:
        yield client
