"""One caller that was let in."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import PathError
from streamingpro.engine.paths import PathManager
from streamingpro.engine.refusals import log_refusal, note_refusal
from streamingpro.engine.servers.srt.admission import Call
from streamingpro.engine.srt import Poller, SrtError, SrtFigures, SrtWire, Stats
from streamingpro.engine.units import TS_FORM, WireForm
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn

_log = get_logger("srt")

GOODBYE_S = 1.0
State = Literal["idle", "publish", "read"]


class SrtConn:
    """A publisher or reader; idle until it is sure that it may.

    `on_end(conn)` says whether the connection was still known; it ends but once.
    """

    kind = "srtConn"
    protocol = "srt"

    def __init__(
        self,
        call: Call,
        sock: int,
        poller: Poller,
        paths: PathManager,
        on_end: Callable[["SrtConn"], bool],
    ) -> None:
        self.id = call.id
        self.created: datetime = utcnow()
        self.remote_address = call.remote_address
        self.state: State = "idle"
        self.action = call.wish.action
        self.path_name = call.wish.path
        self.query = call.wish.query
        self.user = call.wish.user
        self.passphrase = call.passphrase
        self._call = call
        self._paths = paths
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._path: Path | None = None
        self._stream: Stream | None = None
        self._outlet: Outlet | None = None
        self._problem = ""
        self._moved = 0
        self._moved_at = self._loop.time()
        self._wire = SrtWire(self._loop, poller, sock, self._received, self._lost)

    @property
    def bytes_received(self) -> int:
        return self._wire.bytes_received

    @property
    def bytes_sent(self) -> int:
        return self._wire.bytes_sent

    @property
    def frames_discarded(self) -> int:
        return self._outlet.frames_dropped if self._outlet is not None else 0

    @property
    def encryption(self) -> str:
        """ "" or AES-128, AES-192, AES-256."""
        return self._wire.encryption

    def stats(self) -> Stats:
        """Every counter of libsrt."""
        return self._wire.stats()

    def srt_figures(self, now: float) -> SrtFigures | None:
        """How the connection does. `now`: the loop's time."""
        return self._wire.figures(now)

    def begin(self) -> None:
        """Take up what was asked for."""
        problem = self._call.key_problem(self._wire.key_length)
        if problem:
            self._refuse(problem)
        elif self.action == "publish" and self._call.granted:
            self._publish()
        else:
            self._wire.pause()
            spawn(self._begin_later(), name=f"beginning of {self.id}")

    async def _begin_later(self) -> None:
        """The control plane has not answered yet, or a source on demand has to come."""
        refusal = await asyncio.wrap_future(self._call.verdict)
        if self._wire.closed:
            return
        if refusal is not None:
            self._end(refusal.reason)  # which has been logged
        elif self.action == "publish":
            self._publish()
        else:
            await self._read()

    def _publish(self) -> None:
        try:
            self._path, self._stream = self._paths.publish(self, self.path_name, WireForm.MPEGTS)
        except PathError as error:
            self._refuse(str(error))
            return
        self.state = "publish"
        self._wire.resume()
        self._log_begin("publishing")

    async def _read(self) -> None:
        try:
            path = await self._paths.demand(self.path_name)
            if self._wire.closed:
                return
            outlet = Outlet(self._wire, TS_FORM)
            path.read(self, outlet)
        except PathError as error:
            self._refuse(str(error))
            return
        self.state = "read"
        self._path, self._outlet = path, outlet
        self._wire.resume()
        self._log_begin("reading")

    def _log_begin(self, doing: str) -> None:
        _log.info(
            doing,
            path=self.path_name,
            conn=self.id,
            remote=self.remote_address,
            encryption=self._wire.encryption or "none",
            latency_ms=self._wire.latency_ms,
        )

    def _refuse(self, reason: str) -> None:
        log_refusal(_log, self.action, self.path_name, self.remote_address, reason, known=True)
        if self.action == "publish":
            note_refusal(self._paths, self.path_name, self.protocol, self.remote_address, reason)
        self._end(reason)

    def dismiss(self, reason: str) -> None:
        """End it; the path has let go of it or will do so now."""
        self._end(reason)

    def tick(self, now: float, read_timeout_s: float, write_timeout_s: float) -> None:
        """Once a second: renew the figures, end what is silent or blocked."""
        self._wire.stats()
        moved = self.bytes_received if self.state == "publish" else self.bytes_sent
        if moved != self._moved or (self.state == "read" and not self._wire.blocked):
            self._moved, self._moved_at = moved, now
        still = now - self._moved_at
        if self.state == "publish" and still > read_timeout_s:
            self._end(f"nothing received for {read_timeout_s:g} s")
        elif self.state == "read" and still > write_timeout_s:
            self._end(f"took nothing for {write_timeout_s:g} s")
        elif self._stream is not None and self._stream.problem != self._problem:
            self._problem = self._stream.problem
            if self._problem:
                _log.warning("the stream can't be used", path=self.path_name, reason=self._problem)

    def _received(self, data: bytes) -> None:
        if self._stream is not None:
            self._stream.push_ts(data)

    def _lost(self, error: SrtError | None) -> None:
        self._end("the client closed the connection" if error is None else error.message)

    def _end(self, reason: str) -> None:
        """Leave the path, let a reader have what was sent last, close."""
        if not self._on_end(self):
            return
        if self._path is not None:
            if self._outlet is not None:
                self._path.unread(self, self._outlet)
            self._path.unpublish(self)
        self._stream = None
        if self.state != "idle":
            _log.info("connection ended", path=self.path_name, conn=self.id, reason=reason)
        if self.state == "read" and not self._wire.closed:
            spawn(self._wire.finish(GOODBYE_S), name=f"farewell of {self.id}")
        else:
            self._wire.close()
