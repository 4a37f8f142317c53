"""The earlier system's scripts and dashboard pointed at this server, between real peers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import socketio

from tests.e2e.conftest import NewKey, Publish
from tests.peers.ffmpeg import ffmpeg
from tests.peers.nginx import Nginx
from tests.peers.rest import Json
from tests.peers.stack import Stack, stack
from tests.peers.tools import Child, eventually

pytestmark = pytest.mark.e2e

EVENT_WITHIN_S = 15.0
Heard = dict[str, asyncio.Queue[Any]]
"""What came, by event."""


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Stack]:
    async with stack(tmp_path / "data", COMPAT_ROUTES=1) as running:
        yield running


async def test_an_entrada_of_the_earlier_routes_goes_live(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey, tmp_path: Path
) -> None:
    call, key = app.rest.call, new_key("salida")
    app.secrets.add(key)
    entrada = await call("POST", "/api/entrada", {"nombre": "Estudio", "protocolo": "RTMP"})
    app.secrets.add(entrada["streamKey"].partition("key=")[2])
    body = {
        "nombre": "Plataforma",
        "protocolo": "RTMP",
        "entradaId": entrada["id"],
        "urlDestino": platform.url("sink"),
        "claveStreamRTMP": key,
    }
    salida = await call("POST", "/api/salida", body)

    async with _listening(app) as heard:
        encoder = publish(clip_small, f"{entrada['url']}/{entrada['streamKey']}", loop=True)
        await _estado_is(app, salida, "conectado")
        assert (await app.rest.output(salida["id"]))["status"]["bytes_acked"] > 0
        shown = await call("GET", f"/api/entrada/{entrada['id']}")
        assert shown["activa"] is True
        assert [one["estado"] for one in shown["salidas"]] == ["conectado"] * 4
        told = await _hear(heard["estado-actualizado"], lambda it: it["entradas"][0]["activa"])
        assert key not in str(told)

        play = shown["salidas"][1]["urlDestino"]
        words = [ffmpeg(), "-v", "error", "-i", play, "-c", "copy", "-f", "null", "-"]
        player = Child.start(words, tmp_path / "player.log")
        try:
            devices = await _hear(
                heard["device-stats-update"], lambda it: it["stats"]["bytes"]["rtmp"] > 0
            )
        finally:
            await player.stop()
        assert (devices["stats"]["rtmp"], devices["stats"]["total"]) == (1, 1)

        listed = await call("GET", "/api/media-mtx/connections/rtmp")
        (publisher,) = [one for one in listed["data"] if one["state"] == "publish"]
        await call("POST", f"/api/media-mtx/connections/rtmp/kick/{publisher['id']}")
        assert await encoder.wait(15) != 0
        await call("PATCH", f"/api/salida/{salida['id']}/estado", {"habilitada": False})
        await _estado_is(app, salida, "apagado")


@asynccontextmanager
async def _listening(app: Stack) -> AsyncIterator[Heard]:
    """A client of the events, signed in as a script is."""
    client = socketio.AsyncClient(reconnection=False)
    heard: Heard = {name: asyncio.Queue() for name in ("estado-actualizado", "device-stats-update")}
    for name, queue in heard.items():
        client.on(name, queue.put)
    token = app.rest.http.headers["Authorization"]
    await client.connect(app.home, headers={"Authorization": token}, transports=["websocket"])
    try:
        yield heard
    finally:
        await client.disconnect()


async def _hear(queue: asyncio.Queue[Any], found: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(EVENT_WITHIN_S):
        while not found(message := await queue.get()):
            pass
    return message


async def _estado_is(app: Stack, salida: Json, estado: str) -> None:
    seen: list[Json] = []

    async def look() -> bool:
        seen[:] = [await app.rest.call("GET", f"/api/salida/{salida['id']}/estado")]
        return bool(seen[0]["estado"] == estado)

    await eventually(look, f"estado {estado}", within=20, report=lambda: f"{seen}")
