"""The source of a path that pulls its stream: always on, or only while somebody wants it."""

import asyncio
from collections.abc import Callable

from streamingpro.engine.conf import PathConf
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.sources.source import Source, SourcePort
from streamingpro.kit.tasks import spawn


class Supply:
    """Keeps the source of `path` equal to its configuration; does nothing where none is pulled.

    A source on demand runs while `wanted()` is true or somebody is waiting for it, and then for
    the configured time.
    """

    def __init__(
        self, path: SourcePort, conf: PathConf, options: SourceOptions, wanted: Callable[[], bool]
    ) -> None:
        self.source: Source | None = None
        self._path = path
        self._conf = conf
        self._options = options
        self._wanted = wanted
        self._loop = asyncio.get_running_loop()
        self._waiting = 0
        self._wanted_at = self._loop.time()
        self._running = False
        self._gives_way = False
        self._make()

    @property
    def ending(self) -> bool:
        """The source is being stopped for good: nobody is to wait for its return."""
        return not self._running

    def configure(self, conf: PathConf) -> None:
        """Take over a changed configuration; a source that did not change is not disturbed."""
        before, self._conf = self._conf, conf
        if _address(before) != _address(conf):
            self._stop()
            self._make()
        else:
            self._look()

    def give_way(self) -> None:
        """A publisher has come instead: no source until it has gone, or another is configured."""
        self._gives_way = True
        self._look()

    def resume(self) -> None:
        """The publisher has gone."""
        self._gives_way = False
        self._look()

    async def demand(self, available: asyncio.Event) -> None:
        """Start a source on demand; return when its stream is there or it took too long."""
        if self.source is None or not self._conf.source_on_demand or available.is_set():
            return
        self._waiting += 1
        try:
            self._look()
            async with asyncio.timeout(self._conf.source_on_demand_start_timeout_s):
                await available.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1

    def tick(self, now: float) -> None:
        """Once a second: is it wanted, does it move?"""
        self._look()
        if self.source is not None:
            self.source.tick(now)

    async def close(self) -> None:
        """The path is not wanted any more."""
        source, self.source = self.source, None
        self._running = False
        if source is not None:
            await source.stop()

    def _make(self) -> None:
        if self._conf.pulls and not self._conf.catches_all:
            self.source = Source(self._path, self._conf, self._options)
            self._gives_way = False
            self._look()

    def _look(self) -> None:
        """Start or stop the source as things are."""
        if self.source is None:
            return
        now = self._loop.time()
        if self._gives_way:
            self._halt(self.source)
        elif not self._conf.source_on_demand or self._waiting or self._wanted():
            self._wanted_at = now
            if not self._running:
                self._running = True
                self.source.start()
        elif now - self._wanted_at >= self._conf.source_on_demand_close_after_s:
            self._halt(self.source)

    def _stop(self) -> None:
        source, self.source = self.source, None
        if source is not None:
            self._halt(source)

    def _halt(self, source: Source) -> None:
        if self._running:
            self._running = False
            spawn(source.stop(), name=f"stop of the source of {self._path.name}")


def _address(conf: PathConf) -> tuple[object, ...]:
    return (
        conf.source,
        conf.source_fingerprint,
        conf.source_internal,
        conf.rtsp_transport,
        conf.srt_latency_s if conf.source.startswith("srt:") else None,
        conf.catches_all,
    )
