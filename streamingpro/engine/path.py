"""One path: who publishes to it, its stream, its readers and its destinations."""

import asyncio
from datetime import datetime
from typing import Protocol

from streamingpro.engine.conf import PathConf
from streamingpro.engine.forward.manager import Farewells, ForwardManager
from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Consumer
from streamingpro.engine.patherrors import NothingPublished, PathBusy, TooManyReaders
from streamingpro.engine.refusals import Refused
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.supply import Supply
from streamingpro.engine.units import WireForm
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger

_log = get_logger("paths")


class Member(Protocol):
    """A publisher or reader, as a path sees it. `kind` is MediaMTX's ("rtmpConn")."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def protocol(self) -> str: ...
    @property
    def remote_address(self) -> str: ...
    @property
    def bytes_sent(self) -> int: ...

    def dismiss(self, reason: str) -> None:
        """End it; the path has already let go of it."""


class Path:
    """One path. Its stream outlives its publisher by the grace time."""

    def __init__(
        self, name: str, conf: PathConf, farewells: Farewells, options: SourceOptions
    ) -> None:
        self.name = name
        self.conf = conf
        self.created = utcnow()
        self.stream: Stream | None = None
        self.publisher: Member | None = None
        self.readers: dict[str, Member] = {}
        self.online_since: datetime | None = None
        self.available_since: datetime | None = None
        self.last_refusal: Refused | None = None
        self._bytes_read = 0
        self.forward = ForwardManager(name, farewells)
        self._loop = asyncio.get_running_loop()
        self._grace: asyncio.TimerHandle | None = None
        self._left_at = 0.0
        self._available = asyncio.Event()
        self.forward.apply(conf.forward)
        self.supply = Supply(self, conf, options, self._is_wanted)

    @property
    def idle(self) -> bool:
        return self.publisher is None and self.stream is None

    def configure(self, conf: PathConf) -> None:
        """Take over a changed configuration; what did not change is not disturbed."""
        same_key = conf.publish_key_version == self.conf.publish_key_version
        self.conf = conf
        self.forward.apply(conf.forward)
        source = self.supply.source
        self.supply.configure(conf)
        # A source has no key, and has taken leave by itself where it is not wanted any more.
        if self.publisher is not None and self.publisher is not source and not same_key:
            self.publisher.dismiss("the publish key was changed")
        if self._grace is not None:
            self._wait_for_publisher()

    def publish(self, member: Member, form: WireForm = WireForm.RTMP) -> Stream:
        """Let `member` feed the path's stream in this form; raises PathBusy."""
        old, fetched = self.publisher, member is self.supply.source
        if not fetched and not self.conf.takes_publishers:
            raise PathBusy("This path pulls its stream from elsewhere: nobody can publish to it.")
        if old is not None and not self.conf.override_publisher:
            raise PathBusy("Somebody is already publishing to this path.")
        self._cancel_grace()
        if not fetched:
            self.supply.give_way()
        self.publisher = member
        if old is not None:  # it leaves a path that is not its own any more: nothing ends
            old.dismiss("another publisher took over")
            _log.info("publisher replaced", path=self.name, by=member.remote_address)
        self.online_since = utcnow()
        if self.stream is None:
            self.stream = Stream(self._loop, self._flowing, self.name)
        elif self.available_since is not None:
            self.forward.pause()
        self.stream.begin(form)
        return self.stream

    def unpublish(self, member: Member) -> None:
        """`member` is gone: hold the stream for the grace time. Harmless when replaced."""
        if self.publisher is not member:
            return
        self.publisher = None
        self.online_since = None
        fetched = member is self.supply.source
        if not fetched:
            self.supply.resume()
        if self.stream is not None:
            self.stream.end()
        over = fetched and self.supply.ending
        if self.available_since is None or self.conf.reconnect_grace_s <= 0 or over:
            self._end_stream()
            return
        self.forward.pause()
        self._left_at = self._loop.time()
        self._wait_for_publisher()
        _log.info("publisher gone, waiting", path=self.name, grace_s=self.conf.reconnect_grace_s)

    def read(self, reader: Member, outlet: Consumer) -> None:
        """Feed `outlet`; raises NothingPublished or TooManyReaders."""
        self.check_readable()
        assert self.stream is not None
        self.readers[reader.id] = reader
        self.stream.attach(outlet)

    async def demand(self) -> None:
        """Have a source on demand bring the stream; raises what `read` would raise then."""
        await self.supply.demand(self._available)
        self.check_readable()

    def check_readable(self) -> None:
        """Raises what `read` would raise now."""
        if self.stream is None or self.available_since is None:
            raise NothingPublished("Nothing is being published on this path.")
        if 0 < self.conf.max_readers <= len(self.readers):
            raise TooManyReaders("This path has as many readers as it may have.")

    def unread(self, reader: Member, outlet: Consumer) -> None:
        """`reader` is gone. Harmless when it is not a reader any more."""
        if self.stream is not None:
            self.stream.detach(outlet)
        if self.readers.pop(reader.id, None) is not None:
            self._bytes_read += reader.bytes_sent

    @property
    def bytes_read(self) -> int:
        """Bytes sent to readers, present and past."""
        return self._bytes_read + sum(reader.bytes_sent for reader in self.readers.values())

    async def close(self) -> None:
        """The path is not wanted any more: end everything on it in good order."""
        publisher, self.publisher = self.publisher, None
        if publisher is not None:
            publisher.dismiss("the path was removed")
        await self.supply.close()
        self._end_stream()
        await self.forward.close()

    def tick(self, now: float) -> None:
        if self.stream is not None:
            self.stream.tick(now)
        self.forward.tick(now)
        self.supply.tick(now)

    def _is_wanted(self) -> bool:
        """Whether a source on demand has somebody to run for: readers, or destinations."""
        return bool(self.readers or self.forward.destinations)

    def _flowing(self) -> None:
        assert self.stream is not None
        if self.available_since is None:
            self.available_since = utcnow()
            self._available.set()
            self.forward.start(self.stream)
            _log.info("stream available", path=self.name)
        else:
            self.forward.resume()
            _log.info("stream continues", path=self.name)

    def _end_stream(self) -> None:
        self._cancel_grace()
        if self.stream is None:
            return
        self.stream = None
        self.online_since = None
        if self.available_since is not None:
            self.available_since = None
            self._available.clear()
            self.forward.stop()
            _log.info("stream ended", path=self.name)
        readers, self.readers = list(self.readers.values()), {}
        for reader in readers:
            self._bytes_read += reader.bytes_sent
            reader.dismiss("the stream ended")

    def _wait_for_publisher(self) -> None:
        self._cancel_grace()
        ends_at = self._left_at + self.conf.reconnect_grace_s
        self._grace = self._loop.call_at(ends_at, self._end_stream)

    def _cancel_grace(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
