"""Databases for tests, each test's own, made as copies of one that was migrated once.

SQLite: a copy of a file. PostgreSQL: a database of a private cluster, made from a template.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg

from streamingpro.control.db import Database
from streamingpro.control.secretbox import SecretBox
from tests.control.postgres import Cluster

SECRET_KEY = "a key for tests, long enough"
EMPTY = "template1"
MIGRATED = "migrated"


@contextlib.asynccontextmanager
async def postgres_database(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The address of a new database, for a while."""
    name = f"test_{uuid.uuid4().hex}"
    await execute(cluster, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield cluster.url(name)
    await execute(cluster, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(cluster: Cluster, statement: str) -> None:
    """Outside any transaction."""
    connection = await asyncpg.connect(cluster.url("postgres"))
    await connection.execute(statement)
    await connection.close()


async def migrate(url: str) -> None:
    """Make all tables."""
    database = Database(url, SecretBox(SECRET_KEY))
    await database.upgrade()
    await database.close()


def wait_for(work: Coroutine[Any, Any, None]) -> None:
    """For a fixture of the whole session, which is made while some test's loop is running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
