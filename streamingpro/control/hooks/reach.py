"""Whether a media server reaches our hook: proved before it is told to ask there.

A MediaMTX asks one address about everything, calls of its own API included. One that is told an
address which it can't reach lets nobody in any more, and us neither, until it is restarted. So it
is given a path first whose source is here, and we see whether it comes for it.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound

ROUTE = "/api/hooks/reach"
PATH = "streamingpro-reach-check"
WITHIN_S = 5.0
AGAIN_AFTER_S = 30.0
"""An address at which nothing came is left in peace for so long."""


class NotReached(MediaServerError):
    """The media server does not come to our address; it was left as it is."""


class Reach:
    """Knows who is expected. `now` gives monotonic seconds."""

    def __init__(
        self, *, within_s: float = WITHIN_S, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._within_s = within_s
        self._now = now
        self._expected: dict[str, asyncio.Event] = {}
        self._failed: dict[str, float] = {}

    def came(self, token: str) -> bool:
        """Somebody asked for `token`; whether he was expected."""
        event = self._expected.get(token)
        if event is not None:
            event.set()
        return event is not None

    async def prove(self, client: MediaClient, hook: str) -> None:
        """Return when the server of `client` came to where `hook` is. Raises NotReached, or the
        error of a call to the server."""
        parts = urlsplit(hook)
        base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = f"{client.base_url} {base}"
        failed = self._failed.get(known)
        if failed is not None and self._now() - failed < AGAIN_AFTER_S:
            raise _not_reached(base)
        if await self._comes(client, base):
            self._failed.pop(known, None)
            return
        self._failed[known] = self._now()
        raise _not_reached(base)

    async def _comes(self, client: MediaClient, base: str) -> bool:
        token = secrets.token_urlsafe(16)
        event = self._expected[token] = asyncio.Event()
        try:
            await client.config_path_replace(PATH, {"source": f"{base}{ROUTE}/{token}"})
            with suppress(TimeoutError):
                async with asyncio.timeout(self._within_s):
                    await event.wait()
            with suppress(NotFound):
                await client.config_path_delete(PATH)
        finally:
            del self._expected[token]
        return event.is_set()


def _not_reached(base: str) -> NotReached:
    return NotReached(
        f"This media server does not reach us at {base}, where it would have to ask who may publish"
        " and read. It was left as it is. Enter in its settings at which address it reaches this"
        " server."
    )
