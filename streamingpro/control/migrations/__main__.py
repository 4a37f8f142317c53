"""`python -m streamingpro.control.migrations "what it does"`: draft the next schema change.

It compares the models with a fresh database that has all changes so far, made in a folder that
is removed afterwards.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from streamingpro.control.db import Database
from streamingpro.control.migrations import config_for, upgrade_to_head
from streamingpro.control.secretbox import SecretBox


def _draft(connection: Connection, message: str) -> None:
    command.revision(config_for(connection), message, autogenerate=True)


async def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'draft.db'}", SecretBox("only for this draft"))
        await upgrade_to_head(db.engine)
        async with db.engine.connect() as connection, connection.begin():
            await connection.run_sync(_draft, message)
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
