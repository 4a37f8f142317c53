"""The runtime as a whole, with the engine's real API in this process instead of an engine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from streamingpro.control.app import create_app
from streamingpro.control.runtime import Runtime
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.schemas import MediaServerState
from tests.control.reconcile.peer import Peer

pytestmark = pytest.mark.any_database

GUARD_S = 15.0


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def runtime(settings: ControlSettings, peer: Peer) -> AsyncIterator[Runtime]:
    app = create_app(settings, start_engine=False, media=peer.provider())
    services: Services = app.state.services
    async with app.router.lifespan_context(app):
        yield services.runtime


async def test_the_media_server_learns_the_address_of_the_hook_when_the_port_is_known(
    runtime: Runtime, peer: Peer
) -> None:
    await runtime.reconciler.run_once()
    assert peer.store.global_.auth_http_address == ""
    runtime.set_http_port(8123)
    async with asyncio.timeout(GUARD_S):
        while not peer.store.global_.auth_http_address:
            await asyncio.sleep(0)
    address = peer.store.global_.auth_http_address
    assert address == runtime.hook.address("http://127.0.0.1:8123")


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("192.0.2.1", "192.0.2.1"), ("::1", "[::1]")],
)
async def test_the_hook_is_where_the_http_server_listens(
    settings: ControlSettings, peer: Peer, host: str, shown: str
) -> None:
    app = create_app(
        replace(settings, http_host=host, http_port=8000),
        start_engine=False,
        media=peer.provider(),
    )
    services: Services = app.state.services
    async with app.router.lifespan_context(app):
        await services.runtime.reconciler.run_once()
    assert peer.store.global_.auth_http_address.endswith(f"@{shown}:8000/api/hooks/auth")


async def test_unmanaged_paths_and_silence_show_in_the_media_servers_status(
    runtime: Runtime, peer: Peer
) -> None:
    peer.store.add("foreign", {})
    await runtime.reconciler.run_once()
    status = runtime.media_status()
    assert (status.state, status.unmanaged_paths) == (MediaServerState.RUNNING, ["foreign"])
    noticed = asyncio.Event()

    def look(_delta: Delta) -> None:
        if runtime.media_status().state is MediaServerState.UNREACHABLE:
            noticed.set()

    runtime.monitor.subscribe(look)
    peer.silent = True
    async with asyncio.timeout(GUARD_S):
        await noticed.wait()
