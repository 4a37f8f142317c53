"""Two ends of SRT connections over loopback; nothing may be left of them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from streamingpro.engine.srt import (
    Admission,
    CallRequest,
    SrtError,
    SrtListener,
    SrtUnavailable,
    SrtWire,
    connect,
    load,
    shared_poller,
)
from streamingpro.protocols.srt_url import parse_srt_url
from tests.engine.harness import until
from tests.peers.tools import missing


@dataclass
class End:
    """A resumed wire, and all that it has reported."""

    wire: SrtWire
    streamid: str = ""
    data: bytearray = field(default_factory=bytearray)
    lost: list[SrtError | None] = field(default_factory=list)
    drained: int = 0


def end(sock: int, streamid: str = "", payload_size: int = 1316) -> End:
    """Make an End of a connected socket."""
    found: End
    loop = asyncio.get_running_loop()
    wire = SrtWire(
        loop,
        shared_poller(),
        sock,
        lambda data: found.data.extend(data),
        lambda error: found.lost.append(error),
        payload_size,
    )
    found = End(wire, streamid)

    def on_drained() -> None:
        found.drained += 1

    wire.on_drained = on_drained
    wire.resume()
    return found


@dataclass
class House:
    """A listener and everybody who came in. `answer` admits; tests replace it."""

    listener: SrtListener
    guests: list[End] = field(default_factory=list)
    failed: list[CallRequest] = field(default_factory=list)
    asked: list[CallRequest] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    answer: Callable[[CallRequest], Admission] = field(default=lambda _request: Admission())

    def url(self, query: str = "") -> str:
        return f"srt://127.0.0.1:{self.listener.port}?connect_timeout=2000{query}"

    async def call(self, query: str = "", **options: int) -> End:
        """A caller that is in."""
        caller = end(await connect(parse_srt_url(self.url(query))), **options)
        self.ends.append(caller)
        return caller

    async def pair(self, query: str = "") -> tuple[End, End]:
        """A caller and its other end."""
        before = len(self.guests)
        caller = await self.call(query)
        await until(lambda: len(self.guests) > before)
        return caller, self.guests[before]

    def close(self) -> None:
        self.listener.close()
        for one in (*self.guests, *self.ends):
            one.wire.close()


@pytest.fixture(autouse=True)
def libsrt() -> None:
    try:
        load()
    except SrtUnavailable as error:
        missing("libsrt", error.reason)


@pytest.fixture(autouse=True)
async def nothing_left() -> AsyncIterator[None]:
    yield
    await until(lambda: not [t for t in threading.enumerate() if t.name == "srt poller"])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    found: House

    def admit(request: CallRequest) -> Admission:
        found.asked.append(request)
        return found.answer(request)

    listener = SrtListener(
        "127.0.0.1",
        0,
        admit,
        lambda sock, request, _admission: found.guests.append(end(sock, request.streamid)),
        lambda request, _admission: found.failed.append(request),
    )
    found = House(listener)
    yield found
    found.close()
