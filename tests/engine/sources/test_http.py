"""The HTTP client of sources: where it may go, how much it takes, what it says when it fails."""

import asyncio
import contextlib
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streamingpro.engine.sources import guard as guard_module
from streamingpro.engine.sources import http as http_module
from streamingpro.engine.sources import http_transport as transport_module
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.guard import Guard
from streamingpro.engine.sources.http import HttpClient
from streamingpro.engine.sources.pull import SourceOptions
from tests.engine.forward.certificates import self_signed
from tests.engine.sources.origin import Answer, Origin, Request, origin
from tests.engine.sources.room import LOOPBACK
from tests.peers.hostile import refused_port

SECRET = "s3cret-token"


@pytest.fixture
async def server() -> AsyncIterator[Origin]:
    async with origin() as made:
        made.on("/hello", b"hello, world")
        yield made


async def fetch(
    url: str, *, options: SourceOptions = LOOPBACK, fingerprint: str = "", most: int = 1000
) -> bytes:
    client = HttpClient(Guard(options), url, fingerprint)
    try:
        return (await client.fetch(client.url, most))[0]
    finally:
        await client.close()


async def problem(url: str, **more: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await fetch(url, **more)  # type: ignore[arg-type]
    assert SECRET not in caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value


async def test_a_body_comes_and_says_from_where(server: Origin) -> None:
    server.on("/old", Answer(status=302, headers={"Location": "/hello?x=1"}))
    server.on("/hello?x=1", b"moved")
    client = HttpClient(Guard(LOOPBACK), server.url("/old"))
    assert await client.fetch(client.url, 100) == (b"moved", server.url("/hello?x=1"))
    assert client.remote_address == f"127.0.0.1:{server.port}"
    assert await client.fetch(server.url("/hello"), 100, start=7) == (
        b"world",
        server.url("/hello"),
    )
    assert (await client.fetch(server.url("/hello"), 100, start=7, length=2))[0] == b"wo"
    await client.close()


async def test_a_server_that_does_not_heed_ranges_is_understood(server: Origin) -> None:
    server.on("/deaf", lambda _request: Answer(b"0123456789"))
    client = HttpClient(Guard(LOOPBACK), server.url("/deaf"))
    assert (await client.fetch(client.url, 100, start=3, length=4))[0] == b"3456"
    await client.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, SourceErrorKind.AUTH),
        (403, SourceErrorKind.AUTH),
        (404, SourceErrorKind.NOT_FOUND),
        (410, SourceErrorKind.NOT_FOUND),
        (400, SourceErrorKind.REJECTED),
        (204, SourceErrorKind.REJECTED),
        (429, SourceErrorKind.NETWORK),
        (503, SourceErrorKind.NETWORK),
    ],
)
async def test_every_answer_has_its_kind(
    server: Origin, status: int, kind: SourceErrorKind
) -> None:
    server.on(f"/x?t={SECRET}", Answer(status=status))
    error = await problem(server.url(f"/x?t={SECRET}"))
    assert error.kind is kind
    assert f"(HTTP {status})" in error.message


async def test_a_port_that_refuses() -> None:
    with refused_port() as port:
        error = await problem(f"http://127.0.0.1:{port}/{SECRET}")
    assert error.kind is SourceErrorKind.REFUSED
    assert "nothing answers" in error.message


async def test_an_answer_that_breaks_off(server: Origin) -> None:
    server.on("/half", Answer(b"half", length=100))

    async def hang_up() -> AsyncIterator[bytes]:
        yield b""

    server.on("/half", lambda _: Answer(b"", headers={"Content-Length": "99"}, pieces=hang_up()))
    error = await problem(server.url("/half"))
    assert error.kind is SourceErrorKind.NETWORK


async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "TIMEOUT_S", 0.1)
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await problem(f"http://127.0.0.1:{port}/")).kind is SourceErrorKind.TIMEOUT


async def test_a_body_that_drips(server: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "FETCH_TIMEOUT_S", 0.2)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"."
            await asyncio.sleep(0.02)

    server.on("/drip", lambda _: Answer(pieces=drip()))
    error = await problem(server.url("/drip"))
    assert (error.kind, "too slowly" in error.message) == (SourceErrorKind.TIMEOUT, True)


async def test_a_body_that_has_no_end(server: Origin) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000

    server.on("/endless", lambda _: Answer(pieces=endless()))
    error = await problem(server.url("/endless"), most=50_000)
    assert (error.kind, "too long" in error.message) == (SourceErrorKind.PROTOCOL, True)


async def test_what_speaks_something_else() -> None:
    async def ssh(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        writer.close()

    server = await asyncio.start_server(ssh, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await problem(f"http://127.0.0.1:{port}/")).kind is SourceErrorKind.NETWORK


# where it may go


async def test_internal_addresses_are_not_even_connected_to(server: Origin) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433"):
        error = await problem(f"http://{host}:{server.port}/hello", options=SourceOptions())
        assert error.kind is SourceErrorKind.FORBIDDEN
    assert server.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/latest",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::ffff:192.168.0.1]/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/",
    ],
)
async def test_a_redirect_leads_nowhere_that_is_not_allowed(server: Origin, target: str) -> None:
    server.on("/leave", Answer(status=307, headers={"Location": target}))
    assert (await problem(server.url("/leave"))).kind is SourceErrorKind.FORBIDDEN


async def test_redirects_have_an_end(server: Origin) -> None:
    server.on("/round", Answer(status=302, headers={"Location": "/round"}))
    error = await problem(server.url("/round"))
    assert (error.kind, "redirects" in error.message) == (SourceErrorKind.PROTOCOL, True)
    assert len(server.asked) == http_module.MAX_REDIRECTS + 1


async def test_a_name_that_changes_its_mind_is_not_followed(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server gives an allowed address first and another one later (DNS rebinding): the
    connection goes to the address that was checked, whatever the name says by then."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[object]:
        asked.append(host)
        ip = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(2, 1, 6, "", (ip, port))]

    monkeypatch.setattr(guard_module, "resolve", rebinding)
    assert await fetch(f"http://two-faced.example:{server.port}/hello") == b"hello, world"
    assert asked == ["two-faced.example"]
    assert server.asked[0].headers["host"] == f"two-faced.example:{server.port}"
    later = await problem(f"http://two-faced.example:{server.port}/hello")
    assert later.kind is SourceErrorKind.FORBIDDEN


async def test_the_second_address_is_tried_when_the_first_refuses(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two(_host: str, port: int) -> list[object]:
        return [(2, 1, 6, "", (ip, port)) for ip in ("127.0.0.9", "127.0.0.1")]

    monkeypatch.setattr(guard_module, "resolve", two)
    assert await fetch(f"http://two.example:{server.port}/hello") == b"hello, world"


# credentials


async def test_name_and_password_go_to_their_server_and_to_no_other(server: Origin) -> None:
    async with origin() as other:
        other.on("/there", b"there")
        server.on("/away", Answer(status=302, headers={"Location": other.url("/there")}))
        url = server.url("/away").replace("http://", f"http://user:{SECRET}@")
        client = HttpClient(Guard(LOOPBACK), url)
        assert SECRET not in client.url
        assert (await client.fetch(client.url, 100))[0] == b"there"
        await client.fetch(server.url("/hello"), 100)
        await client.fetch(other.url("/there"), 100)
        await client.close()

    def carried(request: Request) -> bool:
        return request.headers.get("authorization", "").startswith("Basic ")

    assert [carried(request) for request in server.asked] == [True, True]
    assert [carried(request) for request in other.asked] == [False, False]


# TLS


async def test_a_certificate_that_nobody_vouches_for_needs_its_fingerprint(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with origin(tls=certificate.server) as server:
        server.on(f"/{SECRET}", b"secure")
        url = server.url(f"/{SECRET}")
        error = await problem(url)
        assert error.kind is SourceErrorKind.TLS
        assert "certificate is not valid" in error.message
        other = await problem(url, fingerprint="ab" * 32)
        assert other.kind is SourceErrorKind.TLS
        assert certificate.fingerprint in other.message
        assert server.asked == [], "not a byte of the request was sent"
        colons = ":".join(certificate.fingerprint[i : i + 2] for i in range(0, 64, 2)).upper()
        assert await fetch(url, fingerprint=colons) == b"secure"


async def test_https_where_there_is_http() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await problem(f"https://127.0.0.1:{port}/")
    assert error.kind is SourceErrorKind.TLS
    assert "http:// instead of https://" in error.message


async def test_the_name_is_what_the_certificate_is_checked_against(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=certificate.file)
    monkeypatch.setattr(transport_module, "client_context", lambda _verify: trusting)

    async def here(_host: str, port: int) -> list[object]:
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    async with origin(tls=certificate.server) as server:
        server.on("/x", b"secure")
        assert await fetch(server.url("/x")) == b"secure"
        monkeypatch.setattr(guard_module, "resolve", here)
        error = await problem(f"https://wrong.example:{server.port}/x")
        assert error.kind is SourceErrorKind.TLS
        assert "wrong.example" in error.message


# what hostile servers send


def packed(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


async def test_packed_bodies_are_understood(server: Origin) -> None:
    server.on("/z", Answer(packed(b"hello", 1), headers={"Content-Encoding": "gzip"}))
    assert await fetch(server.url("/z")) == b"hello"


@pytest.mark.parametrize(
    ("body", "packing", "words"),
    [
        (packed(bytes(50_000_000), 1), "gzip", "too long"),
        (packed(bytes(50_000_000), 2), "gzip, gzip", "packs its answers"),
        (b"not packed", "gzip", "packs its answers"),
        (b"anything", "br", "packs its answers"),
    ],
)
async def test_what_is_packed_too_small_is_never_unpacked_as_a_whole(
    server: Origin, body: bytes, packing: str, words: str
) -> None:
    server.on("/bomb", Answer(body, headers={"Content-Encoding": packing}))
    tracemalloc.start()
    try:
        error = await problem(server.url("/bomb"), most=100_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (error.kind, words in error.message) == (SourceErrorKind.PROTOCOL, True)
    assert peak < 5_000_000


async def test_the_body_of_a_redirect_is_not_read(server: Origin) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(64 * 1024)

    leave = {"Location": "/hello", "Set-Cookie": "a=1"}
    server.on("/leave", lambda _: Answer(status=302, headers=leave, pieces=endless()))
    assert await fetch(server.url("/leave")) == b"hello, world"
    assert server.asked[-1].headers["cookie"] == "a=1"


async def test_many_servers_and_cookies_leave_few_behind(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "MAX_SERVERS", 3)
    cookies = {"Set-Cookie": "a=1"}
    server.on("/cookie", Answer(b"x", headers=cookies))
    client = HttpClient(Guard(LOOPBACK), server.url("/cookie"))
    monkeypatch.setattr(http_module, "MAX_COOKIES", 0)
    before = len(list(Path("/proc/self/fd").iterdir()))
    async with contextlib.AsyncExitStack() as stack:
        for number in range(8):
            other = await stack.enter_async_context(origin())
            other.on("/cookie", Answer(str(number).encode(), headers=cookies))
            body, _ = await client.fetch(other.url("/cookie"), 100)
            assert body == str(number).encode()
            assert "cookie" not in other.asked[0].headers
        listening = 8
        ours_and_theirs = 2 * 3
        assert len(list(Path("/proc/self/fd").iterdir())) - before <= listening + ours_and_theirs
    await client.close()
