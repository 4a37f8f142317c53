"""MPEG-TS and FLV that one HTTP answer brings without end, untouched.

What is live comes in real time by itself. A server that sends a file as fast as it can is slowed
down to real time: it is simply not read from.
"""

from streamingpro.engine.hub import Stream
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.pace import Throttle
from streamingpro.engine.sources.pull import Feed
from streamingpro.engine.units import WireForm
from streamingpro.protocols.flv import FlvError, FlvReader
from streamingpro.protocols.hls.clock import TsClock
from streamingpro.protocols.rtmp.chunks import Message


class TsFeeder:
    """MPEG-TS, cut anywhere."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._clock = TsClock()
        self._throttle = Throttle()
        self._stream: Stream | None = None

    async def feed(self, data: bytes) -> None:
        """Raises SourceError."""
        if self._stream is None:
            self._stream = self._feed.publish(WireForm.MPEGTS)
        for piece in self._clock.feed(data):
            if piece.at is not None:
                await self._throttle.wait(piece.at)
        self._stream.push_ts(data)


class FlvFeeder:
    """A file of FLV, cut anywhere."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._reader = FlvReader()
        self._throttle = Throttle()
        self._stream: Stream | None = None

    async def feed(self, data: bytes) -> None:
        """Raises SourceError."""
        try:
            tags = self._reader.feed(data)
        except FlvError as error:
            words = f"The FLV that the server sends is damaged: {error}."
            raise SourceError(SourceErrorKind.PROTOCOL, words) from None
        for tag in tags:
            if self._stream is None:
                self._stream = self._feed.publish(WireForm.RTMP)
            await self._throttle.wait(tag.timestamp / 1000)
            self._stream.push(Message(tag.type_id, tag.timestamp, 1, tag.payload))
