"""The socket.io events, with python-socketio's own client over real connections."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from streamingpro.control.compat import sockets
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.auth import SESSION_COOKIE
from tests.control.compat.conftest import make_entrada, make_salida
from tests.control.compat.live import Live, conn, dest, live_app, path
from tests.control.serving import http_server

pytestmark = pytest.mark.any_database

GUARD_S = 15.0


class Listener:
    """A client that keeps what it hears, by event."""

    def __init__(self, live: Live, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.token = live.operator.headers["Authorization"].removeprefix("Bearer ")
        self.heard: dict[str, asyncio.Queue[Any]] = {
            name: asyncio.Queue() for name in (sockets.STATE, sockets.DEVICES)
        }
        self.gone = asyncio.Event()
        self.client = socketio.AsyncClient(reconnection=False)
        for name, queue in self.heard.items():
            self.client.on(name, queue.put)
        self.client.on("disconnect", self._left)

    async def _left(self, _reason: str) -> None:
        self.gone.set()

    async def connect(self, **options: Any) -> None:
        async with asyncio.timeout(GUARD_S):
            await self.client.connect(self.url, **options)

    async def sign_in(self) -> None:
        await self.connect(auth={"token": self.token})

    async def next(self, event: str) -> Any:
        async with asyncio.timeout(GUARD_S):
            return await self.heard[event].get()

    async def until(self, event: str, found: Any) -> Any:
        while not found(message := await self.next(event)):
            pass
        return message


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events that come every five seconds come all the time."""
    monkeypatch.setattr(sockets, "EVERY_S", 0.05)


@pytest.fixture
async def live(settings: ControlSettings) -> AsyncIterator[Live]:
    async with live_app(settings) as running:
        yield running


@pytest.fixture
async def listener(live: Live) -> AsyncIterator[Listener]:
    async with http_server(live.app) as port:
        made = Listener(live, port)
        yield made
        await made.client.eio.disconnect(abort=True)  # a poll would be waited for otherwise


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], None])
@pytest.mark.parametrize("how", ["bearer", "cookie", "auth"])
async def test_signing_in_as_for_rest(
    live: Live, listener: Listener, transports: list[str] | None, how: str
) -> None:
    entrada = await make_entrada(live.operator)
    headers = {
        "bearer": {"Authorization": f"Bearer {listener.token}"},
        "cookie": {"Cookie": f"{SESSION_COOKIE}={listener.token}"},
        "auth": {},
    }[how]
    auth = {"token": listener.token} if how == "auth" else None
    await listener.connect(headers=headers, auth=auth, transports=transports)
    told = await listener.next(sockets.STATE)
    assert [one["id"] for one in told["entradas"]] == [entrada["id"]]


@pytest.mark.parametrize("token", [None, "sp_wrong", 7])
async def test_nobody_else_is_let_in(live: Live, listener: Listener, token: Any) -> None:
    auth = None if token is None else {"token": token}
    with pytest.raises(Refused):
        await listener.connect(auth=auth, transports=["websocket"])
    assert not listener.client.connected


async def test_a_page_of_another_site_is_refused(live: Live, listener: Listener) -> None:
    headers = {"Cookie": f"{SESSION_COOKIE}={listener.token}", "Origin": "http://evil.example"}
    with pytest.raises(Refused):
        await listener.connect(headers=headers, transports=["websocket"])
    url = f"{listener.url}/socket.io/?EIO=4&transport=polling"
    async with httpx.AsyncClient() as browser:
        opened = await browser.get(url, headers=headers)  # which any page may make it do
        assert "access-control-allow-origin" not in opened.headers
        url += f"&sid={json.loads(opened.text[1:])['sid']}"
        assert (await browser.post(url, content="40", headers=headers)).status_code == 403
        await browser.post(url, content="40")
        assert (await browser.get(url)).text == '44{"message":"Please sign in."}'


async def test_a_change_of_state_is_told_at_once(live: Live, listener: Listener) -> None:
    entrada = await make_entrada(live.operator)
    salida = await make_salida(live.operator, entrada)
    await live.look()
    await listener.sign_in()
    first = await listener.next(sockets.STATE)
    assert first["entradas"][0]["activa"] is False
    live.peer.state.paths = [path("estudio", dest(salida["id"], "live"))]
    await live.look()
    told = await listener.until(sockets.STATE, lambda it: it["entradas"][0]["activa"])
    (custom,) = [one for one in told["entradas"][0]["salidas"] if one["id"] == salida["id"]]
    assert (custom["estado"], custom["activa"]) == ("conectado", True)
    assert "SecretoDeSalida" not in str(told)
    assert entrada["streamKey"].partition("=")[2] not in str(told)
    await live.operator.delete(f"/api/entrada/{entrada['id']}")
    await listener.until(sockets.STATE, lambda it: not it["entradas"])


@pytest.mark.usefixtures("quick")
async def test_both_events_come_again_and_again(live: Live, listener: Listener) -> None:
    await make_entrada(live.operator)
    live.peer.state.conns = [conn(1, "srtconns", bytesSent=300)]
    await listener.sign_in()
    for _ in range(3):
        await listener.next(sockets.STATE)
        devices = await listener.next(sockets.DEVICES)
    stats = devices["stats"]
    assert (stats["srt"], stats["total"], stats["bytes"]["srt"]) == (1, 1, 300)
    assert devices["timestamp"]
    live.peer.silent = True
    while not listener.heard[sockets.STATE].empty():
        listener.heard[sockets.STATE].get_nowait()
    for _ in range(3):  # states are told when nobody can count readers
        await listener.next(sockets.STATE)


async def test_every_five_seconds() -> None:
    assert sockets.EVERY_S == 5.0


@pytest.mark.usefixtures("quick")
async def test_who_signs_out_is_sent_away(
    live: Live, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    await listener.sign_in()
    await listener.next(sockets.STATE)
    monkeypatch.setattr(sockets, "CHECK_SESSIONS_EVERY_S", 0.05)
    assert (await live.operator.post("/api/auth/logout")).is_success
    async with asyncio.timeout(GUARD_S):
        await listener.gone.wait()


async def test_who_never_signs_in_is_sent_away(live: Live, listener: Listener) -> None:
    await listener.sign_in()
    events = live.app.state.compat.events
    silent = Listener(live, int(listener.url.rpartition(":")[2]))
    await silent.client.eio.connect(silent.url, engineio_path="socket.io")
    assert events.connections() == 2
    await events.send_away()
    assert events.connections() == 2  # it may have come just now
    await events.send_away()
    assert events.connections() == 1
    assert listener.client.connected
    await silent.client.eio.disconnect(abort=True)


async def test_a_client_that_polls_no_more_does_not_hold_up_the_end(
    settings: ControlSettings,
) -> None:
    async with asyncio.timeout(GUARD_S):
        async with live_app(settings) as live, http_server(live.app) as port:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                query = {"EIO": 4, "transport": "polling"}
                opened = await client.get("/socket.io/", params=query)
            assert opened.status_code == 200
            assert live.app.state.compat.events.connections() == 1
