"""What holds for every route of the earlier system: sign-in, roles, origin, the shape of errors."""

import httpx
import pytest
from fastapi import FastAPI

from streamingpro.control.compat.nest import is_compat
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.services import Services
from streamingpro.control.users.auth import SESSION_COOKIE
from streamingpro.control.users.roles import Role
from tests.control.compat.conftest import refusal
from tests.control.conftest import HOST, client_of, token_for
from tests.control.test_app import address, calls

pytestmark = pytest.mark.any_database

JSON = {"Content-Type": "application/json"}


def compat_calls(app: FastAPI) -> list[tuple[str, str]]:
    return sorted((method, path) for method, path in calls(app) if is_compat(path))


async def test_every_route_needs_a_sign_in(app: FastAPI, anonymous: httpx.AsyncClient) -> None:
    known = compat_calls(app)
    assert len(known) > 25
    for method, path in known:
        answer = await anonymous.request(method, address(path), json={})
        assert refusal(answer, 401, "Unauthorized") == "Please sign in.", (method, path)


async def test_viewers_change_nothing(app: FastAPI, viewer: httpx.AsyncClient) -> None:
    tried = 0
    for method, path in compat_calls(app):
        if method == "GET" or path.endswith("/verificar-estado"):
            continue
        answer = await viewer.request(method, address(path), json={"nombre": "x"})
        assert "operator" in refusal(answer, 403, "Forbidden"), (method, path)
        tried += 1
    assert tried > 15


async def test_an_api_token_is_enough(app: FastAPI, admin: httpx.AsyncClient) -> None:
    body = {"name": "script", "role": "operator"}
    token = (await admin.post("/api/auth/tokens", json=body)).json()["token"]
    async with client_of(app, token) as script:
        assert (await script.post("/api/entrada", json={"nombre": "A"})).status_code == 201


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [({"Origin": f"http://{HOST}"}, True), ({"Origin": "http://evil.example"}, False)],
)
async def test_changes_by_a_cookie_come_from_our_own_pages_only(
    app: FastAPI, services: Services, headers: dict[str, str], allowed: bool
) -> None:
    token = await token_for(services, Role.ADMIN)
    async with client_of(app) as browser:
        browser.cookies.set(SESSION_COOKIE, token)
        answer = await browser.post("/api/entrada", json={"nombre": "A"}, headers=headers)
        if allowed:
            assert answer.status_code == 201
        else:
            assert "another web site" in refusal(answer, 403, "Forbidden")


async def test_every_kind_of_error_has_the_shape(operator: httpx.AsyncClient) -> None:
    unknown = await operator.get("/api/entrada/1/2/3")
    assert refusal(unknown, 404, "Not Found") == "There is nothing at this address."
    refusal(await operator.delete("/api/estadisticas"), 405, "Method Not Allowed")
    broken = await operator.post("/api/salida", content=b"{", headers=JSON)
    assert "not valid JSON" in refusal(broken, 422, "Unprocessable Entity")
    huge = await operator.post("/api/salida", content=b" " * (1 << 20 | 1))
    refusal(huge, 413, "Payload Too Large")


async def test_a_bug_has_the_shape_too_and_is_still_known(
    app: FastAPI, operator: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_self: EntradaStore) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(EntradaStore, "all", fail)
    answer = await operator.get("/api/entrada")
    assert "secret" not in refusal(answer, 500, "Internal Server Error")
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
        client.headers["Authorization"] = operator.headers["Authorization"]
        with pytest.raises(RuntimeError):
            await client.get("/api/entrada")


async def test_our_own_routes_keep_their_errors(operator: httpx.AsyncClient) -> None:
    answer = await operator.get("/api/inputs/none")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "There is no input with this id."


async def test_the_routes_are_described(operator: httpx.AsyncClient) -> None:
    document = (await operator.get("/api/openapi.json")).json()
    for path in ("/api/entrada", "/api/salida/{salida_id}/estado", "/api/media-mtx/status"):
        assert path in document["paths"]
    create = document["paths"]["/api/entrada"]["post"]
    assert create["summary"].startswith("Create an entrada")
    refused = create["responses"]["422"]["content"]
    assert refused == {"application/json": {"schema": {"$ref": "#/components/schemas/NestError"}}}
    assert set(document["components"]["schemas"]["NestError"]["properties"]) == {
        "statusCode",
        "message",
        "error",
    }
    assert "compat" in [tag["name"] for tag in document["tags"]]
    names = [
        call["operationId"] for methods in document["paths"].values() for call in methods.values()
    ]
    assert len(names) == len(set(names))
