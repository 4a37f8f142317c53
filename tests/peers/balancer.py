"""A load balancer: TCP connections go to the first server that takes them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from streamingpro.kit.tasks import spawn


@dataclass
class Balancer:
    """A running one. `targets` are local ports in the order in which they are tried; `came`: when
    each connection was passed on (seconds of the event loop)."""

    targets: list[int]
    port: int = 0
    came: list[float] = field(default_factory=list)


@contextlib.asynccontextmanager
async def balancer(targets: Sequence[int]) -> AsyncIterator[Balancer]:
    """Listen on a port of its own and pass on; `targets` may be changed at any time."""
    me = Balancer(list(targets))
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other = await _connected(me.targets)
        if other is None:
            writer.transport.abort()
            return
        me.came.append(asyncio.get_running_loop().time())
        there = spawn(_pipe(reader, other[1]), name="balancer")
        back = spawn(_pipe(other[0], writer), name="balancer")
        tasks.update((there, back))
        for task in (there, back):
            task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    me.port = server.sockets[0].getsockname()[1]
    try:
        yield me
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()


async def _connected(
    ports: Sequence[int],
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    for port in ports:
        with contextlib.suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", port)
    return None


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one side ends; then the other one is ended too."""
    try:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
    finally:
        writer.transport.abort()
