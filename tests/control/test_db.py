"""The database on both kinds: migrations, time, encryption, the secret key."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from streamingpro.control.db import Database, DatabaseError, async_url
from streamingpro.control.migrations import config_for
from streamingpro.control.secretbox import SecretBox, SecretKeyError
from streamingpro.control.tables import Event, Input, Output, metadata
from tests.control.conftest import SECRET_KEY


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    return empty_database_url


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg://u:p@h:5433/d"),
        ("postgresql+psycopg2://u@h/d", "postgresql+asyncpg://u@h/d"),
    ],
)
def test_usual_addresses_get_our_driver(given: str, used: str) -> None:
    assert async_url(given) == used


@pytest.mark.parametrize("given", ["mysql://u:hidden@h/d", "not an address hidden"])
def test_other_databases_are_refused_without_telling_the_password(given: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        async_url(given)
    assert "hidden" not in str(refused.value)


async def test_an_empty_database_gets_all_tables(db: Database) -> None:
    async with db.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert names == {*metadata.tables, "alembic_version"}


async def test_migrations_and_models_say_the_same(db: Database) -> None:
    def check(connection: Connection) -> None:
        command.check(config_for(connection))

    async with db.engine.connect() as connection, connection.begin():
        await connection.run_sync(check)


async def test_migrations_can_be_undone(db: Database) -> None:
    def down(connection: Connection) -> None:
        command.downgrade(config_for(connection), "base")

    async with db.engine.connect() as connection, connection.begin():
        await connection.run_sync(down)
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert names == ["alembic_version"]


async def test_starts_at_the_same_moment_do_not_collide(database_url: str) -> None:
    databases = [Database(database_url, SecretBox(SECRET_KEY)) for _ in range(4)]
    await asyncio.gather(*(one.upgrade() for one in databases))
    await databases[0].upgrade()
    for one in databases:
        await one.ping()
        await one.close()


async def test_a_database_of_a_newer_version_is_left_alone(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(DatabaseError, match="newer version"):
        await db.upgrade()


async def test_an_unreachable_database_is_told_plainly(tmp_path: Path) -> None:
    missing = Database(f"postgresql://u:hidden@/d?host={tmp_path}", SecretBox(SECRET_KEY))
    with pytest.raises(DatabaseError, match="can't be opened") as refused:
        await missing.upgrade()
    assert "hidden" not in str(refused.value)
    await missing.close()


async def test_a_damaged_file_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"no database at all" * 1000)
    damaged = Database(f"sqlite:///{tmp_path / 'damaged.db'}", SecretBox(SECRET_KEY))
    with pytest.raises(DatabaseError, match=r"is damaged: .*Restore a backup"):
        await damaged.upgrade()
    await damaged.close()


async def test_another_secret_key_stops_the_start(db: Database, database_url: str) -> None:
    other = Database(database_url, SecretBox("quite another secret key"))
    with pytest.raises(SecretKeyError, match="STREAMINGPRO_SECRET_KEY"):
        await other.upgrade()
    await other.close()


async def test_secrets_are_sealed_in_the_raw_database(db: Database) -> None:
    async with db.transaction() as session:
        item = Input(name="A", path="a", publish_key="plain-publish-key")
        session.add(item)
        session.add(Output(input=item, name="B", url="rtmp://h/a", stream_key="plain-stream-key"))
    async with db.engine.connect() as connection:
        inputs = str((await connection.execute(text("SELECT * FROM inputs"))).all())
        outputs = str((await connection.execute(text("SELECT * FROM outputs"))).all())
    assert "plain-publish-key" not in inputs
    assert "v1." in inputs
    assert "plain-stream-key" not in outputs
    async with db.session() as session:
        assert await session.scalar(select(Input.publish_key)) == "plain-publish-key"
        assert await session.scalar(select(Output.stream_key)) == "plain-stream-key"


async def test_errors_of_statements_hold_no_parameters(db: Database) -> None:
    async def add_twice() -> None:
        async with db.transaction() as session:
            for _ in range(2):
                session.add(Input(name="A", path="same", publish_key="plain-publish-key"))

    with pytest.raises(IntegrityError) as refused:
        await add_twice()
    assert "publish_key_enc" in str(refused.value)
    assert "v1." not in str(refused.value)


async def test_times_come_back_in_utc(db: Database) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    async with db.transaction() as session:
        session.add(Event(kind="test", message="", at=at))
    async with db.session() as session:
        stored = await session.scalar(select(Event.at))
    assert stored == at
    assert stored is not None
    assert stored.tzinfo is UTC


async def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            session.add(Input(name="A", path="a"))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with db.session() as session:
        assert await session.scalar(select(Input.id)) is None


async def test_writers_wait_for_each_other(db: Database) -> None:
    """Read, then write: on SQLite this fails at once unless the lock is taken at the beginning."""

    async def add(number: int) -> None:
        async with db.transaction() as session:
            await session.scalar(select(Input.id))
            session.add(Input(name=str(number), path=f"p{number}"))

    await asyncio.gather(*(add(number) for number in range(8)))
    async with db.session() as session:
        assert len((await session.scalars(select(Input.id))).all()) == 8


async def test_deleting_an_input_deletes_its_outputs(db: Database) -> None:
    async with db.transaction() as session:
        item = Input(name="A", path="a")
        session.add_all([item, Output(input=item, name="B", url="rtmp://h/a", stream_key="k")])
    async with db.transaction() as session:
        await session.delete(await session.get_one(Input, item.id))
    async with db.session() as session:
        assert await session.scalar(select(Output.id)) is None
