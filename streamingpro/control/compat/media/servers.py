"""Which media servers there are. The only place here that knows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from streamingpro.control.errors import Unavailable
from streamingpro.control.fleet.facts import ENGINE_ID
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound

if TYPE_CHECKING:  # runtime's routers import what imports this
    from streamingpro.control.runtime import Runtime

Item = TypeVar("Item")
_NOT_RUNNING = "The media server is not running."


@dataclass(frozen=True, slots=True)
class MediaServer:
    """`name` as in the status of inputs (`node`). `relay_key`: who reads with it is our engine."""

    name: str
    client: MediaClient
    relay_key: str = field(default="", repr=False)

    def is_viewer(self, item: object) -> bool:
        """Whether a listed connection is somebody else's, so that the earlier system would know it
        too."""
        return not self.relay_key or self.relay_key not in str(getattr(item, "query", ""))


Servers = Callable[[], Sequence[MediaServer]]


def media_servers(runtime: "Runtime") -> list[MediaServer]:
    """Those that take or give streams and can be asked now: our engine only when encoders come to
    it."""
    return [
        MediaServer(desk.node, desk.client, desk.relay_key)
        for desk in runtime.fleet.clients()
        if desk.node != ENGINE_ID or runtime.servers.embedded
    ]


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
                return [item for item in await ask(server.client) if server.is_viewer(item)]
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
