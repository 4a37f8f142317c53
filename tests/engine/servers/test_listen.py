"""Listening: which addresses, what is handed over, and what happens when nothing is left."""

import asyncio
import errno
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from streamingpro.engine.servers import listen as listen_module
from streamingpro.engine.servers.listen import Listener
from tests.engine.harness import until

Accepted = list[tuple[socket.socket, str]]
Listen = Callable[[str, int], tuple[Listener, Accepted]]


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    made: list[tuple[Listener, Accepted]] = []

    def begin(host: str, port: int) -> tuple[Listener, Accepted]:
        accepted: Accepted = []
        listener = Listener(host, port, lambda sock, address: accepted.append((sock, address)))
        made.append((listener, accepted))
        return made[-1]

    yield begin
    for listener, accepted in made:
        if listener._sock.fileno() >= 0:
            listener.close()
        for sock, _ in accepted:
            sock.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_hands_over_non_blocking_sockets_with_their_address(listen: Listen) -> None:
    listener, accepted = listen("127.0.0.1", 0)
    with socket.create_connection(("127.0.0.1", listener.port)) as client:
        await until(lambda: accepted)
        sock, address = accepted[0]
        assert not sock.getblocking()
        assert address == f"127.0.0.1:{client.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
async def test_every_interface_means_both_ip_versions_and_ipv4_looks_like_it(
    listen: Listen,
) -> None:
    listener, accepted = listen("", 0)
    try:
        clients = [socket.create_connection((host, listener.port)) for host in ("127.0.0.1", "::1")]
    except OSError:
        pytest.skip("no IPv6 loopback here")
    await until(lambda: len(accepted) == 2)
    assert {address.rpartition(":")[0] for _, address in accepted} == {"127.0.0.1", "[::1]"}
    for client in clients:
        client.close()


async def test_many_at_once_are_all_accepted(listen: Listen) -> None:
    listener, accepted = listen("127.0.0.1", 0)
    clients = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(200)]
    await until(lambda: len(accepted) == 200)
    for client in clients:
        client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="counts files in /proc")
async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open(listen: Listen) -> None:
    listener, _ = listen("127.0.0.1", 0)
    before = open_files()
    with pytest.raises(OSError, match="in use") as caught:
        listen("127.0.0.1", listener.port)
    assert caught.value.errno == errno.EADDRINUSE
    assert open_files() == before


async def test_after_close_nobody_is_accepted(listen: Listen) -> None:
    listener, _ = listen("127.0.0.1", 0)
    port = listener.port
    listener.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


class Exhausted:
    """A listening socket that can't accept for want of file descriptors, some times."""

    def __init__(self, sock: socket.socket, times: int) -> None:
        self.sock = sock
        self.times = times

    def accept(self) -> tuple[socket.socket, tuple[str, int]]:
        if self.times:
            self.times -= 1
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return self.sock.accept()

    def __getattr__(self, name: str) -> object:
        return getattr(self.sock, name)


async def test_without_file_descriptors_it_rests_and_goes_on(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_module, "_PAUSE_S", 0.01)
    listener, accepted = listen("127.0.0.1", 0)
    poor = Exhausted(listener._sock, times=3)
    listener._sock = poor  # type: ignore[assignment]
    with socket.create_connection(("127.0.0.1", listener.port)):
        await until(lambda: accepted)
        assert poor.times == 0


async def test_closed_while_it_rests_it_stays_closed(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_module, "_PAUSE_S", 0.01)
    listener, accepted = listen("127.0.0.1", 0)
    poor = Exhausted(listener._sock, times=1)
    listener._sock = poor  # type: ignore[assignment]
    client = socket.create_connection(("127.0.0.1", listener.port))
    await until(lambda: poor.times == 0)
    listener.close()
    await asyncio.sleep(0.03)  # longer than it rests
    assert accepted == []
    client.close()
