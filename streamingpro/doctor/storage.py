"""Checks of what is kept: settings, data folder, disk space, secret key, database."""

import asyncio
import os
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamingpro.config import ENV_PREFIX, Settings, find_file, suggestion, unknown_environment
from streamingpro.doctor.report import Finding, fail, ok, warn
from streamingpro.kit.redact import redact_text

LITTLE_BYTES = 200 << 20
SCARCE_BYTES = 1 << 30
CONNECT_TIMEOUT_S = 5
_CLASS_NAMES = re.compile(r"^\([\w.]+\) |<class '[\w.]+'>: ")
SECRETS = ("secret.key", "engine.token", "hook.token", "engine.json")


def settings(settings: Settings) -> Iterator[Finding]:
    """Which file is read, and variables that look like settings but are none."""
    path = find_file(settings.data_dir)
    yield ok("settings", f"read from {path}" if path else "no file; defaults and environment")
    for name in unknown_environment():
        close = suggestion(name.upper().removeprefix(ENV_PREFIX))
        yield warn("settings", f"{name} is no setting{close}", "Correct its name or remove it.")


def data_folder(settings: Settings) -> Iterator[Finding]:
    """The folder can be written, and nobody else reads the secrets in it."""
    folder = settings.data_dir
    if not folder.exists():
        parent = _existing(folder)
        if os.access(parent, os.W_OK | os.X_OK):
            yield ok("data folder", f"{folder} will be made at the first start")
        else:
            yield _not_writable(folder, f"can't be made: {parent} is not writable")
        return
    if not folder.is_dir():
        yield _not_writable(folder, "is a file, not a folder")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield _not_writable(folder, "is not writable for this user")
        return
    opened = [path for path in _private_paths(folder) if _others_may(path)]
    for path in opened:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = "700" if path.is_dir() else "600"
        yield warn(
            "data folder",
            f"{path} is open to other users (mode {mode:o}) and holds secrets",
            f"chmod {wanted} {path}",
        )
    if not opened:
        yield ok("data folder", f"{folder} is writable and private")


def disk_space(settings: Settings) -> Iterator[Finding]:
    """Room for database and logs."""
    folder = _existing(settings.data_dir)
    free = shutil.disk_usage(folder).free
    said = f"{free / (1 << 30):.1f} GiB free in {folder}"
    mend = f"Make room, or set {ENV_PREFIX}DATA_DIR to a larger disk."
    if free < LITTLE_BYTES:
        yield fail("disk space", said, mend)
    elif free < SCARCE_BYTES:
        yield warn("disk space", said, mend)
    else:
        yield ok("disk space", said)


def secret_key(settings: Settings) -> Iterator[Finding]:
    """The key that encrypts stream keys: long enough, and not lost."""
    from streamingpro.control.secretbox import MIN_KEY_LENGTH, SECRET_KEY_FILE

    path = settings.data_dir / SECRET_KEY_FILE
    mend = "Use a long random one: openssl rand -base64 32."
    if settings.secret_key is not None:
        if len(settings.secret_key.get_secret_value()) < MIN_KEY_LENGTH:
            yield fail("secret key", f"shorter than {MIN_KEY_LENGTH} characters", mend)
        else:
            yield ok("secret key", "given in the settings")
    elif path.exists():
        if not os.access(path, os.R_OK):
            yield fail("secret key", f"{path} can't be read by this user", f"chown $USER {path}")
        elif len(path.read_text().strip()) < MIN_KEY_LENGTH:
            yield fail("secret key", f"{path} is too short or empty", f"Restore it. {mend}")
        else:
            yield ok("secret key", f"in {path}; keep a copy of it with your backups")
    elif (settings.data_dir / "streamingpro.db").exists():
        yield fail(
            "secret key",
            f"{path} is gone, but the database beside it was made with it",
            "Restore the file from a backup: without it the stored stream keys can't be read.",
        )
    else:
        yield ok("secret key", "will be made at the first start")


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a database says of itself: schema revision and the sealed text that proves the key."""

    revision: str | None
    secret_check: str | None


def database(settings: Settings) -> Iterator[Finding]:
    """Reachable, its schema known and up to date, and encrypted with the present key."""
    from sqlalchemy import make_url

    from streamingpro.control.db import DatabaseError, async_url

    try:
        url = make_url(async_url(settings.control().effective_database_url))
    except DatabaseError as error:
        yield fail("database", str(error), f"Correct {ENV_PREFIX}DATABASE_URL.")
        return
    sqlite = url.get_backend_name() == "sqlite"
    place = str(url.database) if sqlite else f"{url.host or 'local'}/{url.database}"
    if sqlite and not Path(place).exists():
        yield ok("database", f"SQLite, {place} will be made at the first start")
        return
    try:
        stored = asyncio.run(asyncio.wait_for(_read(url), CONNECT_TIMEOUT_S))
    except Exception as error:
        said = redact_text(_driver_words(error), url.password or "")
        yield fail("database", f"{place} does not answer: {said}", _database_mend(sqlite, place))
        return
    yield from _judge(settings, f"{url.get_backend_name()} {place}", stored)


def _judge(settings: Settings, place: str, stored: _Stored) -> Iterator[Finding]:
    known, head = _revisions()
    if stored.revision is None:
        yield ok("database", f"{place} is reachable and empty; it is set up at the next start")
        return
    if stored.revision not in known:
        yield fail(
            "database",
            f"{place} was made by a newer version (schema {stored.revision})",
            "Upgrade StreamingPro: pip install --upgrade streamingpro.",
        )
        return
    if not _opens(settings, stored.secret_check):
        yield fail(
            "database",
            f"{place} was encrypted with another secret key",
            f"Set {ENV_PREFIX}SECRET_KEY to the former key, or restore secret.key.",
        )
        return
    if stored.revision == head:
        yield ok("database", f"{place} is reachable and up to date")
    else:
        yield ok("database", f"{place} is reachable; it is migrated at the next start")


async def _read(url: Any) -> _Stored:
    from sqlalchemy import Connection, inspect, text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    def look(connection: Connection) -> _Stored:
        def value(table: str, query: str) -> str | None:
            if not inspect(connection).has_table(table):
                return None
            found: str | None = connection.scalar(text(query))
            return found

        return _Stored(
            value("alembic_version", "SELECT version_num FROM alembic_version"),
            value("system_values", "SELECT value FROM system_values WHERE name = 'secret_check'"),
        )

    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def _revisions() -> tuple[set[str], str | None]:
    """Every schema revision this version knows, and the last of them."""
    from alembic.script import ScriptDirectory

    from streamingpro.control.migrations import config_for

    scripts = ScriptDirectory.from_config(config_for())
    return {script.revision for script in scripts.walk_revisions()}, scripts.get_current_head()


def _opens(settings: Settings, sealed: str | None) -> bool:
    from streamingpro.control.secretbox import SECRET_KEY_FILE, SecretBox, SecretKeyError

    if sealed is None:
        return True
    given = settings.secret_key.get_secret_value() if settings.secret_key else None
    path = settings.data_dir / SECRET_KEY_FILE
    try:
        # Reading the file ourselves: SecretBox.for_data_dir would make a missing one.
        SecretBox(given or path.read_text().strip()).open(sealed, "secret_check")
    except (SecretKeyError, OSError):
        return False
    return True


def _driver_words(error: Exception) -> str:
    """The first line of what the driver said, without the names of exception classes."""
    first = str(error).split("\n", 1)[0]
    return _CLASS_NAMES.sub("", first) or type(error).__name__


def _database_mend(sqlite: bool, place: str) -> str:
    if sqlite:
        return f"Check that {place} is a database of this program and readable; restore a backup."
    return f"Check that PostgreSQL runs, and user, password and host in {ENV_PREFIX}DATABASE_URL."


def _private_paths(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (path for name in SECRETS if (path := folder / name).exists())


def _others_may(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _not_writable(folder: Path, why: str) -> Finding:
    mend = f"Give it to this user (chown $USER {folder}), or set {ENV_PREFIX}DATA_DIR."
    return fail("data folder", f"{folder} {why}", mend)


def _existing(path: Path) -> Path:
    """The nearest folder above `path` that exists, or `path` itself."""
    return path if path.exists() else _existing(path.parent)
