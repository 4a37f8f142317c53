"""The files of one window: playlists, segments, parts, and what is asked for before it is there."""

import asyncio
import gzip
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from streamingpro.engine.servers.hls import response
from streamingpro.engine.servers.hls.request import BadRequest, Request
from streamingpro.engine.servers.hls.response import Response
from streamingpro.engine.servers.hls.waiting import Waiting
from streamingpro.kit.clock import rfc3339
from streamingpro.protocols.hls.playlists import Names, media_playlist
from streamingpro.protocols.hls.window import Window

MASTER, MEDIA = "index.m3u8", "main_stream.m3u8"
FIRST_S = 8.0
"""A request for what the first segment will bring is answered after this, with it or without."""

_FILE = re.compile(r"([A-Za-z0-9_-]+)_(init|seg|part)([0-9]{1,18})\.(mp4|ts)")
_NUMBER = re.compile(r"[0-9]{1,18}")
_GZIP_LEVEL = 4

Respond = Callable[[Response], None]


class Files:
    """Answers requests for the files of `window`, now or when they are there.

    `parts`: the playlist is a low-latency one. `waiting` holds who asked too early; it must be told
    of every change of the window.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        window: Window,
        names: Names,
        *,
        parts: bool,
        is_over: Callable[[], bool],
        problem: Callable[[], str],
    ) -> None:
        self.waiting = Waiting(loop)
        self.content_type = response.MP4
        self._window = window
        self._names = names
        self._parts = parts
        self._is_over = is_over
        self._problem = problem
        self._plain: tuple[int, bytes] = (-1, b"")
        self._zipped: tuple[int, bytes] = (-1, b"")

    def serve(self, file: str, request: Request, respond: Respond) -> None:
        """Answer for one file, now or when it is there. Raises BadRequest."""
        if file == MEDIA:
            self._serve_playlist(request, respond)
            return
        match = _FILE.fullmatch(file)
        if match is None or match[1] != self._names.prefix:
            respond(_gone())
            return
        kind, number = match[2], int(match[3])
        if kind == "part" and number == self._window.next_part and not self._window.ended:
            self.waiting.add(
                lambda: self._window.next_part != number or self._window.ended,
                lambda: respond(self._part(number)),
                self._patience_s,
            )
        elif kind == "part":
            respond(self._part(number))
        elif kind == "seg":
            segment = self._window.segment(number)
            respond(_gone() if segment is None else self._media(segment.data))
        else:
            init = self._window.inits.get(number)
            respond(_gone() if init is None else self._media([init]))

    def _serve_playlist(self, request: Request, respond: Respond) -> None:
        sequence, part = _reload(request, "_HLS_msn"), _reload(request, "_HLS_part")
        window = self._window

        def answer() -> None:
            respond(self._playlist(gzipped=request.takes_gzip))

        def there() -> bool:
            ready = window.ready or self._is_over()
            return ready and (sequence is None or window.has(sequence, part))

        if part is not None and sequence is None:
            raise BadRequest(400, "_HLS_part is of no use without _HLS_msn")
        if sequence is not None and sequence > window.next_sequence + 1:
            raise BadRequest(400, "_HLS_msn is too far ahead of the stream")
        if there():
            answer()
        else:
            self.waiting.add(there, answer, self._patience_s)

    @property
    def _patience_s(self) -> float:
        """How long a request waits for news: while the encoder is away, players are to hear that
        nothing is new before they take the server for dead (hls.js does after 0.8 of a target
        duration)."""
        window = self._window
        if not window.ready:
            return FIRST_S
        return max(0.7 * window.target_duration, 2.5 * window.part_target)

    def _playlist(self, *, gzipped: bool) -> Response:
        window = self._window
        if not window.ready:
            return response.failure(503, self._problem(), Retry_After="1")
        if self._plain[0] != window.version:
            text = media_playlist(window, self._names, _tell_time, parts=self._parts)
            self._plain = window.version, text.encode()
        if not gzipped:
            return response.playlist(self._plain[1], gzipped=False)
        if self._zipped[0] != window.version:
            self._zipped = window.version, gzip.compress(self._plain[1], _GZIP_LEVEL, mtime=0)
        return response.playlist(self._zipped[1], gzipped=True)

    def _part(self, number: int) -> Response:
        part = self._window.part(number)
        return _gone() if part is None else self._media([part.data])

    def _media(self, body: Sequence[bytes]) -> Response:
        return response.media(self.content_type, body)


def _gone() -> Response:
    return response.failure(404, "This part of the stream is not kept any more, or not yet there.")


def _reload(request: Request, name: str) -> int | None:
    text = request.parameter(name)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadRequest(400, f"{name} is no number")
    return int(text)


def _tell_time(moment: float) -> str:
    return rfc3339(datetime.fromtimestamp(moment, UTC))
