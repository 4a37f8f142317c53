"""The pages of the dashboard: which address answers with what, and with which headers."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.dashboard.files import Dashboard
from streamingpro.control.settings import ControlSettings
from tests.control.conftest import client_of

pytestmark = pytest.mark.any_database

INDEX = b"<!doctype html><title>the dashboard</title>"
SCRIPT = b"console.log('a script')"
PACKED = gzip.compress(SCRIPT, mtime=0)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "apidocs.html").write_bytes(b"<!doctype html><title>the API</title>")
    (folder / "favicon.svg").write_bytes(b"<svg/>")
    (folder / ".built").write_bytes(b"")
    script = folder / "assets" / "index-abc123.js"
    script.write_bytes(SCRIPT)
    script.with_suffix(".js.gz").write_bytes(PACKED)
    script.with_suffix(".js.br").write_bytes(b"as if by brotli")
    (tmp_path / "secret.txt").write_bytes(b"not for you")
    return folder


@pytest.fixture
async def browser(tmp_path: Path, build: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        ControlSettings(data_dir=tmp_path / "data", http_port=0),
        start_engine=False,
        dashboard=Dashboard(build),
    )
    async with app.router.lifespan_context(app), client_of(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/inputs/6d0f", "/sign-in?next=/", "/a/b/c"])
async def test_every_address_is_the_dashboard_s_page(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.content) == (200, INDEX)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-old.js",
        "/assets/",
        "/assets/nothing",
        "/favicon.ico",
        "/.built",
        "/.git/config",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/assets/%00",
        "/%00.js",
        pytest.param("/assets/" + "x" * 300, id="a name too long for a file"),
    ],
)
async def test_what_is_not_there_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert b"not for you" not in answer.content


async def test_an_unknown_call_of_the_api_stays_an_error_of_the_api(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await browser.get("/api")).status_code == 404
    assert (await browser.post("/api/health")).status_code == 405
    assert (await browser.post("/inputs/1", headers={"sec-fetch-site": "none"})).status_code == 405


@pytest.mark.parametrize(
    ("accept", "encoding", "content"),
    [
        ("gzip, deflate, br", "br", b"as if by brotli"),
        ("gzip", "gzip", PACKED),
        ("br;q=0, gzip;q=0.5", "gzip", PACKED),
        ("br;q=0.000, gzip", "gzip", PACKED),
        ("identity", None, SCRIPT),
        ("", None, SCRIPT),
    ],
)
async def test_what_was_compressed_beforehand_is_sent_so(
    browser: httpx.AsyncClient, accept: str, encoding: str | None, content: bytes
) -> None:
    headers = {"accept-encoding": accept}
    async with browser.stream("GET", "/assets/index-abc123.js", headers=headers) as answer:
        raw = b"".join([block async for block in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert raw == content


async def test_a_page_that_is_known_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    tag = (await browser.get("/")).headers["etag"]
    again = await browser.get("/inputs/1", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    head = await browser.head("/")
    assert (head.status_code, head.content) == (200, b"")


async def test_the_page_of_the_api(browser: httpx.AsyncClient) -> None:
    assert "the API" in (await browser.get("/api/docs")).text
    assert (await browser.head("/api/docs")).status_code == 200


async def test_without_a_build_it_says_how_to_make_one(settings: ControlSettings) -> None:
    settings = replace(settings, database_url="")
    nothing = Dashboard(settings.data_dir / "nothing")
    app = create_app(settings, start_engine=False, dashboard=nothing)
    async with app.router.lifespan_context(app), client_of(app) as client:
        for path in ("/", "/inputs/1", "/api/docs"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "make web" in answer.text
        assert (await client.get("/api/health")).is_success
