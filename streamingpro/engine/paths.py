"""The paths by name: the configured ones, and those in use under a catch-all."""

import asyncio
from collections.abc import Callable, Iterator

from streamingpro.engine.conf import ConfChange, ConfStore
from streamingpro.engine.conf.model import CATCH_ALL
from streamingpro.engine.forward.manager import Farewells
from streamingpro.engine.hub import Stream
from streamingpro.engine.path import Member, Path
from streamingpro.engine.patherrors import NothingPublished, PathUnknown
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.units import WireForm

PUBLIC_ONLY = SourceOptions()
"""Sources may reach what everybody can, and no files."""


class PathManager:
    """Every path by name: the configured ones always, those under a catch-all while in use."""

    def __init__(
        self,
        store: ConfStore,
        spawn_closing: Callable[[Path], None],
        source_options: SourceOptions = PUBLIC_ONLY,
    ) -> None:
        self._store = store
        self._source_options = source_options
        self._paths: dict[str, Path] = {}
        self._spawn_closing = spawn_closing
        self._farewells: Farewells = {}
        store.on_change(self._configured)

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths.values())

    def sorted(self) -> list[Path]:
        """In the order in which the API lists them."""
        return [self._paths[name] for name in sorted(self._paths)]

    def get(self, name: str) -> Path | None:
        return self._paths.get(name)

    def publish(
        self, publisher: Member, name: str, form: WireForm = WireForm.RTMP
    ) -> tuple[Path, Stream]:
        """Raises PathUnknown or PathBusy."""
        path = self._find(name)
        return path, path.publish(publisher, form)

    def readable(self, name: str) -> Path:
        """The path `name`; raises PathUnknown, NothingPublished or TooManyReaders."""
        path = self._paths.get(name)
        if path is None:
            if self._store.find(name) is None:
                raise PathUnknown("This server has no such path.")
            raise NothingPublished("Nothing is being published on this path.")
        path.check_readable()
        return path

    async def demand(self, name: str) -> Path:
        """As `readable`, but a source on demand is started, and given time to come."""
        path = self._paths.get(name)
        if path is None:
            return self.readable(name)
        await path.demand()
        return path

    def tick(self, now: float) -> None:
        """Once a second: renew figures, forget idle paths under a catch-all."""
        for path in list(self._paths.values()):
            path.tick(now)
            if path.idle and path.conf.catches_all:
                del self._paths[path.name]
                self._spawn_closing(path)

    async def close(self) -> None:
        """End every path in good order."""
        paths, self._paths = list(self._paths.values()), {}
        await asyncio.gather(*(path.close() for path in paths))

    def _find(self, name: str) -> Path:
        path = self._paths.get(name)
        if path is not None:
            return path
        conf = self._store.find(name)
        if conf is None:
            raise PathUnknown("This server has no such path.")
        path = self._paths[name] = Path(name, conf, self._farewells, self._source_options)
        return path

    def _configured(self, change: ConfChange) -> None:
        names = {name for name in change.paths if name not in CATCH_ALL}
        if len(names) < len(change.paths):
            names.update(path.name for path in self._paths.values() if path.conf.catches_all)
        for name in names:
            self._reconfigure(name)

    def _reconfigure(self, name: str) -> None:
        conf = self._store.find(name)
        path = self._paths.get(name)
        if path is None:
            if conf is not None and not conf.catches_all:
                self._paths[name] = Path(name, conf, self._farewells, self._source_options)
        elif conf is None:
            del self._paths[name]
            self._spawn_closing(path)
        else:
            path.configure(conf)
