"""RTMPS: the same as RTMP behind TLS, and what only TLS can do wrong."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streamingpro.engine.auth import AccessRequest
from streamingpro.engine.servers.rtmp import TLS_HANDSHAKE_S, RtmpServer
from streamingpro.engine.servers.tls import Certificate
from tests.engine.client import Crowd, crowd
from tests.engine.harness import until
from tests.engine.media import AUDIO, VIDEO, interframe, sound
from tests.engine.servers.conftest import Server, server
from tests.peers.tls import certificate

__all__ = ["server"]


@dataclass
class Secure:
    """The RTMPS listener beside the RTMP one of `server`, and its clients."""

    rtmps: RtmpServer
    crowd: Crowd
    trusting: ssl.SSLContext

    def socket(self) -> ssl.SSLSocket:
        """A client without RTMP, blocking; a cut-off connection is an error for it."""
        plain = socket.create_connection(("127.0.0.1", self.rtmps.port))
        return self.trusting.wrap_socket(
            plain, server_hostname="localhost", suppress_ragged_eofs=False
        )


@pytest.fixture
async def secure(server: Server, tmp_path: Path) -> AsyncIterator[Secure]:
    made = certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=made.file)
    rtmps = RtmpServer(server.store, server.paths, server.auth, Certificate(made.file, made.key))
    rtmps.listen("127.0.0.1", 0)
    async with crowd(rtmps.port, trusting) as clients:
        yield Secure(rtmps, clients, trusting)
    rtmps.close()
    assert not rtmps.connections


async def test_publish_over_rtmps_and_play_over_both(server: Server, secure: Secure) -> None:
    encoder = await secure.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    players = [await secure.crowd.player("show"), await server.crowd.player("show")]
    encoder.send((AUDIO, 20, sound()), (VIDEO, 40, interframe()), (VIDEO, 80, interframe()))
    await until(lambda: min(len(player.media) for player in players) >= 7)
    first, second = ([(m.type_id, m.payload) for m in player.media] for player in players)
    assert first == second
    assert server.item["source"] == {
        "type": "rtmpsConn",
        "id": next(iter(secure.rtmps.connections)),
    }
    assert server.item["protocol"] == "rtmps"
    assert {reader["type"] for reader in server.item["readers"]} == {"rtmpsConn", "rtmpConn"}


async def test_the_hook_is_told_the_protocol(
    server: Server, secure: Secure, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[AccessRequest] = []

    async def check(request: AccessRequest) -> None:
        asked.append(request)

    monkeypatch.setattr(server.auth, "check", check)
    await secure.crowd.publisher("show?key=abc")
    assert [(request.protocol, request.query) for request in asked] == [("rtmps", "key=abc")]


async def test_plain_rtmp_on_the_port_of_rtmps_ends_at_once(secure: Secure) -> None:
    async with crowd(secure.rtmps.port) as plain:
        client = await plain.client("show", publish=True)
        await until(lambda: client.ended)
    await until(lambda: not secure.rtmps.connections)


async def test_who_never_begins_the_handshake_is_let_go(server: Server, secure: Secure) -> None:
    server.store.patch_global({"readTimeout": "1m"})
    _, writer = await asyncio.open_connection("127.0.0.1", secure.rtmps.port)
    await until(lambda: secure.rtmps.connections)
    now = asyncio.get_running_loop().time()
    secure.rtmps.tick(now + TLS_HANDSHAKE_S - 1)
    assert secure.rtmps.connections
    secure.rtmps.tick(now + TLS_HANDSHAKE_S + 1)
    assert not secure.rtmps.connections
    writer.close()


async def test_the_end_is_announced(secure: Secure) -> None:
    client = await asyncio.to_thread(secure.socket)
    await until(lambda: secure.rtmps.connections)
    (conn,) = secure.rtmps.connections.values()
    await until(lambda: conn.bytes_received > 500)  # the client's part of the handshake is whole
    conn.dismiss("the test wants it")
    assert await asyncio.to_thread(client.recv, 10) == b"", "not cut off: TLS has an end of its own"
    client.close()


async def test_a_new_certificate_is_for_new_clients(
    server: Server, secure: Secure, tmp_path: Path
) -> None:
    encoder = await secure.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    renewed = certificate(tmp_path)
    secure.rtmps.tick(asyncio.get_running_loop().time())
    async with crowd(secure.rtmps.port, ssl.create_default_context(cafile=renewed.file)) as others:
        player = await others.player("show")
        encoder.send((VIDEO, 40, interframe()))
        await until(lambda: len(player.media) >= 5)
    assert not encoder.ended
