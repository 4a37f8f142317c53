"""A bad line: UDP datagrams pass through here late, and some of them not at all."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

Address = tuple[str, int]

CONTROL = 1 << 31
"""Of the first word of an SRT packet; without it the word is the number of a packet of media."""


def falls(seed: int, number: int, attempt: int, loss: float) -> bool:
    """Whether this attempt of the packet is lost."""
    return random.Random(f"{seed} {number} {attempt}").random() < loss


@dataclass
class Line:
    """What the line does. `loss` is a probability per datagram, `delay_s` holds both ways.

    Which packets of media are lost, at which of their attempts, follows from `seed` alone, not from
    how busy the machine is.
    """

    port: int = 0
    loss: float = 0.0
    delay_s: float = 0.0
    seed: int = 1
    passed: int = 0
    lost: int = 0
    first: int | None = None
    attempts: Counter[int] = field(default_factory=Counter)

    def swallows(self, datagram: bytes) -> bool:
        """Decide about one datagram."""
        number = int.from_bytes(datagram[:4], "big")
        if number & CONTROL:
            number = -1
        else:
            self.first = number if self.first is None else self.first
            number -= self.first
        self.attempts[number] += 1
        gone = falls(self.seed, number, self.attempts[number], self.loss)
        self.lost += gone
        self.passed += not gone
        return gone


class _Far(asyncio.DatagramProtocol):
    """Towards the server, for one client."""

    def __init__(self, near: "_Near", client: Address) -> None:
        self._near = near
        self._client = client

    def datagram_received(self, data: bytes, _addr: object) -> None:
        self._near.later(self._near.transport, data, self._client)


class _Near(asyncio.DatagramProtocol):
    """Towards the clients."""

    transport: asyncio.DatagramTransport

    def __init__(self, line: Line, server: Address) -> None:
        self._line = line
        self._server = server
        self._far: dict[Address, asyncio.Task[asyncio.DatagramTransport]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)  # of no such class, in fact

    def datagram_received(self, data: bytes, addr: Address) -> None:
        far = self._far.get(addr)
        if far is None:
            far = self._far[addr] = asyncio.ensure_future(self._open(addr))
        if far.done():
            self.later(far.result(), data, None)
        else:
            far.add_done_callback(lambda done: self.later(done.result(), data, None))

    def later(self, out: asyncio.DatagramTransport, data: bytes, addr: Address | None) -> None:
        """Send after the delay, if at all."""
        if not self._line.swallows(data):
            loop = asyncio.get_running_loop()
            loop.call_later(self._line.delay_s, _send, out, data, addr)

    async def _open(self, client: Address) -> asyncio.DatagramTransport:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Far(self, client), remote_addr=self._server
        )
        return transport

    def close(self) -> None:
        self.transport.close()
        for far in self._far.values():
            if far.done() and not far.cancelled() and far.exception() is None:
                far.result().close()
            far.cancel()


def _send(out: asyncio.DatagramTransport, data: bytes, addr: Address | None) -> None:
    if not out.is_closing():
        out.sendto(data, addr)


@contextlib.asynccontextmanager
async def lossy(
    port: int, *, loss: float = 0.0, delay_s: float = 0.0, seed: int = 1
) -> AsyncIterator[Line]:
    """A line to the UDP server on `port` of this machine; publish to the line's own port."""
    line = Line(loss=loss, delay_s=delay_s, seed=seed)
    near = _Near(line, ("127.0.0.1", port))
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: near, local_addr=("127.0.0.1", 0))
    line.port = near.transport.get_extra_info("sockname")[1]
    try:
        yield line
    finally:
        near.close()
