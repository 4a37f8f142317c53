"""ApiServer: a bound port, in the running loop, gone after stop."""

import asyncio
import signal
import socket

import httpx
import pytest
from starlette.applications import Starlette

from streamingpro.engine.api import ApiServer
from tests.engine.api.conftest import TOKEN

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def test_start_and_stop(api: Starlette) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    server = ApiServer(api)
    port = await server.start("127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=HEADERS) as http:
        answer = await http.get("/v3/info")
        assert answer.json()["version"] == "1.2.3"
        assert "server" not in answer.headers
        head = await http.head("/v3/info")
        assert (head.content, head.headers["content-length"]) == (b"", str(len(answer.content)))
        now = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        assert now == handlers
        await server.stop()
        with pytest.raises(httpx.TransportError):
            await http.get("/v3/info")
    await server.stop()


async def test_every_interface_means_both_address_families(api: Starlette) -> None:
    server = ApiServer(api)
    port = await server.start("", 0)
    hosts = ["127.0.0.1", "[::1]"] if socket.has_dualstack_ipv6() else ["127.0.0.1"]
    for host in hosts:
        async with httpx.AsyncClient(base_url=f"http://{host}:{port}", headers=HEADERS) as http:
            assert (await http.get("/v3/info")).status_code == 200
    await server.stop()


async def test_a_taken_port_is_told_at_once(api: Starlette) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
    ):
        await ApiServer(api).start("127.0.0.1", taken.getsockname()[1])


async def test_a_caller_who_leaves_in_the_middle_of_a_body_hurts_nobody(api: Starlette) -> None:
    server = ApiServer(api)
    port = await server.start("127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /v3/config/paths/add/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        + f"Authorization: Bearer {TOKEN}\r\n\r\n".encode()
        + b"{"
    )
    await writer.drain()
    writer.close()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=HEADERS) as http:
        assert (await http.get("/v3/config/paths/list")).json()["itemCount"] == 0
    await server.stop()
