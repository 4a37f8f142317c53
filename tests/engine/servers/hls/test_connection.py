"""HTTP connections: order, limits, slow and rude clients."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from streamingpro.engine.servers.hls.connection import (
    ANSWER_S,
    HEAD_S,
    KEEP_ALIVE_S,
    HttpConnection,
)
from streamingpro.engine.servers.hls.request import MAX_HEAD, Request
from streamingpro.engine.servers.hls.response import Response
from tests.engine.harness import tcp_pair, turns, until


class Handler:
    """Answers every request with its path, except those that are to wait."""

    write_timeout_s = 10.0

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.over: list[HttpConnection] = []
        self.counted = 0
        self.body: list[bytes] | None = None
        self.waits = False

    def handle(self, connection: HttpConnection, request: Request) -> None:
        self.requests.append(request)
        if not self.waits:
            self.answer(connection)

    def answer(self, connection: HttpConnection) -> None:
        body: Sequence[bytes] = self.body or ["/".join(self.requests[-1].names).encode()]
        connection.respond(Response(200, body), self._count)

    def _count(self, size: int) -> None:
        self.counted += size

    def common_headers(self, request: Request | None) -> Mapping[str, str]:
        return {"X-Common": "yes"}

    def ended(self, connection: HttpConnection) -> None:
        self.over.append(connection)


class Talk:
    """A connection, its handler and the client's end of it."""

    def __init__(self, pair: tuple[socket.socket, socket.socket]) -> None:
        ours, self.peer = pair
        self.handler = Handler()
        self.connection = HttpConnection(self.handler, ours, "192.0.2.1:5")
        self.got = bytearray()
        self.closed = False

    def send(self, data: bytes) -> None:
        self.peer.sendall(data)

    def read(self) -> bytearray:
        """What has come so far."""
        while True:
            try:
                data = self.peer.recv(1 << 20)
            except BlockingIOError:
                break
            except ConnectionResetError:
                data = b""
            if not data:
                self.closed = True
                break
            self.got += data
        return self.got

    async def answer(self, ending: bytes) -> bytes:
        await until(lambda: self.read().endswith(ending))
        return bytes(self.got)

    async def end(self) -> bytes:
        await until(lambda: self.read() is None or self.closed)
        return bytes(self.got)


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    made = Talk(tcp_pair())
    yield made
    made.connection.close()
    made.peer.close()


@pytest.fixture
async def slow() -> AsyncIterator[Talk]:
    """A client whose buffers are small."""
    ours, theirs = tcp_pair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made = Talk((ours, theirs))
    yield made
    made.connection.close()
    made.peer.close()


def later(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_an_answer(talk: Talk) -> None:
    talk.send(get("/a/b"))
    assert await talk.answer(b"a/b") == (
        b"HTTP/1.1 200 OK\r\nX-Common: yes\r\nContent-Length: 3\r\n\r\na/b"
    )
    assert talk.handler.counted == 3


async def test_requests_in_pieces_and_in_one(talk: Talk) -> None:
    for byte in get("/first"):
        talk.send(bytes([byte]))
        await turns(2)
    await talk.answer(b"first")
    talk.send(get("/second") + get("/third"))
    data = await talk.answer(b"third")
    assert data.index(b"second") < data.index(b"third")


async def test_many_requests_at_once_are_answered_in_order(talk: Talk) -> None:
    paths = [f"/{number}" for number in range(1000)]
    talk.send(b"".join(get(path) for path in paths))
    await talk.answer(b"\r\n\r\n999")
    assert [request.names[0] for request in talk.handler.requests] == [p[1:] for p in paths]


async def test_the_next_request_waits_for_the_answer(talk: Talk) -> None:
    talk.handler.waits = True
    talk.send(get("/first") + get("/second"))
    await until(lambda: talk.handler.requests)
    await turns()
    assert len(talk.handler.requests) == 1
    talk.handler.waits = False
    talk.handler.answer(talk.connection)
    await talk.answer(b"second")


async def test_what_a_client_sends_meanwhile_is_bounded(talk: Talk) -> None:
    talk.handler.waits = True
    talk.send(get("/first"))
    await until(lambda: talk.handler.requests)
    sent = 0
    with contextlib.suppress(BlockingIOError):
        while sent < 100_000_000:
            sent += talk.peer.send(b"x" * 65536)
            await turns(3)
    assert sent < 100_000_000  # the kernel holds it back, as we do not read
    talk.handler.answer(talk.connection)
    assert b"431" in await talk.end()


async def test_a_long_body_goes_out_as_it_is_taken(talk: Talk) -> None:
    size = 10_000_000
    talk.handler.body = [bytes([number]) * size for number in range(3)]
    talk.send(get("/"))
    await until(lambda: talk.handler.counted)
    await turns()
    assert talk.handler.counted < 3 * size  # the rest is not even taken up
    data = await talk.answer(b"\x02" * size)
    assert data.endswith(b"".join(talk.handler.body))
    assert talk.handler.counted == 3 * size


async def test_head_has_no_body(talk: Talk) -> None:
    talk.send(b"HEAD /abc HTTP/1.1\r\n\r\n")
    assert b"Content-Length: 3" in await talk.answer(b"\r\n\r\n")
    assert talk.handler.counted == 0


async def test_close_when_asked_to(talk: Talk) -> None:
    talk.send(get("/a", "Connection: close"))
    assert b"Connection: close" in await talk.end()
    assert talk.handler.over == [talk.connection]


@pytest.mark.parametrize("junk", [b"hello\r\n\r\n", b"\x16\x03\x01\r\n\r\n"])
async def test_junk_is_answered_and_ended(talk: Talk, junk: bytes) -> None:
    talk.send(junk + get("/never"))
    assert (await talk.end()).startswith(b"HTTP/1.1 400 ")
    assert not talk.handler.requests


async def test_a_head_without_end(talk: Talk) -> None:
    talk.send(b"GET / HTTP/1.1\r\nX: " + b"x" * MAX_HEAD)
    assert (await talk.end()).startswith(b"HTTP/1.1 431 ")


async def test_an_error_of_the_handler_is_answered(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(talk.handler, "handle", fail)
    talk.send(get("/"))
    await until(lambda: b"}" in talk.read())
    assert talk.got.startswith(b"HTTP/1.1 500 ")


async def test_a_client_that_leaves_while_it_waits(talk: Talk) -> None:
    talk.handler.waits = True
    talk.send(get("/"))
    await until(lambda: talk.handler.requests)
    talk.peer.close()
    await until(lambda: talk.handler.over)
    talk.handler.answer(talk.connection)  # nobody is there any more
    assert talk.handler.counted == 0


@pytest.mark.parametrize(("sent", "limit"), [(b"", KEEP_ALIVE_S), (b"GET / HTTP/1.1\r\n", HEAD_S)])
async def test_silent_clients_are_let_go(talk: Talk, sent: bytes, limit: float) -> None:
    talk.send(sent)
    await turns()
    talk.connection.tick(later(limit - 1))
    assert not talk.connection.ended
    talk.connection.tick(later(limit + 1))
    assert talk.connection.ended
    assert talk.handler.over == [talk.connection]


async def test_a_drip_does_not_make_a_head_last(talk: Talk) -> None:
    talk.send(b"GET / ")
    await turns()
    talk.connection.tick(later(HEAD_S - 1))
    talk.send(b"HTT")
    await turns()
    talk.connection.tick(later(HEAD_S + 1))
    assert talk.connection.ended


async def test_who_reads_nothing_is_cut_off(slow: Talk) -> None:
    slow.handler.body = [b"x" * 1_000_000]
    slow.send(get("/"))
    await until(lambda: slow.handler.counted)
    slow.connection.tick(later(1))
    slow.connection.tick(later(12))
    assert slow.connection.ended


async def test_who_reads_too_slowly_is_cut_off(talk: Talk) -> None:
    talk.handler.body = [bytes(1_000_000)] * 100
    talk.send(get("/"))
    for second in range(0, round(ANSWER_S), 5):
        counted = talk.handler.counted
        await until(lambda before=counted: drained(talk) and talk.handler.counted > before)
        talk.connection.tick(later(second))
        assert not talk.connection.ended
    talk.connection.tick(later(ANSWER_S + 1))
    assert talk.connection.ended


def drained(talk: Talk) -> bool:
    """Some of the answer is read, too little of it."""
    with contextlib.suppress(BlockingIOError):
        talk.peer.recv(200_000)
    return True
