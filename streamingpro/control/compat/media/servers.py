"""Which media servers there are. The only place here that knows: one, or later many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from streamingpro.control.errors import Unavailable
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound

if TYPE_CHECKING:  # runtime's routers import what imports this
    from streamingpro.control.runtime import Runtime

Item = TypeVar("Item")
_NOT_RUNNING = "The media server is not running."


@dataclass(frozen=True, slots=True)
class MediaServer:
    """`name` as in the status of inputs (`node`)."""

    name: str
    client: MediaClient


Servers = Callable[[], Sequence[MediaServer]]


def media_servers(runtime: "Runtime") -> list[MediaServer]:
    """Those that can be asked now."""
    client = runtime.media.client()
    return [] if client is None else [MediaServer(runtime.media_status().node, client)]


async def ask_all(
    servers: Sequence[MediaServer], ask: Callable[[MediaClient], Awaitable[Sequence[Item]]]
) -> list[Item]:
    """What all of them list, one after the other. A server without such a listener lists nothing.

    Those that don't answer are left out. Raises Unavailable when there is none, MediaServerError
    when none answers.
    """
    if not servers:
        raise Unavailable(_NOT_RUNNING)

    async def one(server: MediaServer) -> Sequence[Item] | MediaServerError:
        try:
            with suppress(NotFound):
                return await ask(server.client)
        except MediaServerError as error:
            return error
        return []

    answers = await asyncio.gather(*(one(server) for server in servers))
    failures = [answer for answer in answers if isinstance(answer, MediaServerError)]
    if len(failures) == len(answers):
        raise failures[0]
    return [
        item for answer in answers if not isinstance(answer, MediaServerError) for item in answer
    ]
