"""First run, signing in and out, passwords, tokens, roles."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, text, update

from streamingpro.control.services import Services
from streamingpro.control.users.auth import SESSION_COOKIE
from streamingpro.control.users.model import AuthToken, User
from streamingpro.control.users.roles import Role, lower_of
from streamingpro.kit.clock import utcnow
from tests.control.conftest import client_of, errors_of

EMAIL, PASSWORD = "boss@example.org", "correct horse battery"
SIGN_IN = {"email": EMAIL, "password": PASSWORD}


async def set_up(client: httpx.AsyncClient) -> str:
    response = await client.post("/api/setup", json=SIGN_IN)
    assert response.status_code == 201
    token: str = response.json()["access_token"]
    client.cookies.clear()
    return token


async def test_first_run_creates_the_administrator_once(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.get("/api/setup")).json() == {"needed": True}
    response = await anonymous.post("/api/setup", json=SIGN_IN)
    assert response.status_code == 201
    me = (await anonymous.get("/api/auth/me")).json()
    assert (me["email"], me["role"], me["kind"]) == (EMAIL, "admin", "session")
    assert (await anonymous.get("/api/setup")).json() == {"needed": False}
    other = {"email": "other@example.org", "password": PASSWORD}
    assert (await anonymous.post("/api/setup", json=other)).status_code == 409


async def test_two_first_runs_at_once_make_one_administrator(app: FastAPI) -> None:
    async with client_of(app) as client:
        bodies = [{"email": f"{n}@example.org", "password": PASSWORD} for n in range(3)]
        answers = await asyncio.gather(*(client.post("/api/setup", json=b) for b in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "no address", "password": PASSWORD}, "email"),
        ({"email": "a b@c", "password": PASSWORD}, "email"),
        ({"email": EMAIL, "password": "short"}, "password"),
        ({"email": EMAIL}, "password"),
    ],
)
async def test_first_run_says_what_is_wrong(
    anonymous: httpx.AsyncClient, body: dict[str, str], field: str
) -> None:
    response = await anonymous.post("/api/setup", json=body)
    assert response.status_code == 422
    assert set(errors_of(response)) == {field}
    assert "short" not in response.json()["detail"]


async def test_sign_in_sets_a_cookie_that_scripts_of_pages_can_not_read(
    anonymous: httpx.AsyncClient,
) -> None:
    await set_up(anonymous)
    response = await anonymous.post("/api/auth/login", json={**SIGN_IN, "email": EMAIL.upper()})
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}={response.json()['access_token']};")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Secure" not in cookie
    assert (await anonymous.get("/api/auth/me")).status_code == 200


async def test_the_cookie_is_secure_over_https(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://studio.example") as client:
        response = await client.post("/api/setup", json=SIGN_IN)
        assert "Secure" in response.headers["set-cookie"]


async def test_unknown_people_and_wrong_passwords_get_the_same_answer(
    anonymous: httpx.AsyncClient,
) -> None:
    await set_up(anonymous)
    wrong = await anonymous.post("/api/auth/login", json={**SIGN_IN, "password": "wrong"})
    unknown = await anonymous.post("/api/auth/login", json={**SIGN_IN, "email": "who@example.org"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_guessing_is_stopped_even_with_the_right_password(
    anonymous: httpx.AsyncClient,
) -> None:
    await set_up(anonymous)
    wrong = {**SIGN_IN, "password": "wrong"}
    answers = await asyncio.gather(
        *(anonymous.post("/api/auth/login", json=wrong) for _ in range(7))
    )
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 2
    response = await anonymous.post("/api/auth/login", json=SIGN_IN)
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 301


async def test_the_code_field_is_reserved(anonymous: httpx.AsyncClient) -> None:
    await set_up(anonymous)
    response = await anonymous.post("/api/auth/login", json={**SIGN_IN, "code": "123456"})
    assert response.status_code == 422
    assert "not available in this version" in errors_of(response)["code"]
    response = await anonymous.post("/api/auth/login", json={**SIGN_IN, "code": None})
    assert response.status_code == 200


async def test_signing_out_ends_the_session(app: FastAPI, anonymous: httpx.AsyncClient) -> None:
    token = await set_up(anonymous)
    async with client_of(app, token) as client:
        assert (await client.post("/api/auth/logout")).status_code == 204
        assert (await client.get("/api/auth/me")).status_code == 401


async def test_a_session_that_is_over_is_over(
    app: FastAPI, anonymous: httpx.AsyncClient, services: Services
) -> None:
    token = await set_up(anonymous)
    async with services.db.transaction() as session:
        await session.execute(update(AuthToken).values(expires_at=utcnow() - timedelta(seconds=1)))
    async with client_of(app, token) as client:
        assert (await client.get("/api/auth/me")).status_code == 401


async def test_use_prolongs_a_session(
    app: FastAPI, anonymous: httpx.AsyncClient, services: Services
) -> None:
    token = await set_up(anonymous)
    long_ago = utcnow() - timedelta(days=20)
    async with services.db.transaction() as session:
        await session.execute(
            update(AuthToken).values(
                last_used_at=long_ago, expires_at=long_ago + timedelta(days=30)
            )
        )
    async with client_of(app, token) as client:
        await client.get("/api/auth/me")
    async with services.db.session() as session:
        expires = await session.scalar(select(AuthToken.expires_at))
    assert expires is not None
    assert expires > utcnow() + timedelta(days=29)


async def test_changing_the_password_ends_the_other_sessions(
    app: FastAPI, anonymous: httpx.AsyncClient
) -> None:
    first = await set_up(anonymous)
    second = (await anonymous.post("/api/auth/login", json=SIGN_IN)).json()["access_token"]
    anonymous.cookies.clear()
    async with client_of(app, first) as here, client_of(app, second) as there:
        body = {"current_password": "wrong", "new_password": "another password"}
        refused = await here.patch("/api/auth/me", json=body)
        assert errors_of(refused) == {"current_password": "The current password is not right."}
        changed = await here.patch("/api/auth/me", json={**body, "current_password": PASSWORD})
        assert changed.status_code == 200
        assert (await here.get("/api/auth/me")).status_code == 200
        assert (await there.get("/api/auth/me")).status_code == 401
    assert (await anonymous.post("/api/auth/login", json=SIGN_IN)).status_code == 401
    new = {**SIGN_IN, "password": "another password"}
    assert (await anonymous.post("/api/auth/login", json=new)).status_code == 200


@pytest.mark.parametrize("end_tokens", [False, True])
async def test_changing_the_password_says_what_becomes_of_api_tokens(
    app: FastAPI, anonymous: httpx.AsyncClient, end_tokens: bool
) -> None:
    async with client_of(app, await set_up(anonymous)) as here:
        token = (await here.post("/api/auth/tokens", json={"name": "lights"})).json()["token"]
        await here.post("/api/auth/tokens", json={"name": "sound"})
        assert (await here.get("/api/auth/me")).json()["api_tokens"] == 2
        body = {"current_password": PASSWORD, "new_password": "another password"}
        changed = await here.patch("/api/auth/me", json={**body, "end_tokens": end_tokens})
        assert changed.json()["api_tokens"] == (0 if end_tokens else 2)
    async with client_of(app, token) as script:
        answer = await script.get("/api/auth/me")
    assert answer.status_code == (401 if end_tokens else 200)


async def test_an_api_token_works_until_it_is_revoked(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    created = (await admin.post("/api/auth/tokens", json={"name": "lights"})).json()
    listed = (await admin.get("/api/auth/tokens")).json()
    assert [one["name"] for one in listed] == ["lights"]
    assert created["token"] not in str(listed)
    async with client_of(app, created["token"]) as script:
        assert (await script.get("/api/inputs")).status_code == 200
        assert (await script.get("/api/auth/me")).json()["kind"] == "api"
        assert (await admin.delete(f"/api/auth/tokens/{created['id']}")).status_code == 204
        assert (await script.get("/api/inputs")).status_code == 401
    assert (await admin.delete(f"/api/auth/tokens/{created['id']}")).status_code == 404


async def test_a_narrow_token_may_do_less_than_its_owner(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    body = {"name": "screen", "role": "viewer", "expires_in_days": 7}
    token = (await admin.post("/api/auth/tokens", json=body)).json()["token"]
    async with client_of(app, token) as script:
        assert (await script.get("/api/inputs")).status_code == 200
        assert (await script.post("/api/inputs", json={"name": "A"})).status_code == 403


async def test_nobody_makes_a_token_above_himself(viewer: httpx.AsyncClient) -> None:
    response = await viewer.post("/api/auth/tokens", json={"name": "x", "role": "admin"})
    assert response.status_code == 403


async def test_a_leaked_token_can_not_spread(app: FastAPI, admin: httpx.AsyncClient) -> None:
    token = (await admin.post("/api/auth/tokens", json={"name": "x"})).json()["token"]
    async with client_of(app, token) as script:
        assert (await script.post("/api/auth/tokens", json={"name": "y"})).status_code == 403
        body = {"current_password": "a", "new_password": "b" * 8}
        assert (await script.patch("/api/auth/me", json=body)).status_code == 403


async def test_people_touch_only_their_own_tokens(
    admin: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    created = (await admin.post("/api/auth/tokens", json={"name": "x"})).json()
    assert (await operator.get("/api/auth/tokens")).json() == []
    assert (await operator.delete(f"/api/auth/tokens/{created['id']}")).status_code == 404


async def test_the_database_holds_no_password_and_no_token(
    anonymous: httpx.AsyncClient, services: Services
) -> None:
    token = await set_up(anonymous)
    async with services.db.session() as session:
        users = str((await session.execute(text("SELECT * FROM users"))).all())
        tokens = str((await session.execute(text("SELECT * FROM auth_tokens"))).all())
    assert "$argon2" in users
    assert PASSWORD not in users
    assert token not in tokens


async def test_deleting_a_user_ends_the_sessions(
    app: FastAPI, anonymous: httpx.AsyncClient, services: Services
) -> None:
    token = await set_up(anonymous)
    async with services.db.transaction() as session:
        await session.execute(delete(User))
    async with client_of(app, token) as client:
        assert (await client.get("/api/auth/me")).status_code == 401


@pytest.mark.parametrize("role", list(Role))
def test_roles_contain_each_other(role: Role) -> None:
    assert Role.ADMIN.allows(role)
    assert role.allows(Role.VIEWER)
    assert lower_of(role, Role.ADMIN) is role
    assert lower_of(Role.VIEWER, role) is Role.VIEWER
