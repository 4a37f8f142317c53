"""The body of an HTTP answer as it is meant, never more of it in memory than a piece.

We ask for bodies that are not packed, and most servers heed it. What an HTTP library unpacks by
itself has no bound: 64 kB, packed twice, can stand for 64 GB.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator

import httpx

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind

PIECE = 64 * 1024
_AUTOMATIC = zlib.MAX_WBITS | 32
"""gzip or zlib, by the first bytes."""


async def unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body in pieces. Raises SourceError for packings that are unknown, nested or damaged."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise _unreadable()
    unpack = zlib.decompressobj(_AUTOMATIC)
    async for chunk in response.aiter_raw():
        while chunk and not unpack.eof:
            try:
                piece = unpack.decompress(chunk, PIECE)
            except zlib.error:
                raise _unreadable() from None
            chunk = unpack.unconsumed_tail
            if piece:
                yield piece
                await asyncio.sleep(0)  # others' turn: a few bytes may stand for very many


def _unreadable() -> SourceError:
    return SourceError(
        SourceErrorKind.PROTOCOL,
        "The server packs its answers in a way that can't be read here. Let it send them as they "
        "are (Content-Encoding: identity).",
    )
