"""Pictures of inputs, asked of the media server when somebody looks.

Each picture is kept for five seconds, and few are asked for at once: a page with many inputs must
not keep the monitor's questions waiting.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.mediamtx import errors

KEEP_S = 5.0
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Poster:
    """A JPEG, or None when there was none, and a tag that changes with it."""

    data: bytes | None
    tag: str
    until: float


class Posters:
    """`now` gives seconds of a monotonic clock."""

    def __init__(self, media: MediaProvider, *, now: Callable[[], float] = time.monotonic) -> None:
        self._media = media
        self._now = now
        self._kept: dict[str, Poster] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._limit = asyncio.Semaphore(AT_ONCE)

    async def of(self, path: str) -> Poster:
        """The picture of `path`. Raises NotFound, Unavailable, MediaServerError."""
        lock = self._asking.setdefault(path, asyncio.Lock())
        try:
            async with lock:  # who comes meanwhile waits, and takes the same picture
                poster = self._kept.get(path)
                if poster is None or poster.until <= self._now():
                    poster = self._kept[path] = await self._ask(path)
        finally:
            self._forget()
        if poster.data is None:
            raise NotFound(
                "There is no picture: nothing is live at this input, or it has no video."
            )
        return poster

    async def _ask(self, path: str) -> Poster:
        client = self._media.client()
        if client is None:
            raise Unavailable("The media server is not running.")
        async with self._limit:
            try:
                data = await client.poster(path)
            except errors.NotFound:
                data = None
        tag = hashlib.sha256(data or b"").hexdigest()[:32]
        return Poster(data, f'"{tag}"', self._now() + KEEP_S)

    def _forget(self) -> None:
        now = self._now()
        for path in [path for path, poster in self._kept.items() if poster.until <= now]:
            del self._kept[path]
        for path in [path for path, lock in self._asking.items() if not lock.locked()]:
            del self._asking[path]
