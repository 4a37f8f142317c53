"""One source of a path: its state, and attempt after attempt while it is wanted."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from streamingpro.engine.conf import PathConf
from streamingpro.engine.hub import Stream
from streamingpro.engine.patherrors import PathError
from streamingpro.engine.retry import Retry
from streamingpro.engine.sources.errors import (
    NEEDS_A_CHANGE,
    SourceError,
    SourceErrorKind,
    SourceProblem,
)
from streamingpro.engine.sources.guard import Guard
from streamingpro.engine.sources.pull import Feed, Pull, SourceOptions
from streamingpro.engine.sources.pulls import kind_of, make_pull
from streamingpro.engine.units import WireForm
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn

if TYPE_CHECKING:
    from streamingpro.engine.srt import SrtFigures

_log = get_logger("source")

ANYWHERE = SourceOptions(networks="any")
"""What a source may reach that is a server of this installation; no files."""

SourceState = Literal["idle", "connecting", "running", "error"]
"""`error` lasts through further attempts until media comes again."""


class SourcePort(Protocol):
    """The path, as its source sees it."""

    name: str

    def publish(self, member: "Source", form: WireForm) -> Stream: ...
    def unpublish(self, member: "Source") -> None: ...


class Source:
    """Pulls from the address in `conf.source` from `start` to `stop`.

    A member of its path while media comes; the path's grace time holds the stream in between. An
    ended or failed attempt is followed by another: after 1 s doubling to 30 s, or 30 s later when
    somebody has to change something first. An internal one is tried again within 2 s, and may be
    at any address.
    """

    def __init__(
        self,
        path: SourcePort,
        conf: PathConf,
        options: SourceOptions,
        *,
        make: Callable[[Feed], Pull] = make_pull,
        retry: Retry | None = None,
    ) -> None:
        self.id = new_id()
        self.state: SourceState = "idle"
        self.since: datetime = utcnow()
        self.last_error: SourceProblem | None = None
        self.next_retry: datetime | None = None
        self.conf = conf
        self.options = ANYWHERE if conf.source_internal else options
        self.guard = Guard(self.options)
        self._path = path
        self._make = make
        self._retry = retry or _retry(conf)
        self._loop = asyncio.get_running_loop()
        self._pull: Pull | None = None
        self._stream: Stream | None = None
        self._interrupted: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._running_since = 0.0
        self._seen_bytes = 0
        self._moved_at = 0.0

    # what the path tells

    def start(self) -> None:
        """Connect, and stay connected. Harmless when it runs already."""
        if self._task is None:
            self._task = spawn(self._serve(self._leaving), name=f"source of {self._path.name}")

    async def stop(self) -> None:
        """Not wanted for now: take leave. Returns when the path has been left."""
        if self._task is not None:
            self._leaving, self._task = self._task, None
        await cancel(self._leaving)
        if self._task is None:  # it was not started again meanwhile
            self.next_retry = None
            self._become("idle")

    def dismiss(self, reason: str) -> None:
        """End the present attempt; the path has already let go of it. Another one follows."""
        self._stream = None
        self._interrupt(SourceError(SourceErrorKind.ENDED, f"Ended: {reason}."))

    def tick(self, now: float) -> None:
        """Once a second: give up an attempt whose peer has fallen silent."""
        pull = self._pull
        if pull is None:
            return
        if pull.bytes_received != self._seen_bytes:
            self._seen_bytes = pull.bytes_received
            self._moved_at = now
        elif self._stream is not None and 0 < pull.stall_s <= now - self._moved_at:
            words = f"The server has sent nothing for {pull.stall_s:.0f} seconds."
            self._interrupt(SourceError(SourceErrorKind.TIMEOUT, words))

    # what it tells

    @property
    def kind(self) -> str:
        return self._pull.kind if self._pull is not None else kind_of(self.conf.source)[0]

    @property
    def protocol(self) -> str:
        return self._pull.protocol if self._pull is not None else kind_of(self.conf.source)[1]

    @property
    def remote_address(self) -> str:
        return self._pull.remote_address if self._pull is not None else ""

    @property
    def bytes_received(self) -> int:
        """Of the present attempt."""
        return self._pull.bytes_received if self._pull is not None else 0

    @property
    def bytes_sent(self) -> int:
        return 0

    def srt_figures(self, now: float) -> "SrtFigures | None":
        """The figures of the link when the source is pulled over SRT."""
        figures: SrtFigures | None = None
        if self._pull is not None and hasattr(self._pull, "srt_figures"):
            figures = self._pull.srt_figures(now)
        return figures

    # attempts

    @property
    def name(self) -> str:
        """The path's."""
        return self._path.name

    @property
    def url(self) -> str:
        return self.conf.source.replace("$MTX_PATH", self._path.name)

    def publish(self, form: WireForm) -> Stream:
        """Media begins to come (see `Feed`)."""
        try:
            self._stream = self._path.publish(self, form)
        except PathError as error:  # another source, or a publisher, has come instead
            raise SourceError(SourceErrorKind.REJECTED, str(error)) from None
        self._running_since = self._moved_at = self._loop.time()
        self.next_retry = None
        self._become("running")
        _log.info("source runs", path=self._path.name, remote=self.remote_address)
        return self._stream

    async def _serve(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        while True:
            if self.state != "error":
                self._become("connecting")
            try:
                await self._attempt()
            except SourceError as error:
                delay = self._failed(error)
            except Exception:
                _log.exception("source broke", path=self._path.name)
                delay = self._failed(
                    SourceError(SourceErrorKind.INTERNAL, "An error in the server itself.")
                )
            await asyncio.sleep(delay)
            self.next_retry = None

    async def _attempt(self) -> None:
        """Raises what ended the attempt: the pull's own error, or an interruption."""
        self._pull = self._make(self)
        self._seen_bytes = 0
        self._interrupted = self._loop.create_future()
        running = spawn(_outcome(self._pull), name=f"pull of {self._path.name}")
        try:
            await asyncio.wait((running, self._interrupted), return_when=asyncio.FIRST_COMPLETED)
            if self._interrupted.done():
                self._interrupted.result()
            raise running.result()
        finally:
            self._interrupted.cancel()
            await cancel(running)
            if self._stream is not None:
                self._stream = None
                self._path.unpublish(self)
            self._pull = None

    def _interrupt(self, error: SourceError) -> None:
        if self._interrupted is not None and not self._interrupted.done():
            self._interrupted.set_exception(error)

    def _failed(self, error: SourceError) -> float:
        """Note why; the seconds until the next attempt."""
        if self._running_since:
            self._retry.succeeded_for(self._loop.time() - self._running_since)
            self._running_since = 0.0
        delay = self._retry.delay_s(error.kind)
        now = utcnow()
        self.last_error = SourceProblem(error.kind, error.message, now)
        self.next_retry = now + timedelta(seconds=delay)
        self._become("error")
        _log.warning(
            "source failed",
            path=self._path.name,
            kind=error.kind.value,
            reason=error.message,
            retry_in_s=round(delay, 1),
        )
        return delay

    def _become(self, state: SourceState) -> None:
        if state != self.state:
            self.state = state
            self.since = utcnow()


async def _outcome(pull: Pull) -> Exception:
    """The error that ended it, as a value: the source decides what is worth a line in the log."""
    try:
        await pull.run()
    except Exception as error:
        return error
    return SourceError(SourceErrorKind.ENDED, "The source came to its end.")


def _retry(conf: PathConf) -> Retry:
    if conf.source_internal:
        return Retry(said_no=(), first_s=0.2, longest_s=2.0)
    return Retry(said_no=NEEDS_A_CHANGE)
