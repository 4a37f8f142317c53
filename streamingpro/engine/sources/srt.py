"""Pull over SRT: calling a server, waiting for a caller, or meeting half-way."""

import asyncio

from streamingpro.engine.hub import Stream
from streamingpro.engine.resolve import resolve
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.pull import Feed
from streamingpro.engine.srt import (
    SrtError,
    SrtFigures,
    SrtUnavailable,
    SrtWire,
    connect,
    shared_poller,
)
from streamingpro.engine.units import WireForm
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.srt_url import Mode, SrtUrlError, parse_srt_url

ANSWER_TIMEOUT_S = 10.0


class SrtPull:
    """One attempt (see `Pull`): MPEG-TS as it comes, untouched."""

    kind = "srtSource"
    protocol = "srt"
    stall_s = 10.0

    def __init__(self, feed: Feed) -> None:
        """Raises SourceError when the address can't be used."""
        self._feed = feed
        try:
            self._target = parse_srt_url(feed.url)
        except SrtUrlError as error:
            raise SourceError(
                SourceErrorKind.PROTOCOL, f"The address can't be used: {error}."
            ) from None
        self._wire: SrtWire | None = None
        self._stream: Stream | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def remote_address(self) -> str:
        if self._wire is None:
            return ""
        return self._wire.peer_address or self._target.address

    @property
    def bytes_received(self) -> int:
        return self._wire.bytes_received if self._wire is not None else 0

    def srt_figures(self, now: float) -> SrtFigures | None:
        """How the link does."""
        return self._wire.figures(now) if self._wire is not None else None

    async def run(self) -> None:
        """Raises SourceError when it ends."""
        wire = await self._connected()
        try:
            wire.resume()
            await self._ended
        finally:
            let_go(self._ended)
            wire.close()

    async def _connected(self) -> SrtWire:
        target = self._target
        waits = target.mode is Mode.LISTENER
        try:
            sock = await connect(
                target,
                None if waits else ANSWER_TIMEOUT_S,
                resolve=resolve if waits else self._feed.guard.resolve,
            )
            self._wire = SrtWire(
                asyncio.get_running_loop(), shared_poller(), sock, self._received, self._lost
            )
        except SrtUnavailable as error:
            raise SourceError(SourceErrorKind.INTERNAL, str(error)) from None
        except SrtError as error:
            raise _source_error(error) from None
        return self._wire

    def _received(self, data: bytes) -> None:
        if self._stream is None:
            try:
                self._stream = self._feed.publish(WireForm.MPEGTS)
            except SourceError as error:
                self._fail(error)
                return
        self._stream.push_ts(data)

    def _lost(self, error: SrtError | None) -> None:
        if error is None:
            words = "The other side ended the stream."
            self._fail(SourceError(SourceErrorKind.ENDED, words))
        else:
            self._fail(_source_error(error))

    def _fail(self, error: SourceError) -> None:
        if not self._ended.done():
            self._ended.set_exception(error)


def _source_error(error: SrtError) -> SourceError:
    return SourceError(SourceErrorKind(error.kind.value), error.message)
