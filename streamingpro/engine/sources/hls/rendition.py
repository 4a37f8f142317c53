"""One media playlist: what to fetch next, again and again."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.hls.fetch import TRANSIENT, Fetcher, wrong_key
from streamingpro.engine.sources.hls.outs import HEAD_BYTES, Out, Shape, shape_of
from streamingpro.kit.logging import get_logger
from streamingpro.protocols.hls.playlist import Map, Media, Segment

_log = get_logger("source")

EDGE_SEGMENTS = 3
"""How far from the end of a live playlist to begin (RFC 8216 §6.3.3)."""
STALE_SEGMENTS = 3
"""A playlist that ends earlier than this is no old copy: its sender began anew."""
PATIENCE_S = 10.0
PATIENCE_DURATIONS = 3
RETRY_S = 1.0


class Rendition:
    """Fetches a playlist and its segments; `make_out(shape)` is asked once what becomes of them."""

    def __init__(
        self, fetcher: Fetcher, url: str, make_out: Callable[[Shape], Out], *, path_name: str
    ) -> None:
        self._fetcher = fetcher
        self._url = url
        self._make_out = make_out
        self._path_name = path_name
        self._loop = asyncio.get_running_loop()
        self._out: Out | None = None
        self._shape: Shape | None = None
        self._next: int | None = None
        self._contiguous = True
        self._map: Map | None = None
        self._init = b""
        self._news_at = 0.0

    async def run(self, first: Media | None = None, base: str = "") -> None:
        """Until the playlist has come to its end. Raises SourceError."""
        if first is None:
            playlist, base = await self._load()
        else:
            playlist = first
        self._news_at = self._loop.time()
        while True:
            loaded_at = self._loop.time()
            due = self._due(playlist)
            for segment in due:
                await self._play(segment, base, live=not playlist.ended)
            if playlist.ended:
                break
            pause_s = playlist.target_duration_s / (1 if due else 2)
            await asyncio.sleep(loaded_at + pause_s - self._loop.time())
            self._check_news(playlist, bool(due))
            playlist, base = await self._reload(playlist)
        if self._out is not None:
            await self._out.finish()

    def _due(self, playlist: Media) -> list[Segment]:
        """The segments that have not been played yet."""
        if self._next is not None and playlist.next_sequence < self._next - STALE_SEGMENTS:
            _log.info("playlist begins anew", path=self._path_name)
            self._next = None
        if self._next is None:
            self._next = _start(playlist)
        elif playlist.segments and playlist.sequence > self._next:
            missed = playlist.sequence - self._next
            _log.warning("segments missed", path=self._path_name, count=missed)
            self._next = playlist.sequence
            self._contiguous = False
        return [segment for segment in playlist.segments if segment.sequence >= self._next]

    def _check_news(self, playlist: Media, news: bool) -> None:
        now = self._loop.time()
        if news:
            self._news_at = now
        patience_s = max(PATIENCE_S, PATIENCE_DURATIONS * playlist.target_duration_s)
        if now - self._news_at > patience_s:
            raise SourceError(
                SourceErrorKind.TIMEOUT,
                f"The playlist has named no new segment for {patience_s:.0f} seconds: probably "
                "the encoder behind it has stopped.",
            )

    async def _load(self) -> tuple[Media, str]:
        playlist, base = await self._fetcher.playlist(self._url)
        if not isinstance(playlist, Media):
            words = "The master playlist leads to a master playlist instead of segments."
            raise SourceError(SourceErrorKind.PROTOCOL, words)
        return playlist, base

    async def _reload(self, last: Media) -> tuple[Media, str]:
        """The playlist anew; trouble on the way is borne as long as there may be media left."""
        patience_s = max(PATIENCE_S, PATIENCE_DURATIONS * last.target_duration_s)
        give_up_at = self._loop.time() + patience_s
        while True:
            try:
                return await self._load()
            except SourceError as error:
                bearable = error.kind in TRANSIENT or error.kind is SourceErrorKind.NOT_FOUND
                if not bearable or self._loop.time() > give_up_at:
                    raise
            await asyncio.sleep(RETRY_S)

    async def _play(self, segment: Segment, base: str, *, live: bool) -> None:
        self._next = segment.sequence + 1
        if segment.gap:
            self._contiguous = False
            return
        if self._out is not None:
            await self._out.room()
        new_init = b""
        if segment.map is not None and segment.map != self._map:
            new_init = await self._fetcher.init(segment.map, base)
            self._map = segment.map
        out: Out | None = None
        try:
            async with aclosing(headed(self._fetcher.segment(segment, base))) as pieces:
                async for data in pieces:
                    if out is None:
                        out = self._begin(segment, data, new_init)
                    await out.data(data)
        except SourceError as error:
            if not (live and error.kind is SourceErrorKind.NOT_FOUND and out is None):
                raise
            _log.warning("segment has gone", path=self._path_name)
            self._contiguous = False
            return
        if out is not None:
            out.end(live=live)
        self._contiguous = True

    def _begin(self, segment: Segment, head: bytes, new_init: bytes) -> Out:
        shape = shape_of(head, has_init=segment.map is not None)
        if shape is None:
            raise wrong_key() if segment.key is not None else _unknown_kind()
        if self._out is None:
            self._shape = shape
            self._out = self._make_out(shape)
        elif shape is not self._shape:
            words = "The segments changed their kind, from one container to another."
            raise SourceError(SourceErrorKind.ENDED, words)
        self._out.begin(segment, new_init, contiguous=self._contiguous)
        return self._out


async def headed(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The same bytes, the first piece being long enough to tell what they are."""
    head: bytes | None = b""
    async for data in pieces:
        if head is None:
            yield data
        elif len(head) + len(data) >= HEAD_BYTES:
            yield head + data
            head = None
        else:
            head += data


def _unknown_kind() -> SourceError:
    return SourceError(
        SourceErrorKind.CODEC,
        "The segments are of an unknown kind: neither MPEG-TS, nor fragmented MP4 or AAC.",
    )


def _start(playlist: Media) -> int:
    """The sequence number to begin with: the first of a recording, near the end of what is live."""
    segments = playlist.segments
    if playlist.ended or not segments:
        return playlist.sequence
    return segments[-min(EDGE_SEGMENTS, len(segments))].sequence
