"""One attempt whose media a child process reads: RTSP servers and files."""

import asyncio

from streamingpro.engine.children import notices
from streamingpro.engine.children.jobs import Job
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.records import Item
from streamingpro.engine.children.source import SourceChild
from streamingpro.engine.hub import Stream
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.pull import Feed
from streamingpro.engine.units import WireForm
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.rtmp.chunks import Message

_log = get_logger("source")
_TIMESTAMP_MASK = 0xFFFFFFFF
_TOLD = frozenset({notices.SKIPPED, notices.UNSUPPORTED})


class ChildPull:
    """See `Pull`. What remains is to name the job."""

    kind = "source"
    protocol = ""
    stall_s = 20.0
    """The child notices silence by itself, and earlier; this is for a child that hangs."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._stream: Stream | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.remote_address = ""
        self.bytes_received = 0

    async def job(self) -> Job:
        """What the child is to do. Raises SourceError."""
        raise NotImplementedError

    def secrets(self) -> tuple[str, ...]:
        """What must not stand in the log, should the child print it."""
        return ()

    async def run(self) -> None:
        """See `Pull`."""
        child = SourceChild(
            await self.job(),
            name=self._feed.name,
            on_items=self._items,
            on_notice=self._noticed,
            on_exit=self._exited,
            secrets=self.secrets(),
        )
        try:
            child.start()
            await self._ended
        except OSError:
            words = "The process that reads the source can't be started."
            raise SourceError(SourceErrorKind.INTERNAL, words) from None
        finally:
            self._stream = None
            let_go(self._ended)
            child.close()
            await child.wait()

    def _items(self, items: list[Item]) -> None:
        if self._ended.done():
            return
        if self._stream is None:
            try:
                self._stream = self._feed.publish(WireForm.RTMP)
            except SourceError as error:
                self._ended.set_exception(error)
                return
        for type_id, timestamp, payload in items:
            self.bytes_received += len(payload)
            self._stream.push(Message(type_id, timestamp & _TIMESTAMP_MASK, 1, payload))

    def _noticed(self, notice: Notice) -> None:
        if notice.event == notices.ERROR:
            self._fail(SourceErrorKind(notice.kind), notice.message)
        elif notice.event == notices.ENDED:
            self._fail(SourceErrorKind.ENDED, "The source came to its end.")
        elif notice.event in _TOLD:
            _log.warning("source", path=self._feed.name, problem=notice.message)

    def _exited(self, reason: str) -> None:
        self._fail(SourceErrorKind.INTERNAL, reason)

    def _fail(self, kind: SourceErrorKind, message: str) -> None:
        if not self._ended.done():
            self._ended.set_exception(SourceError(kind, message))
