"""One call to servers that misbehave: limits, one more try, errors that say which server."""

import asyncio
import base64
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from streamingpro.mediamtx.calls.forward import TEST_TIMEOUT_S
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import (
    BadRequest,
    MediaServerError,
    NotFound,
    ProtocolError,
    Refused,
    ServerError,
    TooLarge,
    TooMany,
    Unauthorized,
    Unreachable,
)
from tests.engine.api.objects import CONN_ID
from tests.mediamtx.bad_servers import Talk, answering, dripping, endless, silent, talking
from tests.peers.tls import certificate

TOKEN = "the-token"
SECRET = "s3cr3t-key"
Handler = Callable[[httpx.Request], httpx.Response]


def scripted(handler: Handler) -> MediaClient:
    return MediaClient("http://m", TOKEN, transport=httpx.MockTransport(handler))


@pytest.mark.parametrize(
    ("response", "error", "words"),
    [
        (httpx.Response(200, text="hello"), ProtocolError, "not what its API promises"),
        (httpx.Response(200, json={"version": 5}), ProtocolError, "Info version"),
        (httpx.Response(302), ProtocolError, "HTTP 302"),
        (httpx.Response(500, json={"error": "out of order"}), ServerError, "out of order"),
        (httpx.Response(502, text="<html>"), ServerError, "HTTP 502"),
        (httpx.Response(400, json=["?"]), BadRequest, "refuses"),
        (httpx.Response(404, text="404 page not found"), NotFound, "does not know"),
        (httpx.Response(429, json={"error": "too many tests"}), TooMany, "too many tests"),
        (
            httpx.Response(400, json={"error": f"'rtmp://h/a/{SECRET}' is not a valid URL"}),
            BadRequest,
            "not a valid URL",
        ),
    ],
)
async def test_strange_answers(
    response: httpx.Response, error: type[MediaServerError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        await scripted(lambda _: response).info()
    assert SECRET not in caught.value.message


async def test_a_timeout_is_told_as_such() -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    with pytest.raises(Unreachable, match="in time"):
        await scripted(slow).info()


@pytest.mark.parametrize(
    ("call", "attempts"),
    [
        (lambda m: m.info(), 2),
        (lambda m: m.global_patch({}), 2),
        (lambda m: m.config_path_replace("a", {}), 2),
        (lambda m: m.config_path_delete("a"), 2),
        (lambda m: m.config_path_add("a", {}), 1),
        (lambda m: m.rtmp_conn_kick(CONN_ID), 1),
    ],
)
async def test_a_dropped_connection_is_tried_again_once_where_that_does_no_harm(
    call: Callable[[MediaClient], Awaitable[object]], attempts: int
) -> None:
    made = 0

    def drop(_: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")

    with pytest.raises(Unreachable):
        await call(scripted(drop))
    assert made == attempts


async def test_a_delete_that_was_carried_out_before_the_connection_dropped() -> None:
    answers = iter([None, httpx.Response(404, json={"error": "path not found"})])

    def handler(_: httpx.Request) -> httpx.Response:
        answer = next(answers)
        if answer is None:
            raise httpx.ReadError("reset")
        return answer

    await scripted(handler).config_path_delete("a")


async def test_a_trial_may_take_its_time_and_is_not_repeated() -> None:
    asked: list[httpx.Request] = []

    def slow(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ReadError("dropped")

    with pytest.raises(Unreachable):
        await scripted(slow).forward_test("rtmp://h/a#key")
    (request,) = asked
    assert request.extensions["timeout"]["read"] == TEST_TIMEOUT_S


async def test_a_server_that_refuses_for_a_moment_is_asked_again() -> None:
    """MediaMTX closes its API, and kept connections with it, when its own settings change."""
    script: list[Exception | None] = []

    def play(_: httpx.Request) -> httpx.Response:
        error = script.pop(0)
        if error is not None:
            raise error
        return httpx.Response(200, json={"status": "ok"})

    refused, dropped = httpx.ConnectError("refused"), httpx.ReadError("reset")
    client = scripted(play)
    script[:] = [refused, None]
    with pytest.raises(Refused):
        await client.info()
    assert script == [None], "one that never answered may be starting: its caller asks again"
    await client.info()
    for script[:] in ([refused, None], [dropped, refused, None]):
        await client.info()
        assert script == []
    script[:] = [refused, None]
    await client.config_path_add("a", {})
    script[:] = [refused, refused, refused, None]
    for left in (2, 1):
        with pytest.raises(Refused):
            await client.info()
        assert len(script) == left, "once it is gone, it is gone"


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (lambda t: MediaClient("http://m", "tok", transport=t), "Bearer tok"),
        (lambda t: MediaClient("http://m", credentials=("u", "p:w"), transport=t), "Basic u:p:w"),
        (
            lambda t: MediaClient("http://m", "tok", credentials=("u", "p"), transport=t),
            "Basic u:p",
        ),
        (lambda t: MediaClient("http://u:p%40s@m:9/x/", transport=t), "Basic u:p@s"),
        (lambda t: MediaClient("http://m", transport=t), ""),
    ],
)
async def test_credentials(
    client: Callable[[httpx.AsyncBaseTransport], MediaClient], expected: str
) -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        shown = base64.b64decode(text).decode() if kind == "Basic" else text
        seen.append(f"{kind} {shown}".strip())
        return httpx.Response(401)

    media = client(httpx.MockTransport(note))
    with pytest.raises(Unauthorized, match=r"at http://m\S* does not accept our cred") as caught:
        await media.info()
    assert seen == [expected]
    assert "@" not in media.base_url + caught.value.message


async def test_the_name_of_a_path_under_a_servers_own_path() -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(200, json={})

    client = MediaClient("http://proxy/media/", transport=httpx.MockTransport(note))
    await client.path_get("a/../b?c#d e")
    assert seen == ["/media/v3/paths/get/a/%2E%2E/b%3Fc%23d%20e"]


OK = b"HTTP/1.1 200 OK\r\nContent-Length: "


@pytest.mark.parametrize(
    ("talk", "error", "words"),
    [
        (silent, Unreachable, "did not answer in time"),
        (dripping, Unreachable, "did not answer in time"),
        (endless, TooLarge, "is too large"),
        (answering(OK + b"200001", b" " * 200_001), TooLarge, "is too large"),
        (answering(OK + b"9", b"half"), Unreachable, r"can't be reached \(RemoteProtocolError\)"),
        (answering(b"SSH-2.0-OpenSSH_9.2"), Unreachable, "can't be reached"),
        (
            answering(OK + b"20\r\nContent-Encoding: gzip", b"\x1f\x8b" + b"x" * 18),
            ProtocolError,
            "in a form unknown",
        ),
        (answering(OK + b"15", b"<html>s3cr3t-ke"), ProtocolError, "not what its API promises"),
    ],
)
async def test_servers_that_are_none(talk: Talk, error: type[MediaServerError], words: str) -> None:
    async with talking(talk, timeout_s=0.3, max_body=200_000) as client:
        with pytest.raises(error, match=words) as caught:
            await client.info()
        assert type(caught.value) is error
        assert client.base_url in caught.value.message
        assert "s3cr3t" not in caught.value.message


async def test_a_name_that_nobody_has() -> None:
    async with MediaClient("http://no-such-host.invalid:9997") as client:
        with pytest.raises(Refused, match=r"at http://no-such-host\.invalid:9997 can't be found"):
            await client.info()


async def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.file, made.key)
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    async with server, MediaClient(f"https://127.0.0.1:{port}") as client:
        with pytest.raises(Refused, match="is not trusted here"):
            await client.info()
        server.close()
