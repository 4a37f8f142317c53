"""Real pictures and sound in both wire forms, and whoever takes them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from streamingpro.engine.hub import Stream
from streamingpro.engine.units import TS_FORM, Item, TsUnit, Unit, WireForm, WireUnit
from streamingpro.protocols.flv.file import FlvReader
from streamingpro.protocols.mpegts.from_flv import FlvToTs
from streamingpro.protocols.rtmp.chunks import Message

MEDIA = Path(__file__).parents[2] / "data" / "media"
AUDIO, VIDEO = 8, 9
_PER_STEP = 4


def items(name: str = "h264_no_bframes_25_aac_mono.flv") -> list[Item]:
    """The messages of a file: 5 s of 25 pictures/s, a keyframe about every 2 s."""
    tags = FlvReader().feed((MEDIA / name).read_bytes())
    return [(tag.type_id, tag.timestamp, bytes(tag.payload)) for tag in tags]


def packets(found: list[Item], *, offset_ms: int = 0) -> list[bytes]:
    """The same as MPEG-TS, a run of packets for each message."""
    made = FlvToTs()
    runs = [made.feed(kind, ms + offset_ms, payload) for kind, ms, payload in found]
    return [*runs, made.flush()]


class Taker:
    """Takes a stream in one form and keeps all of it."""

    def __init__(self, lane: WireForm) -> None:
        self.lane = lane
        self.units: list[WireUnit] = []

    def begin(self, gop: Sequence[WireUnit], _now: float) -> None:
        self.units += gop

    def offer(self, unit: WireUnit) -> None:
        self.units.append(unit)

    @property
    def items(self) -> list[Item]:
        """What was taken as RTMP."""
        return [item for unit in self.units if isinstance(unit, Unit) for item in unit.items]

    def frames(self, kind: int) -> list[tuple[int, bytes]]:
        """Coded pictures (or sound) with their timestamps, without codec headers."""
        return [
            (ms, payload)
            for type_id, ms, payload in self.items
            if type_id == kind and payload[1] == 1
        ]

    @property
    def ts(self) -> bytes:
        """What was taken as MPEG-TS, from the tables on."""
        if not self.units:
            return b""
        first = self.units[0].headers.wire(TS_FORM, 0)
        return first + b"".join(unit.wire(TS_FORM) for unit in self.units)

    @property
    def pictures(self) -> int:
        return sum(unit.frames for unit in self.units)


async def publish(stream: Stream, found: list[Item], *, offset_ms: int = 0) -> None:
    """Feed messages, a few at a time."""
    for place, (kind, ms, payload) in enumerate(found):
        stream.push(Message(kind, ms + offset_ms, 1, payload))
        if place % _PER_STEP == 0:
            await asyncio.sleep(0)


async def publish_ts(stream: Stream, runs: list[bytes]) -> None:
    """Feed packets, a run at a time."""
    for run in runs:
        if run:
            stream.push_ts(run)
            await asyncio.sleep(0)


__all__ = ["AUDIO", "VIDEO", "Taker", "TsUnit", "items", "packets", "publish", "publish_ts"]
