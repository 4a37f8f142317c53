"""Fixtures of the control plane's tests: a test that uses a database runs on SQLite and on
PostgreSQL, unless it is marked `any_database`: then the kind plays no part, and it is SQLite.

    database_url      a fresh database; parametrised
    db                the same, opened
    settings, app     a whole control plane without a media server
    services          what it is made of
    anonymous, viewer, operator, admin     HTTP clients with these rights
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr

from streamingpro.control.app import create_app
from streamingpro.control.db import Database
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.model import User
from streamingpro.control.users.roles import Role
from tests.control.databases import (
    EMPTY,
    MIGRATED,
    SECRET_KEY,
    execute,
    migrate,
    postgres_database,
    wait_for,
)
from tests.control.postgres import Cluster, find_binaries, running_cluster

KINDS = ("sqlite", "postgresql")
HOST = "studio.example"
ADMIN_EMAIL, ADMIN_PASSWORD = "admin@example.org", "correct horse battery"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        any_ = metafunc.definition.get_closest_marker("any_database")
        metafunc.parametrize("database_kind", KINDS[:1] if any_ else KINDS)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2 with next to no memory and time: the cost is the point of it, but not here."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHash, "recommended", lambda: cheap)
        yield


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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "control.db"
    wait_for(migrate(f"sqlite:///{file}"))
    assert not file.with_name("control.db-wal").exists(), "all of it is in the file"
    return file


@pytest.fixture(scope="session")
def migrated_cluster(postgres: Cluster) -> Cluster:
    """A cluster with the template."""
    wait_for(execute(postgres, f"CREATE DATABASE {MIGRATED}"))
    wait_for(migrate(postgres.url(MIGRATED)))
    return postgres


@pytest.fixture
async def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a database that nobody has used yet, with all tables."""
    async with _new_database(database_kind, request, tmp_path, migrated=True) as url:
        yield url


@pytest.fixture
async def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """The same with nothing in it."""
    async with _new_database(database_kind, request, tmp_path, migrated=False) as url:
        yield url


@asynccontextmanager
async def _new_database(
    kind: str, request: pytest.FixtureRequest, folder: Path, *, migrated: bool
) -> AsyncIterator[str]:
    if kind == "sqlite":
        file = folder / "control.db"
        if migrated:
            shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("migrated_cluster" if migrated else "postgres")
    async with postgres_database(cluster, MIGRATED if migrated else EMPTY) as url:
        yield url


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
