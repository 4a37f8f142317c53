"""The app as a whole: who may call what, same origin, headers, health, problem documents."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.routing import BaseRoute, Route

from streamingpro.control import openapi, problems
from streamingpro.control.app import create_app
from streamingpro.control.errors import DomainError
from streamingpro.control.inputs.service import InputService
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.auth import SESSION_COOKIE
from streamingpro.control.users.roles import Role
from tests.control.conftest import HOST, client_of, token_for

pytestmark = pytest.mark.any_database

OPEN = {
    ("GET", "/api/docs"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/health"),
    ("GET", "/api/setup"),
    ("POST", "/api/setup"),
    ("POST", "/api/auth/login"),
    ("POST", "/api/hooks/auth"),  # has a secret of its own
    ("GET", "/api/hooks/reach/{token}"),  # is asked for by whom we gave the token
}
FOR_OPERATORS = ("/unmanaged", "/drift")
ASKS_MEDIA_SERVER = ("/connections", "/hls/{file:path}", "/poster.jpg")
PAGE_OF_THE_BUILD = "/api/docs"
"""A file, which a checkout may not have; tests/control/dashboard/ looks at it."""
FOR_VIEWERS = {
    ("POST", "/api/auth/logout"),
    ("PATCH", "/api/auth/me"),
    ("POST", "/api/auth/tokens"),
    ("DELETE", "/api/auth/tokens/{token_id}"),
}


def calls(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every call that the app knows, also those not in its document."""
    return set(_calls_of(app.routes))


def _calls_of(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Route):
            for method in set(route.methods or ()) - {"HEAD", "OPTIONS"}:
                yield method, route.path
        # FastAPI keeps included routers as they are; older versions copied their routes.
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _calls_of(included.routes)


def address(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "0", path)


async def test_every_call_but_the_open_ones_needs_a_sign_in(
    app: FastAPI, anonymous: httpx.AsyncClient
) -> None:
    known = calls(app)
    assert known >= OPEN
    assert len(known) > 30
    for method, path in known - OPEN:
        response = await anonymous.request(method, address(path), json={})
        assert response.status_code == 401, (method, path)
        assert response.headers["content-type"] == problems.MEDIA_TYPE


async def test_nobody_is_let_in_with_a_wrong_token(app: FastAPI) -> None:
    async with client_of(app, "sp_wrong") as client:
        assert (await client.get("/api/inputs")).status_code == 401
    async with client_of(app) as client:
        client.cookies.set(SESSION_COOKIE, "sp_wrong")
        assert (await client.get("/api/inputs")).status_code == 401


async def test_viewers_change_nothing(app: FastAPI, viewer: httpx.AsyncClient) -> None:
    for method, path in calls(app) - OPEN - FOR_VIEWERS:
        if method == "GET":
            continue
        response = await viewer.request(method, address(path), json={"ids": [], "name": "x"})
        assert response.status_code == 403, (method, path)
        assert re.search("operator|admin”; you", response.json()["detail"]), (method, path)


async def test_viewers_see_no_secret_in_any_answer(
    app: FastAPI, admin: httpx.AsyncClient, viewer: httpx.AsyncClient, services: Services
) -> None:
    secret_things = {"read_key": "ReadSecret", "srt": {"passphrase": "InputPassphrase"}}
    created = (await admin.post("/api/inputs", json={"name": "A", **secret_things})).json()
    pulled = {
        "type": "pull",
        "url": "rtsp://cam:SourceSecret@cam.example/PathSecret?k=QuerySecret",
    }
    assert (
        await admin.post("/api/inputs", json={"name": "B", "source": pulled})
    ).status_code == 201
    outputs = f"/api/inputs/{created['id']}/outputs"
    output = await admin.post(
        outputs,
        json={"url": "rtmps://example.org/app?token=QuerySecret", "stream_key": "OutputSecret"},
    )
    assert output.json()["stream_key"] == "OutputSecret"
    url = "srt://example.org:9000?streamid=StreamidSecret&passphrase=OutputPassphrase"
    assert (await admin.post(outputs, json={"url": url})).status_code == 201
    secrets = [created["publish_key"], "OutputSecret", "QuerySecret", "password_hash"]
    secrets += ["ReadSecret", "InputPassphrase", "SourceSecret", "PathSecret"]
    secrets += ["StreamidSecret", "OutputPassphrase"]
    ids = {"input_id": created["id"], "output_id": output.json()["id"], "platform_id": "youtube"}
    read = 0
    node = {"name": "Media 1", "api_url": "http://192.0.2.1:9997", "api_password": "NodeSecret"}
    added = await admin.post("/api/nodes", json=node)
    assert added.status_code == 201
    ids["node_id"] = added.json()["id"]
    secrets.append("NodeSecret")
    for method, path in calls(app):
        if method != "GET" or path.endswith(ASKS_MEDIA_SERVER) or path == PAGE_OF_THE_BUILD:
            continue
        if path.startswith("/api/hooks/"):  # media servers alone are expected there
            continue
        if path.endswith(FOR_OPERATORS):
            assert (await viewer.get(path.format(**ids))).status_code == 403, path
            continue
        response = await viewer.get(path.format(**ids), follow_redirects=True)
        assert response.status_code == 200, path
        assert not [secret for secret in secrets if secret in response.text], path
        read += 1
    assert read >= 10
    item = (await viewer.get(f"/api/inputs/{created['id']}")).json()
    assert item["publish_key"] is None
    assert item["urls"]["publish"]["rtmp"] is None
    assert item["urls"]["publish"]["rtmp_stream_key"] is None
    assert (item["read_key"], item["read_protected"]) == (None, True)
    assert (item["srt"]["passphrase"], item["srt"]["encrypted"]) == (None, True)


async def test_a_missing_media_server_is_said_plainly(
    admin: httpx.AsyncClient,
) -> None:
    created = (await admin.post("/api/inputs", json={"name": "A"})).json()
    response = await admin.get(f"/api/inputs/{created['id']}/connections")
    assert response.status_code == 503
    assert response.json()["detail"] == "The media server is not running."


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": f"http://{HOST}"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": f"http://{HOST}"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": f"http://other.{HOST}"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://["}, False),
        # A browser adds by itself the credentials that a proxy before us asked it for.
        ({"Origin": "http://evil.example", "Authorization": "Basic eDp5"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Authorization": "Basic eDp5"}, True),
    ],
)
async def test_changes_come_from_our_own_pages_only(
    app: FastAPI, services: Services, headers: dict[str, str], allowed: bool
) -> None:
    token = await token_for(services, Role.ADMIN)
    async with client_of(app) as client:
        client.cookies.set(SESSION_COOKIE, token)
        response = await client.post("/api/inputs", json={"name": "A"}, headers=headers)
        assert response.status_code == (201 if allowed else 403)
        assert (await client.get("/api/inputs", headers=headers)).status_code == 200


async def test_a_foreign_page_can_not_sign_a_browser_in(anonymous: httpx.AsyncClient) -> None:
    foreign = {"Origin": "http://evil.example"}
    body = {"email": "a@b", "password": "long enough"}
    for path in ("/api/auth/login", "/api/setup"):
        assert (await anonymous.post(path, json=body, headers=foreign)).status_code == 403


async def test_scripts_with_a_token_may_come_from_anywhere(admin: httpx.AsyncClient) -> None:
    headers = {"Origin": "http://elsewhere.example"}
    response = await admin.post("/api/inputs", json={"name": "A"}, headers=headers)
    assert response.status_code == 201


async def test_a_database_that_fails_is_said_plainly(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def full(_service: InputService) -> None:
        raise OperationalError("INSERT …", {}, Exception("database or disk is full"))

    monkeypatch.setattr(InputService, "list", full)
    response = await admin.get("/api/inputs")
    assert response.status_code == 503
    assert "its disk is full" in response.json()["detail"]
    said = "".join(capsys.readouterr())
    assert "database or disk is full" in said
    assert "Traceback" not in said


async def test_every_answer_carries_the_protecting_headers(anonymous: httpx.AsyncClient) -> None:
    for path in ("/api/health", "/api/inputs", "/nothing"):
        headers = (await anonymous.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (await anonymous.get("/api/inputs")).headers["cache-control"] == "no-store"


async def test_large_bodies_are_refused(admin: httpx.AsyncClient) -> None:
    response = await admin.post("/api/inputs", content=b" " * ((1 << 20) + 1))
    assert response.status_code == 413


async def test_health_tells_of_database_and_media_server(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/api/health")
    assert response.status_code == 200
    body = response.json()
    assert body["database"] == {"state": "ok"}
    assert body["media_server"]["state"] == "off"


async def test_health_without_a_database(
    anonymous: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> None:
        raise OSError("gone")

    monkeypatch.setattr(type(services.db), "ping", lambda _self: gone())
    response = await anonymous.get("/api/health")
    assert response.status_code == 503
    assert response.json()["status"] == "error"


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (b"", "", "needs a JSON body"),
        (b"{", "", "not valid JSON"),
        (b"[]", "", "must be an object"),
        (b"{}", "name", "required"),
        (b'{"name": " "}', "name", "must not be empty"),
        (b'{"name": null}', "name", "must be text"),
        (b'{"name": "a\\nb"}', "name", "one line"),
        (b'{"name": "A", "enabeld": true}', "enabeld", "Did you mean \u201cenabled\u201d"),
        (b'{"name": "A", "grace_s": 601}', "grace_s", "600 or less"),
        (b'{"name": "A", "grace_s": "x"}', "grace_s", "whole number"),
        (b'{"name": "A", "path": "a/b"}', "path", "no spaces, slashes or accents"),
        (b'{"name": "A", "path": "all_others"}', "path", "special meaning"),
        (b'{"name": "A", "source": {"type": "push"}}', "source.type", "'publish' or 'pull'"),
        (b'{"name": "A", "srt": {"passphrase": "short"}}', "srt.passphrase", "10 to 79"),
        (b'{"name": "A", "srt": {"passphrase": "with a blank"}}', "srt.passphrase", "disagree"),
        (b'{"name": "A", "srt": {"latency_ms": 79}}', "srt.latency_ms", "80 or more"),
        (b'{"name": "A", "srt": {"key_length": 8}}', "srt.key_length", "0, 16, 24 or 32"),
        (b'{"name": "A", "read_key": "a key: 1"}', "read_key", "letters, digits"),
        (b'{"name": "A", "source": {"typ": "publish"}}', "source.typ", "\u201ctype\u201d"),
    ],
)
async def test_what_is_entered_wrongly_is_said_in_plain_sentences(
    admin: httpx.AsyncClient, content: bytes, field: str, words: str
) -> None:
    response = await admin.post(
        "/api/inputs", content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    body = response.json()
    assert body["type"] == "urn:streamingpro:problem:invalid"
    found = {one["field"]: one["message"] for one in body["errors"]}
    assert words in found[field]
    assert (f"{field}: {found[field]}" if field else found[field]) in body["detail"]


async def test_unknown_addresses_and_methods_are_problems_too(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/api/nothing")).json()["status"] == 404
    assert (await admin.put("/api/inputs")).json()["status"] == 405


async def test_a_bug_of_ours_tells_nothing_of_its_inside(
    app: FastAPI, admin: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise RuntimeError("inside: secret")

    monkeypatch.setattr(type(services.inputs), "list", broken)
    response = await admin.get("/api/inputs")
    assert response.status_code == 500
    assert "inside" not in response.text


def test_every_domain_error_has_its_place_in_the_table() -> None:
    assert set(DomainError.__subclasses__()) == set(problems.TABLE)


async def test_the_openapi_document_describes_errors_and_sign_in(
    app: FastAPI, anonymous: httpx.AsyncClient
) -> None:
    document = (await anonymous.get("/api/openapi.json")).json()
    assert document == openapi.openapi_document(app)
    assert set(document["components"]["securitySchemes"]) == {"bearer", "session"}
    get = document["paths"]["/api/inputs"]["get"]["responses"]
    assert get["200"]["content"]["application/json"]["schema"]["items"]["$ref"].endswith("InputOut")
    assert list(get["401"]["content"]) == [problems.MEDIA_TYPE]
    assert "404" not in get
    paths = document["paths"]
    assert {c["operationId"] for c in calls_in(document) if c.get("security") == []} == set(
        openapi.WITHOUT_SIGN_IN
    )
    assert "429" in paths["/api/auth/login"]["post"]["responses"]


async def test_the_openapi_document_is_told_in_words(app: FastAPI) -> None:
    document = openapi.openapi_document(app)
    schemas = document["components"]["schemas"]
    assert set(openapi.EXAMPLES) <= set(schemas)
    assert {tag["name"] for tag in document["tags"]} == {
        tag for call in calls_in(document) for tag in call["tags"]
    }
    names = [call["operationId"] for call in calls_in(document)]
    assert len(set(names)) == len(names)
    assert set(openapi.WITHOUT_SIGN_IN) <= set(names)
    for call in calls_in(document):
        assert call["summary"]
        if "requestBody" in call:
            body = call["requestBody"]["content"]["application/json"]["schema"]
            assert schemas[body["$ref"].rpartition("/")[2]]["examples"], call["operationId"]
    fields = {field for one in schemas.values() for field in one.get("properties", {})}
    assert set(openapi.FIELDS) <= fields
    assert all(field == field.lower() for field in fields)


def calls_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [call for methods in document["paths"].values() for call in methods.values()]


async def test_the_first_administrator_comes_from_the_settings(
    with_password: ControlSettings,
) -> None:
    for _start in range(2):
        app = create_app(with_password, start_engine=False)
        async with app.router.lifespan_context(app), client_of(app) as client:
            assert (await client.get("/api/setup")).json() == {"needed": False}
            assert with_password.admin_password is not None
            response = await client.post(
                "/api/auth/login",
                json={
                    "email": "Admin@Example.org",
                    "password": with_password.admin_password.get_secret_value(),
                },
            )
            assert response.status_code == 200
