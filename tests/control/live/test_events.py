"""WS /api/events on a real HTTP server: signing in, snapshot, changes, and who is sent away."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from streamingpro.control.app import create_app
from streamingpro.control.live import session as live_session
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.auth import SESSION_COOKIE
from streamingpro.control.users.roles import Role
from tests.control.conftest import client_of, token_for
from tests.control.reconcile.peer import Peer
from tests.control.serving import http_server

pytestmark = pytest.mark.any_database

GUARD_S = 15.0


@dataclass
class Served:
    """A control plane on a real port, with a media server in this process."""

    app: FastAPI
    services: Services
    peer: Peer
    port: int
    token: str

    def dial(self, **headers: str) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/api/events", additional_headers=headers)

    def signed_in(self) -> connect:
        return self.dial(Authorization=f"Bearer {self.token}")


@pytest.fixture
async def served(settings: ControlSettings) -> AsyncIterator[Served]:
    peer = Peer()
    app = create_app(settings, start_engine=False, media=peer.provider())
    services: Services = app.state.services
    async with app.router.lifespan_context(app):
        token = await token_for(services, Role.VIEWER)
        async with http_server(app) as port:
            yield Served(app, services, peer, port, token)


async def read(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(GUARD_S):
        message: dict[str, Any] = json.loads(await socket.recv())
    return message


async def read_until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        message = await read(socket)
        if message["type"] == kind:
            return message


async def closed_with(socket: ClientConnection) -> int:
    """The code with which the server ends the connection."""
    with pytest.raises(ConnectionClosed) as caught:
        await read_until(socket, "nothing has this type")
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code


async def test_snapshot_then_changes(served: Served) -> None:
    async with served.signed_in() as client:
        first = await read(client)
        assert (first["type"], first["data"]["inputs"]) == ("snapshot", [])
        async with client_of(
            served.app, await token_for(served.services, Role.OPERATOR)
        ) as operator:
            made = await operator.post("/api/inputs", json={"name": "Main", "path": "main"})
        input_id = made.json()["id"]
        message = await read_until(client, "changes")
        assert message["data"]["inputs"][input_id]["path"] == "main"
        assert message["seq"] > first["seq"]
        served.peer.state.paths = [{"name": "main", "available": True, "online": True}]
        while True:
            message = await read_until(client, "changes")
            status = message["data"]["inputs"].get(input_id, {}).get("status", {})
            if status.get("state") == "live":
                break


async def test_no_secret_is_in_the_stream(served: Served) -> None:
    async with client_of(served.app, await token_for(served.services, Role.OPERATOR)) as operator:
        made = (await operator.post("/api/inputs", json={"name": "Main"})).json()
        url = {"name": "Out", "url": "rtmp://a.example/app", "stream_key": "very-private"}
        await operator.post(f"/api/inputs/{made['id']}/outputs", json=url)
        picture = (await operator.get("/api/status")).text
    async with served.signed_in() as client:
        while True:
            message = await read(client)
            text = json.dumps(message)
            assert "very-private" not in text
            assert made["publish_key"] not in text
            if made["id"] in text:
                break
    assert "very-private" not in picture


@pytest.mark.parametrize("way", ["bearer", "cookie", "message"])
async def test_ways_to_sign_in(served: Served, way: str) -> None:
    headers = {
        "bearer": {"Authorization": f"Bearer {served.token}"},
        "cookie": {"Cookie": f"{SESSION_COOKIE}={served.token}"},
        "message": {},
    }[way]
    async with served.dial(**headers) as client:
        if way == "message":
            await client.send(json.dumps({"type": "auth", "token": served.token}))
        assert (await read(client))["type"] == "snapshot"


@pytest.mark.parametrize(
    "first", ['{"type":"auth","token":"wrong"}', '{"type":"hello"}', "no JSON", "[]", "7", b"\0"]
)
async def test_who_does_not_sign_in_is_sent_away(served: Served, first: str | bytes) -> None:
    async with served.dial() as client:
        await client.send(first)
        assert await closed_with(client) == live_session.NOT_SIGNED_IN


async def test_who_says_nothing_is_sent_away(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "SIGN_IN_WITHIN_S", 0.05)
    async with served.dial() as client:
        assert await closed_with(client) == live_session.NOT_SIGNED_IN


async def test_a_token_in_the_address_does_not_count(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "SIGN_IN_WITHIN_S", 0.05)
    url = f"ws://127.0.0.1:{served.port}/api/events?token={served.token}"
    async with connect(url) as client:
        assert await closed_with(client) == live_session.NOT_SIGNED_IN


async def test_other_web_sites_may_not_listen(served: Served) -> None:
    cookie = f"{SESSION_COOKIE}={served.token}"
    with pytest.raises(InvalidStatus) as caught:
        async with served.dial(Cookie=cookie, Origin="https://evil.example"):
            pass
    assert caught.value.response.status_code == 403


async def test_a_session_that_ends_takes_the_stream_with_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "CHECK_SESSION_EVERY_S", 0.05)
    monkeypatch.setattr(live_session, "HEARTBEAT_EVERY_S", 0.05)
    async with served.signed_in() as client:
        await read_until(client, "heartbeat")
        identity = await served.services.tokens.identify(served.token)
        assert identity is not None
        await served.services.tokens.end_session(identity.token_id)
        assert await closed_with(client) == live_session.NOT_SIGNED_IN


async def test_a_client_that_leaves_is_forgotten(served: Served) -> None:
    hub = served.services.runtime.live
    async with served.signed_in() as client:
        await read(client)
        assert hub.clients == 1
    async with asyncio.timeout(GUARD_S):
        while hub.clients:
            await asyncio.sleep(0)
