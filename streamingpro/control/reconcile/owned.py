"""Which paths of a media server are of our making, remembered in the database."""

from collections.abc import Mapping, Set

from sqlalchemy import delete, select, update

from streamingpro.control.db import Database
from streamingpro.control.reconcile.model import ManagedPath


class OwnedPaths:
    """Of server `node`. Read once, then kept in memory beside the table."""

    def __init__(self, db: Database, node: str) -> None:
        self._db = db
        self._node = node
        self._keys: dict[str, str | None] | None = None

    async def names(self) -> Set[str]:
        """The names as they are now; a set of its own."""
        return set(await self._load())

    async def add(self, versions: Mapping[str, str | None]) -> None:
        """Before they are made on the server; with the version of each one's key, where the server
        does not look after that itself."""
        owned = await self._load()
        new = {name: version for name, version in versions.items() if name not in owned}
        if new:
            async with self._db.transaction() as session:
                session.add_all(
                    ManagedPath(node=self._node, name=name, key_version=version)
                    for name, version in new.items()
                )
            owned |= new

    async def remove(self, names: Set[str]) -> None:
        """After they were deleted on the server."""
        if names:
            query = delete(ManagedPath).where(
                ManagedPath.node == self._node, ManagedPath.name.in_(names)
            )
            async with self._db.transaction() as session:
                await session.execute(query)
            owned = await self._load()
            for name in names:
                owned.pop(name, None)

    async def outdated(self, versions: Mapping[str, str]) -> list[str]:
        """Paths whose publisher may have come with another key than that of `versions`."""
        owned = await self._load()
        return [name for name, version in versions.items() if owned.get(name, version) != version]

    async def key_changed(self, name: str, version: str) -> None:
        """Whoever publishes there now has shown the key of `version`."""
        query = (
            update(ManagedPath)
            .where(ManagedPath.node == self._node, ManagedPath.name == name)
            .values(key_version=version)
        )
        async with self._db.transaction() as session:
            await session.execute(query)
        (await self._load())[name] = version

    async def _load(self) -> dict[str, str | None]:
        if self._keys is None:
            query = select(ManagedPath).where(ManagedPath.node == self._node)
            async with self._db.session() as session:
                rows = (await session.scalars(query)).all()
            self._keys = {row.name: row.key_version for row in rows}
        return self._keys
