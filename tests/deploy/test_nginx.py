"""nginx as the balancer of SRT: a caller stays where it is, and leaves a node that died."""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from tests.deploy.balancers import nginx_files, nginx_srt
from tests.peers.tools import free_udp_port

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems have one loopback address alone"
)
CALLERS = 24
AGAIN_S = 0.25
"""SRT repeats an unanswered handshake that often."""


class Named(asyncio.DatagramProtocol):
    """A server that answers every packet with its name."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(self._name, addr)


async def answered(host: str, port: int, *, within: float = 3.0) -> str:
    """Who answers a caller from this address, with a new port of its own."""
    loop = asyncio.get_running_loop()
    with socket.socket(type=socket.SOCK_DGRAM) as caller:
        caller.setblocking(False)
        caller.bind((host, 0))
        caller.connect(("127.0.0.1", port))
        async with asyncio.timeout(within):
            while True:
                await loop.sock_sendall(caller, b"hello")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_S):
                        # nginx passes a node's "port unreachable" on as a packet without bytes.
                        while not (name := await loop.sock_recv(caller, 100)):
                            pass
                        return name.decode()


@dataclass
class Scene:
    port: int
    nodes: dict[str, asyncio.DatagramTransport] = field(default_factory=dict)

    async def choices(self) -> dict[str, str]:
        """Which node each of many callers gets."""
        hosts = [f"127.0.1.{number + 1}" for number in range(CALLERS)]
        names = await asyncio.gather(*(answered(host, self.port) for host in hosts))
        return dict(zip(hosts, names, strict=True))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    loop = asyncio.get_running_loop()
    me, real = Scene(free_udp_port()), {}
    for name in ("media1", "media2"):
        transport, _ = await loop.create_datagram_endpoint(
            lambda name=name: Named(name),  # type: ignore[misc]
            local_addr=("127.0.0.1", 0),
        )
        me.nodes[name] = transport
        real[name, 8890] = transport.get_extra_info("sockname")[1]
    async with nginx_srt(tmp_path / "nginx", real, me.port):
        yield me
    for transport in me.nodes.values():
        transport.close()


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    real = {("media1", 8890): 1, ("media2", 8890): 2}
    command = [*nginx_files(tmp_path, real, free_udp_port()), "-t"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


async def test_a_caller_gets_the_same_node_each_time_and_both_have_some(scene: Scene) -> None:
    first = await scene.choices()
    assert set(first.values()) == {"media1", "media2"}
    assert await scene.choices() == first, "an encoder that came back was sent elsewhere"


async def test_callers_leave_a_node_that_died(scene: Scene) -> None:
    before = await scene.choices()
    scene.nodes["media1"].abort()
    assert set((await scene.choices()).values()) == {"media2"}, "each within 3 s"
    assert "media1" in before.values(), "nobody had to leave it"
