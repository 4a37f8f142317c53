"""Fixtures of the control plane's tests: every test that uses a database runs on SQLite and on
PostgreSQL.

    database_url      an empty database; parametrised
    db                the same, migrated
    settings, app     a whole control plane without a media server
    services          what it is made of
    anonymous, viewer, operator, admin     HTTP clients with these rights
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from streamingpro.control.app import create_app
from streamingpro.control.db import Database
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.model import User
from streamingpro.control.users.roles import Role
from tests.control.postgres import Cluster, find_binaries, running_cluster

SECRET_KEY = "a key for tests, long enough"
HOST = "studio.example"
ADMIN_EMAIL, ADMIN_PASSWORD = "admin@example.org", "correct horse battery"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        missing = "PostgreSQL's server programs (initdb, pg_ctl) are not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with running_cluster(binaries) as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database that nobody has used yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'control.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    await _execute(cluster, f"CREATE DATABASE {name}")
    yield cluster.url(name)
    await _execute(cluster, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(cluster: Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster.url("postgres"))
    await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, SecretBox(SECRET_KEY))
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> ControlSettings:
    return ControlSettings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key=SECRET_KEY,
        http_port=0,
        rtmp_port=1935,
    )


@pytest.fixture
async def app(settings: ControlSettings) -> AsyncIterator[FastAPI]:
    """A running control plane without a media server."""
    application = create_app(settings, start_engine=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def services(app: FastAPI) -> Services:
    made: Services = app.state.services
    return made


@asynccontextmanager
async def client_of(app: FastAPI, token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    # Errors of ours must show as what a caller would see of them.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://{HOST}", headers=headers
    ) as client:
        yield client


async def token_for(services: Services, role: Role, email: str | None = None) -> str:
    """A session of a new user who has `role` (and no password)."""
    user = User(email=email or f"{role}@example.org", password_hash="none", role=role)
    async with services.db.transaction() as session:
        session.add(user)
    return await services.tokens.create_session(user.id)


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def viewer(app: FastAPI, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, await token_for(services, Role.VIEWER)) as client:
        yield client


@pytest.fixture
async def operator(app: FastAPI, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, await token_for(services, Role.OPERATOR)) as client:
        yield client


@pytest.fixture
async def admin(app: FastAPI, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, await token_for(services, Role.ADMIN)) as client:
        yield client


@pytest.fixture
def with_password(settings: ControlSettings) -> ControlSettings:
    """Settings that name the first administrator."""
    return replace(settings, admin_email=ADMIN_EMAIL, admin_password=SecretStr(ADMIN_PASSWORD))


def errors_of(response: httpx.Response) -> dict[str, str]:
    """field → sentence of a refused request."""
    assert response.headers["content-type"] == "application/problem+json"
    return {one["field"]: one["message"] for one in response.json().get("errors", [])}
