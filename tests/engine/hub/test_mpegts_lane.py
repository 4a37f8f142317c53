"""The MPEG-TS lane: packets pass untouched, and receivers that were held see one stream."""

import asyncio
from itertools import pairwise

import pytest

from streamingpro.engine.hub import Stream
from streamingpro.engine.units import TS_FORM, WireForm
from streamingpro.protocols.mpegts.demux import TsDemuxer
from streamingpro.protocols.mpegts.model import Frame
from streamingpro.protocols.mpegts.scan import TsScanner
from tests.engine.hub.media import VIDEO, Taker, items, packets, publish_ts

PICTURES = 125


@pytest.fixture
async def stream() -> Stream:
    return Stream(asyncio.get_running_loop(), name="show")


def frames(ts: bytes) -> list[Frame]:
    demuxer = TsDemuxer()
    return demuxer.feed(ts) + demuxer.flush()


def gaps(ts: bytes) -> int:
    """Jumps of continuity counters."""
    scanner = TsScanner()
    scanner.feed(ts)
    return scanner.malformed


async def test_the_first_publisher_s_packets_pass_untouched(stream: Stream) -> None:
    stream.begin(WireForm.MPEGTS)
    taker = Taker(WireForm.MPEGTS)
    stream.attach(taker)
    runs = packets(items(), offset_ms=80_000_000)
    await publish_ts(stream, runs)
    sent, taken = b"".join(runs), b"".join(unit.wire(TS_FORM) for unit in taker.units)
    assert sent.endswith(taken)
    assert taker.pictures == PICTURES
    assert [track.codec for track in stream.tracks] == ["H264", "MPEG-4 Audio"]


async def test_who_joins_later_gets_tables_and_the_gop(stream: Stream) -> None:
    stream.begin(WireForm.MPEGTS)
    runs = packets(items())
    await publish_ts(stream, runs[:-1])
    taker = Taker(WireForm.MPEGTS)
    stream.attach(taker)
    found = frames(taker.ts)
    pictures = [frame for frame in found if frame.track.kind == "video"]
    assert pictures[0].keyframe
    assert 0 < len(pictures) < PICTURES


async def test_a_returning_publisher_continues_timestamps_and_counters(stream: Stream) -> None:
    taker = Taker(WireForm.MPEGTS)
    stream.begin(WireForm.MPEGTS)
    stream.attach(taker)
    await publish_ts(stream, packets(items(), offset_ms=5_000))
    stream.end()
    before = gaps(taker.ts)
    stream.begin(WireForm.MPEGTS)
    await publish_ts(stream, packets(items(), offset_ms=70_000_000))
    stream.end()
    assert gaps(taker.ts) == before, "no counter jumps where the second one begins"
    pictures = [frame for frame in frames(taker.ts) if frame.track.kind == "video"]
    assert len(pictures) == 2 * PICTURES
    stamps = [frame.dts for frame in pictures]
    assert stamps == sorted(set(stamps))
    assert stamps[-1] - stamps[0] < 30 * 90_000


async def test_a_publisher_s_clock_that_jumps_does_not_show(stream: Stream) -> None:
    taker = Taker(WireForm.MPEGTS)
    stream.begin(WireForm.MPEGTS)
    stream.attach(taker)
    await publish_ts(stream, packets(items(), offset_ms=50_000_000))
    await publish_ts(stream, packets(items(), offset_ms=1_000))
    stamps = [frame.dts for frame in frames(taker.ts) if frame.track.kind == "video"]
    steps = [later - earlier for earlier, later in pairwise(stamps)]
    assert max(steps) < 90_000
    assert min(steps) > -90_000


async def test_the_33_bit_clock_wraps_unseen(stream: Stream) -> None:
    taker = Taker(WireForm.MPEGTS)
    stream.begin(WireForm.MPEGTS)
    stream.attach(taker)
    await publish_ts(stream, packets(items(), offset_ms=(1 << 33) // 90 - 2_500))
    pictures = [frame for frame in frames(taker.ts) if frame.track.kind == "video"]
    assert len(pictures) == PICTURES
    stamps = [unit.timestamp for unit in taker.units]
    assert stamps == sorted(stamps)
    assert stamps[-1] - stamps[0] < 10_000


async def test_pictures_and_sound_are_counted_apart(stream: Stream) -> None:
    stream.begin(WireForm.MPEGTS)
    runs = packets(items())
    await publish_ts(stream, runs)
    size = sum(map(len, runs))
    assert stream.bytes_in == size
    assert min(stream.audio_bytes, stream.video_bytes) > 0.3 * size, "small pictures, a packet each"
    assert stream.audio_bytes + stream.video_bytes < size, "the rest is tables"


async def test_tables_of_an_encoder_that_comes_back_are_not_sent_ahead_again(
    stream: Stream,
) -> None:
    """They are in the stream, with continuity counters that go on."""
    taker = Taker(WireForm.MPEGTS)
    stream.attach(taker)
    for _ in range(2):
        stream.begin(WireForm.MPEGTS)
        await publish_ts(stream, packets(items()))
        stream.end()
    assert len({unit.headers.version for unit in taker.units}) == 1
    stream.begin(WireForm.MPEGTS)
    await publish_ts(stream, packets([item for item in items() if item[0] == VIDEO]))
    assert len({unit.headers.version for unit in taker.units}) == 2
