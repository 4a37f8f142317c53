"""Dialling: names, ports, and certificates that are verified or recognised, never waved through."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from streamingpro.engine import dial
from streamingpro.engine.neterrors import NetError, NetErrorKind
from streamingpro.engine.resolve import Address
from tests.engine.forward.certificates import Certificate, self_signed
from tests.engine.harness import tcp_pair
from tests.peers.hostile import refused_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def echo(certificate: Certificate) -> AsyncIterator[int]:
    """The port of a TLS server that sends back what it gets."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=certificate.server)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture(autouse=True)
def _fresh_contexts() -> Iterator[None]:
    dial.client_context.cache_clear()
    yield
    dial.client_context.cache_clear()


async def encrypted(port: int, fingerprint: str = "") -> str:
    """Dial, say something through TLS, return the answer."""
    loop = asyncio.get_running_loop()
    with await dial.connect("127.0.0.1", port) as sock:
        tls = await dial.encrypt(sock, "127.0.0.1", fingerprint)
        await loop.sock_sendall(sock, tls.outgoing(b"hello" * 10_000))
        answer = b""
        while len(answer) < 50_000:
            answer += tls.incoming(await loop.sock_recv(sock, 65536))
        return answer[:5].decode()


async def refusal(port: int, fingerprint: str = "") -> NetError:
    with pytest.raises(NetError) as caught:
        await encrypted(port, fingerprint)
    return caught.value


async def test_connects_to_a_listening_port_without_delay_by_the_kernel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sock = await dial.connect("localhost", listener.getsockname()[1])
        with sock:
            assert not sock.getblocking()
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("name.invalid", "name was not found"),
        ("a" * 64 + ".example", "this is no valid name"),
        ("two..dots", "this is no valid name"),
    ],
)
async def test_a_name_that_leads_nowhere(host: str, words: str) -> None:
    with pytest.raises(NetError) as caught:
        await dial.connect(host, 1935)
    assert caught.value.kind is NetErrorKind.DNS
    assert words in caught.value.message


async def test_a_port_that_refuses() -> None:
    with refused_port() as port, pytest.raises(NetError) as caught:
        await dial.connect("127.0.0.1", port)
    assert caught.value.kind is NetErrorKind.REFUSED
    assert f"127.0.0.1:{port}" in caught.value.message


async def test_the_second_address_is_tried_when_the_first_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, refused_port() as closed:
        good = listener.getsockname()
        found: list[Address] = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", address)
            for address in (("127.0.0.1", closed), good)
        ]
        sock = await dial.connect("two.example", 1, found)
        with sock:
            assert sock.getpeername() == good


async def test_a_server_that_never_answers_the_handshake_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dial, "CONNECT_TIMEOUT_S", 0.01)
    ours, theirs = tcp_pair()
    with ours, theirs, pytest.raises(NetError) as caught:
        await dial.encrypt(ours, "127.0.0.1", "")
    assert caught.value.kind is NetErrorKind.TIMEOUT


async def test_a_server_that_speaks_no_tls() -> None:
    ours, theirs = tcp_pair()
    theirs.send(b"\x03 this is plain RTMP")
    with ours, theirs, pytest.raises(NetError) as caught:
        await dial.encrypt(ours, "127.0.0.1", "")
    assert caught.value.kind is NetErrorKind.TLS


async def test_a_server_that_closes_in_the_handshake() -> None:
    ours, theirs = tcp_pair()
    theirs.shutdown(socket.SHUT_WR)
    with ours, theirs, pytest.raises(NetError) as caught:
        await dial.encrypt(ours, "127.0.0.1", "")
    assert caught.value.kind is NetErrorKind.NETWORK


async def test_a_certificate_that_nobody_vouches_for_is_refused(echo: int) -> None:
    problem = await refusal(echo)
    assert problem.kind is NetErrorKind.TLS
    assert "certificate is not valid" in problem.message


@pytest.mark.parametrize("written", [str.lower, str.upper])
async def test_its_own_fingerprint_makes_it_welcome(
    echo: int, certificate: Certificate, written: type[str]
) -> None:
    assert await encrypted(echo, written(certificate.fingerprint)) == "hello"


async def test_a_fingerprint_with_colons_is_the_same(echo: int, certificate: Certificate) -> None:
    plain = certificate.fingerprint
    assert await encrypted(echo, ":".join(plain[i : i + 2] for i in range(0, 64, 2))) == "hello"


async def test_another_fingerprint_is_refused_and_the_true_one_shown(
    echo: int, certificate: Certificate
) -> None:
    problem = await refusal(echo, "0" * 64)
    assert problem.kind is NetErrorKind.TLS
    assert certificate.fingerprint in problem.message


async def test_a_certificate_of_a_trusted_root_needs_no_fingerprint(
    echo: int, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate.file))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
    assert await encrypted(echo) == "hello"


async def test_a_trusted_certificate_of_another_name_is_refused(
    echo: int, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate.file))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
    with (
        await dial.connect("127.0.0.1", echo) as sock,
        pytest.raises(NetError) as caught,
    ):
        await dial.encrypt(sock, "other.example", "")
    assert caught.value.kind is NetErrorKind.TLS
