"""One attempt to pull over HTTP: whether it is HLS, MPEG-TS or FLV shows in what comes."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.hls.fetch import MAX_PLAYLIST
from streamingpro.engine.sources.hls.pull import HlsPull
from streamingpro.engine.sources.http import FETCH_TIMEOUT_S, HttpClient, chunks
from streamingpro.engine.sources.http_live import FlvFeeder, TsFeeder
from streamingpro.engine.sources.pull import Feed
from streamingpro.protocols.mpegts.packets import PACKET

_SNIFFED = 4 * PACKET
_PLAYLIST, _FLV = b"#EXTM3U", b"FLV"
_TS_TYPES = ("video/mp2t", "video/mpeg", "video/x-mpegts")


class HttpPull:
    """See `Pull`. `kind` and `protocol` follow from the address until the server has answered."""

    stall_s = 0.0
    """Silence is a timeout of HTTP."""

    def __init__(self, feed: Feed, kind: str, protocol: str) -> None:
        self.kind = kind
        self.protocol = protocol
        self._feed = feed
        self._http: HttpClient | None = None
        self._hls: HlsPull | None = None
        self._received = 0

    @property
    def remote_address(self) -> str:
        return self._http.remote_address if self._http is not None else ""

    @property
    def bytes_received(self) -> int:
        return self._received + (self._hls.bytes_received if self._hls is not None else 0)

    async def run(self) -> None:
        """See `Pull`."""
        feed = self._feed
        self._http = HttpClient(feed.guard, feed.url, feed.conf.source_fingerprint)
        try:
            async with self._http.open(self._http.url) as response:
                playlist = await self._feed_or_playlist(response)
                base = str(response.url)
            self.kind, self.protocol = "hlsSource", "hls"
            self._hls = HlsPull(feed, self._http, playlist, base)
            await self._hls.run()
        finally:
            await self._http.close()

    async def _feed_or_playlist(self, response: httpx.Response) -> bytes:
        """The playlist; other streams are fed, until SourceError ends them."""
        body = chunks(response)
        head = await self._head(body)
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_PLAYLIST):
            return await self._whole(head, body)
        if head.startswith(_FLV):
            self.kind, self.protocol = "flvSource", "http-flv"
            await self._run(FlvFeeder(self._feed), head, body)
        elif _is_ts(head, response.headers.get("content-type", "")):
            self.kind, self.protocol = "mpegtsSource", "http-ts"
            await self._run(TsFeeder(self._feed), head, body)
        raise _unknown(head)

    async def _head(self, body: AsyncIterator[bytes]) -> bytes:
        head = b""
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                async for chunk in body:
                    head += chunk
                    self._received += len(chunk)
                    if len(head) >= _SNIFFED or head.startswith(_FLV):
                        break
        except TimeoutError:
            words = "The server answers too slowly."
            raise SourceError(SourceErrorKind.TIMEOUT, words) from None
        return head

    async def _run(
        self, feeder: FlvFeeder | TsFeeder, head: bytes, body: AsyncIterator[bytes]
    ) -> None:
        await feeder.feed(head)
        async for chunk in body:
            self._received += len(chunk)
            await feeder.feed(chunk)
        raise SourceError(SourceErrorKind.ENDED, "The server ended the stream.")

    async def _whole(self, head: bytes, body: AsyncIterator[bytes]) -> bytes:
        whole = bytearray(head)
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                async for chunk in body:
                    whole += chunk
                    self._received += len(chunk)
                    if len(whole) > MAX_PLAYLIST:
                        words = f"The playlist is too long: more than {MAX_PLAYLIST >> 20} MB."
                        raise SourceError(SourceErrorKind.PROTOCOL, words)
        except TimeoutError:
            words = "The server answers too slowly."
            raise SourceError(SourceErrorKind.TIMEOUT, words) from None
        return bytes(whole)


def _is_ts(head: bytes, content_type: str) -> bool:
    """A stream that runs may be joined in the middle of a packet."""
    rows = (head[place::PACKET] for place in range(min(PACKET, len(head))))
    in_step = any(len(row) >= 3 and row.count(b"\x47") == len(row) for row in rows)
    return in_step or content_type.partition(";")[0].strip().lower() in _TS_TYPES


def _unknown(head: bytes) -> SourceError:
    start = head.lstrip()[:200].lower()
    if not head:
        return SourceError(SourceErrorKind.PROTOCOL, "The server sends nothing at this address.")
    if b"<mpd" in start:
        what = "It is a DASH manifest, which can't be pulled: use the stream's HLS address."
    elif start.startswith((b"<!doctype html", b"<html")):
        what = "It is a web page: enter the address of the stream itself, not of its page."
    elif head[4:8] == b"ftyp":
        what = "It is an MP4 file: put it into a media folder and pull it from there."
    else:
        what = "Check the address."
    return SourceError(
        SourceErrorKind.PROTOCOL,
        f"What the server sends is neither HLS nor MPEG-TS or FLV. {what}",
    )
