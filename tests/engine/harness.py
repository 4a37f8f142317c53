"""What the tests of the engine share: waiting for a condition, sockets in pairs, wires, chunks."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamingpro.engine.wire import Filter, Wire
from streamingpro.protocols.rtmp.chunks import ChunkReader, Message
from streamingpro.protocols.rtmp.messages import SetChunkSize
from streamingpro.protocols.rtmp.serialize import CHUNK_SIZE_OUT, ChunkWriter

PATIENCE_S = 20.0
"""A condition that does not come true within this time never will."""


async def until(true: Callable[[], object]) -> None:
    """Let the loop run until the condition holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():
            await asyncio.sleep(0.001)


async def turns(count: int = 20) -> None:
    """Let the loop take some turns: whatever is due at once has happened then."""
    for _ in range(count):
        await asyncio.sleep(0)


def tcp_pair() -> tuple[socket.socket, socket.socket]:
    """Two connected non-blocking TCP sockets on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    for sock in (ours, theirs):
        sock.setblocking(False)
    return ours, theirs


def small_pair() -> tuple[socket.socket, socket.socket]:
    """Two connected sockets whose buffers hold a few kilobytes only."""
    ours, theirs = socket.socketpair()
    for sock in (ours, theirs):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        sock.setblocking(False)
    return ours, theirs


def reset(sock: socket.socket) -> None:
    """Close with a RST instead of a FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


@dataclass
class Ends:
    """A wire, the other end of its socket, and all that the wire has reported."""

    wire: Wire
    peer: socket.socket
    data: bytearray = field(default_factory=bytearray)
    lost: list[OSError | None] = field(default_factory=list)
    drained: int = 0

    def read(self) -> bytes:
        """What can be read at the other end now."""
        parts = []
        while True:
            try:
                part = self.peer.recv(1 << 20)
            except BlockingIOError:
                break
            if not part:
                break
            parts.append(part)
        return b"".join(parts)

    async def read_exactly(self, count: int) -> bytes:
        """Read this many bytes at the other end; fails when more come."""
        got = bytearray()

        def enough() -> bool:
            got.extend(self.read())
            return len(got) >= count

        await until(enough)
        assert len(got) == count
        return bytes(got)

    async def read_all(self) -> bytes:
        """Read at the other end until the wire has nothing left to send."""
        parts: list[bytes] = []

        def empty() -> bool:
            parts.append(self.read())
            return not self.wire.pending_bytes and not parts[-1]

        await until(empty)
        return b"".join(parts)


@contextmanager
def ends(pair: tuple[socket.socket, socket.socket], tls: Filter | None = None) -> Iterator[Ends]:
    """A resumed wire over one socket of the pair."""
    ours, theirs = pair
    found: Ends

    def on_data(data: bytes) -> None:
        found.data += data

    def on_drained() -> None:
        found.drained += 1

    loop = asyncio.get_running_loop()
    wire = Wire(loop, ours, on_data, lambda error: found.lost.append(error), tls)
    found = Ends(wire, theirs)
    wire.on_drained = on_drained
    wire.resume()
    try:
        yield found
    finally:
        wire.close()
        theirs.close()


def messages(data: bytes) -> list[Message]:
    """The RTMP messages of what an outlet sent. Raises when it does not end with a whole one."""
    reader = ChunkReader()
    reader.feed(ChunkWriter().write(SetChunkSize(CHUNK_SIZE_OUT).to_message()))
    found = reader.feed(data)
    assert not reader.buffered_bytes
    return found
