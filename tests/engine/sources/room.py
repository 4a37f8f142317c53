"""A path for the tests of sources: a real stream, and somebody attached who keeps everything."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from streamingpro.engine.conf import PathConf
from streamingpro.engine.hub import Stream
from streamingpro.engine.retry import Retry
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.sources.source import Source
from streamingpro.engine.units import TsUnit, Unit, WireForm, WireUnit
from streamingpro.protocols.flv import write_header, write_tag
from tests.engine.harness import until

LOOPBACK = SourceOptions(networks=(ip_network("127.0.0.0/8"),))


@dataclass
class Keeper:
    """A consumer of the form that the source publishes."""

    lane: WireForm
    items: list[tuple[int, int, bytes]] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    came_at: list[float] = field(default_factory=list)

    def begin(self, gop: Sequence[WireUnit], now: float) -> None:
        for unit in gop:
            self.offer(unit)

    def offer(self, unit: WireUnit) -> None:
        self.came_at.append(asyncio.get_running_loop().time())
        if isinstance(unit, Unit):
            self.items += unit.items
        elif isinstance(unit, TsUnit):
            self.data += unit.data

    def frames(self, kind: int) -> list[tuple[int, bytes]]:
        """Timestamp (ms) and payload of the messages of one kind, codec headers included."""
        return [(at, payload) for type_id, at, payload in self.items if type_id == kind]

    def save(self, file: Path) -> Path:
        """What came, as an FLV or a transport stream that ffprobe can read."""
        if self.lane is WireForm.MPEGTS:
            file.write_bytes(self.data)
        else:
            tags = b"".join(write_tag(*item) for item in self.items)
            file.write_bytes(write_header(has_audio=True, has_video=True) + tags)
        return file


class Room:
    """The path. `keepers`: one for each time that the source published."""

    def __init__(self) -> None:
        self.name = "room"
        self.member: Source | None = None
        self.streams: list[Stream] = []
        self.keepers: list[Keeper] = []
        self.left = 0

    def publish(self, member: Source, form: WireForm) -> Stream:
        assert self.member is None
        self.member = member
        stream = Stream(asyncio.get_running_loop(), None, self.name)
        stream.begin(form)
        keeper = Keeper(form)
        stream.attach(keeper)
        self.streams.append(stream)
        self.keepers.append(keeper)
        return stream

    def unpublish(self, member: Source) -> None:
        assert self.member is member
        self.member = None
        self.left += 1
        self.streams[-1].end()

    @property
    def keeper(self) -> Keeper:
        return self.keepers[-1]


def at_once() -> Retry:
    """Retries without delay."""
    return Retry(lambda _low, _high: 0.0, said_no=())


@asynccontextmanager
async def pulling(
    url: str,
    *,
    options: SourceOptions = LOOPBACK,
    retry: Retry | None = None,
    fingerprint: str = "",
    transport: str = "automatic",
) -> AsyncIterator[tuple[Room, Source]]:
    """A source that has been started; ticked every now and then, as its path would."""
    room = Room()
    conf = PathConf("room", source=url, source_fingerprint=fingerprint, rtsp_transport=transport)
    source = Source(room, conf, options, retry=retry)
    source.start()
    try:
        yield room, source
    finally:
        await source.stop()
        assert room.member is None, "a source that stopped has left its path"


async def failure(source: Source) -> tuple[str, str]:
    """Kind and message of the first attempt that failed."""
    await until(lambda: source.last_error is not None)
    assert source.last_error is not None
    assert source.state == "error"
    assert source.next_retry is not None
    return source.last_error.kind.value, source.last_error.message
