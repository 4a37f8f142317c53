"""HLS of the media server under our own address."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from streamingpro.control.nodes.ports import Ports
from streamingpro.control.preview.hls import HlsProxy
from streamingpro.control.services import Services
from streamingpro.control.users.auth import SESSION_COOKIE
from streamingpro.control.users.roles import Role
from tests.control.conftest import client_of, token_for

pytestmark = pytest.mark.any_database

Answer = Callable[[httpx.Request], httpx.Response]
PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:9\n"


class Listener(httpx.AsyncBaseTransport):
    """The media server's HLS listener: answers as the test says, notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Answer = lambda _request: httpx.Response(
            200, stream=httpx.ByteStream(PLAYLIST.encode())
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def ports() -> Ports:
    return Ports({"hls": 8888})


@pytest.fixture
async def url(
    services: Services, listener: Listener, ports: Ports, operator: httpx.AsyncClient
) -> str:
    """Of the preview of the input at `show`, behind which `listener` stands."""
    await services.runtime.hls.aclose()
    services.runtime.hls = HlsProxy(
        lambda: "engine-token", lambda: ports, "127.0.0.1", transport=listener
    )
    item = (
        await operator.post("/api/inputs", json={"name": "Show", "read_key": "12345678"})
    ).json()
    return str(item["urls"]["preview"]["hls"])


async def test_a_viewer_plays_with_nothing_but_the_session(
    app: FastAPI, services: Services, listener: Listener, url: str
) -> None:
    async with client_of(app) as browser:
        browser.cookies.set(SESSION_COOKIE, await token_for(services, Role.VIEWER))
        response = await browser.get(url, headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, response.text) == (200, PLAYLIST)
    assert response.headers["cache-control"] == "no-store"
    (asked,) = listener.asked
    assert str(asked.url) == "http://127.0.0.1:8888/show/index.m3u8"
    assert asked.headers["authorization"] == "Bearer engine-token"
    assert "cookie" not in asked.headers


async def test_nobody_else_gets_anything(
    anonymous: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    assert (await anonymous.get(url)).status_code == 401
    assert listener.asked == []


async def test_encodings_ranges_and_blocking_reloads_are_passed_on(
    viewer: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    packed = b"\x1f\x8b not unpacked here"
    listener.answer = lambda _request: httpx.Response(
        206,
        stream=httpx.ByteStream(packed),
        headers={
            "Content-Type": "video/mp4",
            "Content-Encoding": "x-test",
            "Content-Length": str(len(packed)),
            "Cache-Control": "public, max-age=3600",
            "Set-Cookie": "session=of the engine",
            "Access-Control-Allow-Origin": "*",
        },
    )
    address = url.replace("index.m3u8", "seg_1.m4s?_HLS_msn=7&_HLS_part=2")
    headers = {"Accept-Encoding": "x-test", "Range": "bytes=0-9"}
    async with viewer.stream("GET", address, headers=headers) as response:
        body = b"".join([block async for block in response.aiter_raw()])
    (asked,) = listener.asked
    assert asked.url.query == b"_HLS_msn=7&_HLS_part=2"
    assert (asked.headers["accept-encoding"], asked.headers["range"]) == ("x-test", "bytes=0-9")
    assert (response.status_code, body) == (206, packed)
    assert response.headers["cache-control"] == "private, max-age=60"
    assert not {"set-cookie", "access-control-allow-origin"} & set(response.headers)


async def test_who_takes_no_encoding_gets_none(
    viewer: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    del viewer.headers["accept-encoding"]
    await viewer.get(url)
    assert listener.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "file",
    [
        "../other/index.m3u8",
        "%2e%2e/other/index.m3u8",
        "..%2Fother",
        "a%00b",
        ".hidden",
        "a//b",
        "",
    ],
)
async def test_only_files_of_this_stream(
    viewer: httpx.AsyncClient, listener: Listener, url: str, file: str
) -> None:
    response = await viewer.get(httpx.URL(url.replace("index.m3u8", "") + file))
    assert response.status_code == 404
    assert listener.asked == []


@pytest.mark.parametrize(
    ("status", "shown", "words"),
    [
        (404, 404, "Nothing is live"),
        (401, 503, "our token"),
        (302, 503, "can't give a preview"),
        (500, 503, "can't give a preview"),
    ],
)
async def test_refusals_are_told_plainly(
    viewer: httpx.AsyncClient, listener: Listener, url: str, status: int, shown: int, words: str
) -> None:
    listener.answer = lambda _request: httpx.Response(status, headers={"Location": "/elsewhere"})
    response = await viewer.get(url)
    assert response.status_code == shown
    assert words in response.json()["detail"]


async def test_why_there_is_no_picture_yet_is_passed_on(
    viewer: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    words = "There is no picture to begin with yet."
    refusal = {"status": "error", "error": words}
    listener.answer = lambda _request: httpx.Response(503, json=refusal)
    response = await viewer.get(url)
    assert response.status_code == 503
    assert response.json()["detail"] == words


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"error": 7}', b'{"error": ""}'])
async def test_a_refusal_without_a_sentence_is_told_plainly(
    viewer: httpx.AsyncClient, listener: Listener, url: str, body: bytes
) -> None:
    listener.answer = lambda _request: httpx.Response(503, content=body)
    assert "can't give a preview" in (await viewer.get(url)).json()["detail"]


async def test_a_silent_listener_is_told_plainly(
    viewer: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody listens")

    listener.answer = refuse
    response = await viewer.get(url)
    assert response.status_code == 503
    assert "does not answer" in response.json()["detail"]


async def test_without_hls_the_reason_is_told(
    viewer: httpx.AsyncClient, url: str, ports: Ports
) -> None:
    ports.on.clear()
    ports.off["hls"] = "Port 8888 is in use."
    response = await viewer.get(url)
    assert response.status_code == 503
    assert response.json()["detail"] == "There is no preview without HLS. Port 8888 is in use."


async def test_an_answer_that_is_cut_short_does_not_look_whole(
    viewer: httpx.AsyncClient, listener: Listener, url: str
) -> None:
    class Cut(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"half"
            raise httpx.ReadError("gone")

    listener.answer = lambda _request: httpx.Response(200, stream=Cut())
    with pytest.raises(AssertionError):  # the test's transport saw no end of the answer
        await viewer.get(url)


async def test_a_browser_that_leaves_ends_the_question_too(
    services: Services, listener: Listener, url: str
) -> None:
    closed = asyncio.Event()

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.Event().wait()

        async def aclose(self) -> None:
            closed.set()

    listener.answer = lambda _request: httpx.Response(200, stream=Endless())
    passage = await services.runtime.hls.open("show", "index.m3u8", "", {})
    got = passage.body()
    assert await anext(got) == b"first"
    await passage.aclose()
    assert closed.is_set()
