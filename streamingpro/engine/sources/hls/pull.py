"""One attempt to pull an HLS stream."""

import asyncio
from functools import partial
from urllib.parse import urljoin

from streamingpro.engine.children.records import Item
from streamingpro.engine.hub import Stream
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.hls.fetch import Fetcher, read_playlist
from streamingpro.engine.sources.hls.line import Line
from streamingpro.engine.sources.hls.mixer import Mixer
from streamingpro.engine.sources.hls.outs import AacOut, DemuxOut, Out, Shape, TsOut
from streamingpro.engine.sources.hls.rendition import Rendition
from streamingpro.engine.sources.http import HttpClient
from streamingpro.engine.sources.pace import Pacer
from streamingpro.engine.sources.pull import Feed
from streamingpro.engine.units import WireForm
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, let_go, spawn
from streamingpro.protocols.hls.attributes import PlaylistError
from streamingpro.protocols.hls.choose import choose
from streamingpro.protocols.hls.playlist import Master, Media
from streamingpro.protocols.rtmp.chunks import Message

_log = get_logger("source")
_TIMESTAMP_MASK = 0xFFFFFFFF


class HlsPull:
    """Feeds what a playlist names. `body` is the playlist, `base` the address it came from."""

    def __init__(self, feed: Feed, http: HttpClient, body: bytes, base: str) -> None:
        self._feed = feed
        self._name = feed.name
        self._fetcher = Fetcher(http)
        self._body = body
        self._base = base
        self._line = Line()
        self._outs: list[Out] = []
        self._packets: Pacer[bytes] = Pacer(self._emit_packets)
        self._messages: Pacer[Item] = Pacer(self._emit_message)
        self._mixer: Mixer | None = None
        self._stream: Stream | None = None
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def bytes_received(self) -> int:
        return self._fetcher.bytes_received

    async def run(self) -> None:
        """Until it ends: raises SourceError."""
        try:
            error = await self._outcome(await self._renditions())
            if self._stream is not None:  # what came before the end is played to the end
                await self._packets.drained()
                await self._messages.drained()
            raise error
        finally:
            let_go(self._failed)
            self._stream = None
            self._packets.close()
            self._messages.close()
            if self._mixer is not None:
                self._mixer.close()
            for out in self._outs:
                out.close()

    async def _renditions(self) -> list[asyncio.Task[SourceError | None]]:
        """The media playlists that make the stream, each in a task."""
        playlist = read_playlist(self._body)
        if isinstance(playlist, Media):
            return [self._start(0, self._base, count=1, first=playlist)]
        urls = self._chosen(playlist)
        return [self._start(place, url, count=len(urls)) for place, url in enumerate(urls)]

    def _chosen(self, master: Master) -> list[str]:
        try:
            variant, sound = choose(master)
            uris = [variant.uri] if sound is None else [variant.uri, sound.uri]
            urls = [urljoin(self._base, uri) for uri in uris]
        except PlaylistError as error:
            words = f"The playlist can't be used: {error}."
            raise SourceError(SourceErrorKind.CODEC, words) from None
        except ValueError:
            words = "The playlist leads to an address that is not valid."
            raise SourceError(SourceErrorKind.PROTOCOL, words) from None
        size = f"{variant.width}x{variant.height}" if variant.width else ""
        _log.info("variant chosen", path=self._name, bandwidth=variant.bandwidth, size=size)
        return urls

    def _start(
        self, place: int, url: str, *, count: int, first: Media | None = None
    ) -> asyncio.Task[SourceError | None]:
        make_out = partial(self._out, place, count)
        rendition = Rendition(self._fetcher, url, make_out, path_name=self._name)
        running = _error_of(rendition, first, self._base)
        return spawn(running, name=f"rendition {place} of {self._name}")

    async def _outcome(self, tasks: "list[asyncio.Task[SourceError | None]]") -> SourceError:
        """What ends the attempt: the first error, or the end of all renditions."""
        try:
            waiting: set[asyncio.Future[SourceError | None] | asyncio.Future[None]]
            waiting = {*tasks, self._failed}
            while len(waiting) > 1:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    error = future.exception() or future.result()
                    if isinstance(error, SourceError):
                        return error
                    if error is not None:
                        raise error
        finally:
            for task in tasks:
                await cancel(task)
        return SourceError(SourceErrorKind.ENDED, "The stream came to its end.")

    def _out(self, place: int, count: int, shape: Shape) -> Out:
        """Where the segments of a rendition go, now that it is known what they are."""
        out: Out
        if shape is Shape.TS and count == 1:
            out = TsOut(self._packets, self._line)
        else:
            if self._mixer is None:
                self._mixer = Mixer(self._messages, count)
            if shape is Shape.AAC:
                out = AacOut(self._mixer, self._line, place)
            else:
                out = DemuxOut(
                    self._mixer,
                    self._line,
                    place,
                    shape,
                    self._fail,
                    name=self._name,
                    silent=count > 1 and place == 0,
                )
        self._outs.append(out)
        return out

    def _fail(self, error: SourceError) -> None:
        if not self._failed.done():
            self._failed.set_exception(error)

    # into the stream

    def _published(self, form: WireForm) -> Stream | None:
        if self._stream is None and not self._failed.done():
            try:
                self._stream = self._feed.publish(form)
            except SourceError as error:
                self._fail(error)
        return self._stream

    def _emit_packets(self, data: bytes) -> None:
        stream = self._published(WireForm.MPEGTS)
        if stream is not None:
            stream.push_ts(data)

    def _emit_message(self, item: Item) -> None:
        stream = self._published(WireForm.RTMP)
        if stream is not None:
            type_id, timestamp, payload = item
            stream.push(Message(type_id, timestamp & _TIMESTAMP_MASK, 1, payload))


async def _error_of(rendition: Rendition, first: Media | None, base: str) -> SourceError | None:
    """Why it ended, None at the end of its playlist."""
    try:
        await rendition.run(first, base)
    except SourceError as error:
        return error
    return None
