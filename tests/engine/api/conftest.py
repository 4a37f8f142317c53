"""The API over an engine's state that tests fill by hand, without sockets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from streamingpro.engine.api import create_api
from streamingpro.engine.conf import ConfStore
from tests.engine.api.objects import conn_item, dest_item, path_item

TOKEN = "the-token"


@dataclass
class HandMadeState:
    """An EngineState that holds what a test puts in."""

    paths: dict[str, dict[str, Any]] = field(default_factory=dict)
    forward: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    conns: dict[str, dict[str, Any]] = field(default_factory=dict)
    kicked: list[str] = field(default_factory=list)
    rtmp_port: int = 1935

    def list_paths(self) -> list[dict[str, Any]]:
        return [self.paths[name] for name in sorted(self.paths)]

    def get_path(self, name: str) -> dict[str, Any] | None:
        return self.paths.get(name)

    def list_forward(self, path: str) -> list[dict[str, Any]] | None:
        return self.forward.get(path, []) if path in self.paths else None

    def list_conns(self) -> list[dict[str, Any]]:
        return list(self.conns.values())

    def get_conn(self, conn_id: str) -> dict[str, Any] | None:
        return self.conns.get(conn_id)

    def kick_conn(self, conn_id: str) -> bool:
        self.kicked.append(conn_id)
        return self.conns.pop(conn_id, None) is not None


@pytest.fixture
def store() -> ConfStore:
    return ConfStore(rtmp_address=":1935", api_address="127.0.0.1:9997")


@pytest.fixture
def state() -> HandMadeState:
    made = HandMadeState()
    for name in ("show", "a/b"):
        made.paths[name] = path_item(name)
    made.forward["show"] = [dest_item(0), dest_item(1)]
    conn = conn_item()
    made.conns[conn["id"]] = conn
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
