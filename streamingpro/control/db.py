"""The database: SQLite (WAL) or PostgreSQL through SQLAlchemy 2 async, migrated at start.

Reading:  `async with db.session() as session:`       no commit at the end
Writing:  `async with db.transaction() as session:`   commits at the end, rolls back on errors

On SQLite a writing transaction takes the write lock at its beginning: two writers then wait for
each other (busy_timeout) instead of failing with "database is locked" half-way.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    MetaData,
    String,
    Text,
    event,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from streamingpro.control.secretbox import SecretBox, SecretKeyError

_BOX = "streamingpro_secretbox"
WRITES = "streamingpro_writes"
_BUSY_TIMEOUT_MS = 10_000
_CHECK_NAME = "secret_check"
_CHECK_TEXT = "streamingpro"


class DatabaseError(Exception):
    """The database can't be used; the text says why in words for the person who runs it."""


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that migrations can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """Timezone-aware UTC in Python on both databases; SQLite itself keeps no timezone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class EncryptedStr(TypeDecorator[str]):
    """Text that is sealed in the database and plain in Python.

    `context` names the column. The box comes from the dialect, of which every `Database` has its
    own: no global, and two databases with different keys can live in one process.
    """

    impl = Text
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _box_of(dialect).seal(value, self.context)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _box_of(dialect).open(value, self.context)


class SystemValue(Base):
    """Facts about the installation itself, by name (`secret_check`, `first_admin`)."""

    __tablename__ = "system_values"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Database:
    """One database with its connections, and the box that its encrypted columns use."""

    def __init__(self, url: str, secretbox: SecretBox) -> None:
        """`url`: `sqlite+aiosqlite:///FILE`, `postgresql://…` or `postgres://…`."""
        self.url = async_url(url)
        self.secretbox = secretbox
        self.engine = self._make_engine()
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return make_url(self.url).get_backend_name() == "sqlite"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session for reading."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session for writing: committed when the block ends well, rolled back otherwise."""
        async with self._sessions() as session:
            await session.connection(execution_options={WRITES: True})
            yield session
            await session.commit()

    async def upgrade(self) -> None:
        """Bring the schema up to date and check the secret key. Safe while another process does.

        Raises DatabaseError (unreachable, or made by a newer version) and SecretKeyError.
        """
        # Late: Alembic takes 0.2 s to import, and only a start needs it.
        from streamingpro.control.migrations import upgrade_to_head

        if self.is_sqlite and (file := make_url(self.url).database):
            await asyncio.to_thread(Path(file).parent.mkdir, parents=True, exist_ok=True)
        # Its own engine, because rebuilding a table on SQLite with foreign keys enforced would
        # delete the rows that point to it.
        engine = self._make_engine(foreign_keys=False, poolclass=NullPool)
        try:
            await upgrade_to_head(engine)
        finally:
            await engine.dispose()
        await self._check_secret_key()

    async def ping(self) -> None:
        """Ask the database for an answer. Raises what the driver raises when there is none."""
        async with self.session() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()

    async def _check_secret_key(self) -> None:
        async with self.session() as session:
            sealed = await session.scalar(_check_value())
        if sealed is None:
            try:
                async with self.transaction() as session:
                    value = self.secretbox.seal(_CHECK_TEXT, _CHECK_NAME)
                    session.add(SystemValue(name=_CHECK_NAME, value=value))
            except IntegrityError:  # another process was first
                pass
            async with self.session() as session:
                sealed = await session.scalar(_check_value())
        try:
            self.secretbox.open(sealed or "", _CHECK_NAME)
        except SecretKeyError:
            raise SecretKeyError(
                "The secret key does not belong to this database: the stream keys in it were"
                " encrypted with another one. Set STREAMINGPRO_SECRET_KEY to the former key, or"
                " put the former secret.key file back into the data folder."
            ) from None

    def _make_engine(self, *, foreign_keys: bool = True, **options: Any) -> AsyncEngine:
        if not self.is_sqlite and "poolclass" not in options:
            options["pool_pre_ping"] = True
        # Parameters hold keys and hashes: they stay out of error texts.
        engine = create_async_engine(self.url, hide_parameters=True, **options)
        setattr(engine.sync_engine.dialect, _BOX, self.secretbox)
        if self.is_sqlite:
            _prepare_sqlite(engine, foreign_keys=foreign_keys)
        return engine


def async_url(url: str) -> str:
    """`url` with the asynchronous driver that we use. Raises DatabaseError for other databases."""
    try:
        parsed = make_url(url)
    except Exception:
        raise DatabaseError("DATABASE_URL is not a database address.") from None
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    driver = drivers.get(parsed.drivername.partition("+")[0])
    if driver is None:
        raise DatabaseError(
            "DATABASE_URL must begin with postgresql:// or sqlite://, not with"
            f" {parsed.drivername}://."
        )
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _box_of(dialect: Dialect) -> SecretBox:
    box: SecretBox = getattr(dialect, _BOX)
    return box


def _check_value() -> Any:
    return select(SystemValue.value).where(SystemValue.name == _CHECK_NAME)


def _prepare_sqlite(engine: AsyncEngine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # the driver begins nothing by itself: `begun` does
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        # The mode is the file's. SQLite does not wait when another connection is just setting it.
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
