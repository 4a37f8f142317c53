"""One attempt to play from an RTMP or RTMPS server."""

import asyncio

from streamingpro.engine.hub import Stream
from streamingpro.engine.neterrors import NetError, from_os_error
from streamingpro.engine.rtmpcall import NO_ANSWER, RtmpCall
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.pull import Feed
from streamingpro.engine.units import WireForm
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.rtmp import events, status
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.errors import TargetError
from streamingpro.protocols.rtmp.messages import DATA_AMF0
from streamingpro.protocols.rtmp.url import Target, parse_target

ANSWER_TIMEOUT_S = 10.0
FIRST_MEDIA_S = 15.0
_NOT_ALLOWED = ("auth", "not allowed", "denied", "forbidden")
"""What servers say, in their own words, when a key is wrong."""
_NOT_FOR_OTHERS = (b"\x02\x00\x11|RtmpSampleAccess", b"\x02\x00\x08onStatus")
"""Data messages that servers send to their own players."""


class RtmpPull:
    """Plays `feed.url`. See `Pull`."""

    kind = "rtmpSource"
    stall_s = 10.0

    def __init__(self, feed: Feed) -> None:
        """Raises SourceError when the address is none."""
        try:
            self._target: Target = parse_target(feed.url)
        except TargetError as error:
            words = f"The address can't be used: {error}."
            raise SourceError(SourceErrorKind.PROTOCOL, words) from None
        name, app = self._target.stream_name, self._target.app
        self.protocol = self._target.scheme
        self._feed = feed
        self._loop = asyncio.get_running_loop()
        self._call = RtmpCall(
            self._target,
            publish=False,
            secrets=(name.partition("?")[2], app.partition("?")[2]),
            on_event=self._handle,
            on_broken=lambda words: self._fail(SourceErrorKind.PROTOCOL, words),
            on_lost=self._lost,
        )
        self._stream: Stream | None = None
        self._connected = False
        self._started = False
        self._patience = asyncio.timeout(None)
        self._ended: asyncio.Future[None] = self._loop.create_future()

    @property
    def remote_address(self) -> str:
        return self._call.remote_address

    @property
    def bytes_received(self) -> int:
        wire = self._call.wire
        return wire.bytes_received if wire is not None else 0

    async def run(self) -> None:
        """See `Pull`."""
        target = self._target
        found = await self._feed.guard.resolve(target.host, target.port)
        try:
            await self._call.open(self._feed.conf.source_fingerprint, found)
        except NetError as error:
            raise SourceError(SourceErrorKind(error.kind), error.message) from None
        try:
            await self._play()
        finally:
            self._stream = None
            let_go(self._ended)
            await self._call.leave()

    async def _play(self) -> None:
        """Until it ends; once media comes, silence is watched by the source."""
        try:
            async with self._patience:
                self._patience.reschedule(self._loop.time() + ANSWER_TIMEOUT_S)
                await self._ended
        except TimeoutError:
            raise self._silence() from None

    def _silence(self) -> SourceError:
        if self._started:
            return SourceError(
                SourceErrorKind.NOT_FOUND,
                "The server answers, but nothing comes: at this address nothing is being "
                "published now. Check the stream's name, and that its encoder is running.",
            )
        return SourceError(SourceErrorKind.TIMEOUT, NO_ANSWER)

    # what the server says

    def _handle(self, event: events.Event) -> None:
        match event:
            case events.MediaReceived(message=message):
                self._media(message)
            case events.Connected():
                self._connected = True
            case events.PlayStarted():
                self._started = True
                if self._stream is None:
                    self._patience.reschedule(self._loop.time() + FIRST_MEDIA_S)
            case events.Refused(code=code, description=description):
                self._refuse(code, description)
            case events.StatusReceived(level="error", code=code, description=description):
                self._refuse(code, description)
            case events.StreamEnded():
                self._fail(SourceErrorKind.ENDED, "The server ended the stream.")
            case _:
                pass

    def _media(self, message: Message) -> None:
        if self._ended.done():
            return
        if message.type_id == DATA_AMF0 and message.payload.startswith(_NOT_FOR_OTHERS):
            return
        if self._stream is None:
            self._begin()
        if self._stream is not None:
            self._stream.push(message)

    def _begin(self) -> None:
        try:
            self._stream = self._feed.publish(WireForm.RTMP)
        except SourceError as error:
            self._ended.set_exception(error)
        else:
            self._patience.reschedule(None)

    def _refuse(self, code: str, description: str) -> None:
        words = self._call.quote(description or code or "no reason given")
        said = f"“{words}” ({self._call.quote(code) or 'no code'})"
        if any(word in description.lower() for word in _NOT_ALLOWED):
            hint = "Check the name, password or key in the address."
            self._fail(SourceErrorKind.AUTH, f"The server does not allow it: {said}. {hint}")
        elif code in (status.PLAY_STREAM_NOT_FOUND, status.PLAY_FAILED):
            hint = "Check the stream's name, and that it is being published now."
            self._fail(SourceErrorKind.NOT_FOUND, f"The server has no such stream: {said}. {hint}")
        else:
            hint = "Check the address and the key in it."
            self._fail(SourceErrorKind.REJECTED, f"The server refused to play: {said}. {hint}")

    def _lost(self, error: OSError | None) -> None:
        hung_up = error is None or isinstance(error, ConnectionResetError | BrokenPipeError)
        if self._stream is not None and error is None:
            self._fail(SourceErrorKind.ENDED, "The server closed the connection.")
        elif hung_up and self._connected and self._stream is None:
            self._fail(
                SourceErrorKind.NOT_FOUND,
                "The server closed the connection when it was asked for the stream, without giving "
                "a reason. Usually nothing is being published there now; else the name or the key "
                "is wrong.",
            )
        elif error is None:
            self._fail(
                SourceErrorKind.NETWORK,
                "The server closed the connection before the stream began. Check the address, "
                "above all the name after the server (such as /live).",
            )
        else:
            plain = from_os_error(error, f"keep the connection to {self._target.host}")
            self._fail(SourceErrorKind(plain.kind), plain.message)

    def _fail(self, kind: SourceErrorKind, message: str) -> None:
        if not self._ended.done():
            self._ended.set_exception(SourceError(kind, message))
