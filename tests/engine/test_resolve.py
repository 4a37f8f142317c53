"""Names: one that is never answered holds up nobody else."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from streamingpro.engine import resolve
from tests.engine.harness import until

ADDRESS = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 1935))


class NameServer:
    """Knows every name; answers those with "slow" in them when it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[str] = []

    def getaddrinfo(self, key: tuple[str, int], flags: int = 0) -> list[resolve.Address]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        self.asked.append(key[0])
        if "slow" in key[0]:
            assert self.go_on.wait(60)
        if "unknown" in key[0]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ADDRESS]


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    made = NameServer()
    monkeypatch.setattr(resolve, "_getaddrinfo", made.getaddrinfo)
    yield made
    made.go_on.set()


async def test_names_that_are_never_answered_hold_up_no_other(name_server: NameServer) -> None:
    waiting = [asyncio.ensure_future(resolve.resolve(f"slow{n}.example", 1)) for n in range(40)]
    await until(lambda: len(name_server.asked) == 40)
    assert await resolve.resolve("quick.example", 1935) == [ADDRESS]
    assert not any(one.done() for one in waiting)
    name_server.go_on.set()
    assert await asyncio.gather(*waiting) == [[ADDRESS]] * 40


async def test_who_asks_again_waits_for_the_same_answer(name_server: NameServer) -> None:
    first = asyncio.ensure_future(resolve.resolve("slow.example", 1))
    await until(lambda: name_server.asked)
    first.cancel()
    second = asyncio.ensure_future(resolve.resolve("slow.example", 1))
    await until(first.done)
    name_server.go_on.set()
    assert await second == [ADDRESS]
    assert name_server.asked == ["slow.example"]


async def test_the_number_of_lookups_is_bounded(
    name_server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "MAX_LOOKUPS", len(resolve._asked) + 1)
    waiting = asyncio.ensure_future(resolve.resolve("slow.example", 1))
    await until(lambda: name_server.asked)
    with pytest.raises(socket.gaierror, match="Too many names"):
        await resolve.resolve("other.example", 1)
    name_server.go_on.set()
    await waiting


async def test_a_name_that_nobody_knows(name_server: NameServer) -> None:
    for _ in range(2):
        with pytest.raises(socket.gaierror, match="not known"):
            await resolve.resolve("unknown.example", 1)


async def test_an_address_needs_no_lookup() -> None:
    ((_, _, _, _, address),) = await resolve.resolve("127.0.0.1", 1935)
    assert address == ("127.0.0.1", 1935)
    assert not resolve._asked
