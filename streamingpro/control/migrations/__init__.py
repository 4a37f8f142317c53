"""Schema changes (Alembic), shipped in the package and run in-process at start.

env.py      what Alembic calls
versions/   one file per change, oldest first
New change: `python -m streamingpro.control.migrations "what it does"` writes its draft.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError as DatabaseFault
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from streamingpro.control.db import WRITES, DatabaseError

_FOLDER = Path(__file__).parent
_ADVISORY_LOCK = 0x53505231
"""Any number that only we use; PostgreSQL's locks of this kind are told apart by number."""


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's configuration for this package; `connection` must be in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def upgrade_to_head(engine: AsyncEngine) -> None:
    """Run what is missing, all or nothing. A second process waits here until the first is done.

    Raises DatabaseError when the database can't be reached, is damaged, has no room left or was
    made by a newer version.
    """
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            async with connection.begin():
                await connection.run_sync(_upgrade)
    except CommandError as error:
        raise DatabaseError(
            "The database was made by a newer version of StreamingPro. Install that version, or"
            f" restore a backup made before the upgrade. ({error})"
        ) from error
    except (OSError, DBAPIError) as error:
        reason = getattr(error, "orig", None) or error
        if isinstance(error, DatabaseFault) and not isinstance(error, OperationalError):
            raise DatabaseError(
                f"The database is damaged: {reason}. Restore a backup of it; without one, move the"
                " file away and start again with an empty database."
            ) from error
        raise DatabaseError(
            f"The database can't be opened: {reason}. Check that it runs, and the address in"
            " STREAMINGPRO_DATABASE_URL; `streamingpro doctor` looks closer."
        ) from error


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    command.upgrade(config_for(connection), "head")
