"""A returning publisher continues the timeline and the counters of the one before."""

import pytest

from streamingpro.protocols.mpegts import ContinuityMap, Frame, TsDemuxer, TsScanner, shift
from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.pes import WRAP
from tests.protocols.mpegts.build import VIDEO_PID, Counters, packet, packets, pes
from tests.protocols.mpegts.test_real_media import EXPECTED, read
from tests.protocols.mpegts.test_scan import Encoder


def frames_of(data: bytes) -> list[Frame]:
    demuxer = TsDemuxer()
    return demuxer.feed(data) + demuxer.flush()


def pcr_of(data: bytes) -> tuple[int, int]:
    """Base and extension of the first packet's PCR."""
    value = int.from_bytes(data[6:12], "big")
    return value >> 15, value & 0x1FF


@pytest.mark.parametrize("offset", [0, 1, 90_000, -90_000, WRAP - 1, WRAP // 2, 3 * WRAP + 7])
@pytest.mark.parametrize("name", ["h264_bframes_aac", "h264_interlaced_latm", "audio_only"])
def test_times_move_and_nothing_else(name: str, offset: int) -> None:
    data = read(name)
    moved = shift(data, offset, ContinuityMap())
    before, after = frames_of(data), frames_of(moved)
    assert [(f.data, f.keyframe, f.pts - f.dts) for f in before] == [
        (f.data, f.keyframe, f.pts - f.dts) for f in after
    ]
    assert {(b.dts - a.dts - offset) % WRAP for a, b in zip(before, after, strict=True)} == {0}
    assert shift(moved, -offset, ContinuityMap()) == data


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_offset_nought_and_no_counters_change_nothing(name: str) -> None:
    assert shift(read(name), 0, ContinuityMap()) == read(name)


def test_pcr_wraps_and_keeps_its_extension() -> None:
    clock = bytearray(packet(VIDEO_PID, b"", 0, pcr=WRAP - 10))
    clock[10:12] = (int.from_bytes(clock[10:12], "big") | 123).to_bytes(2, "big")
    assert pcr_of(bytes(clock)) == (WRAP - 10, 123)
    assert pcr_of(shift(bytes(clock), 15, ContinuityMap())) == (5, 123)


def test_opcr_moves_too() -> None:
    both = bytearray(packet(VIDEO_PID, b"", 0, pcr=1000))
    both[5] |= 0x08
    both[12:18] = both[6:12]
    moved = shift(bytes(both), 90, ContinuityMap())
    assert int.from_bytes(moved[12:18], "big") >> 15 == 1090


def test_counters_continue_where_receivers_left_off() -> None:
    first, scanner = Encoder(), TsScanner()
    sent = first.run(30)
    scanner.feed(sent)
    counters = ContinuityMap(scanner.counters)
    second = Encoder(start=500)
    second.counters.update({0: 9, VIDEO_PID: 3})
    sent += shift(second.run(30), 10_000_000, counters)
    counters = ContinuityMap(counters.last)
    sent += shift(Encoder(start=7).run(30), 20_000_000, counters)
    receiver, demuxer = TsScanner(), TsDemuxer()
    receiver.feed(sent)
    frames = demuxer.feed(sent) + demuxer.flush()
    assert (receiver.malformed, demuxer.malformed) == (0, 0)
    video = [frame for frame in frames if frame.track.kind == "video"]
    assert len(video) == 90
    times = [frame.dts for frame in video]
    assert times == sorted(times)


def test_gaps_stay_gaps() -> None:
    counters = ContinuityMap({VIDEO_PID: 4})
    data = packets(VIDEO_PID, pes(bytes(184 * 6), 0), Counters())
    lossy = data[: 2 * PACKET] + data[3 * PACKET :]
    out = shift(lossy, 0, counters)
    assert [out[at + 3] & 15 for at in range(0, len(out), PACKET)] == [5, 6, 8, 9, 10, 11]
    assert counters.last[VIDEO_PID] == 11


def test_any_cut_gives_the_same_packets() -> None:
    data = read("h264_bframes_aac") + packets(VIDEO_PID, pes(bytes(184 * 90), 0), Counters())
    last = {0: 3, VIDEO_PID: 7}
    whole = shift(data, 4711, ContinuityMap(last))
    for size in (1, 2, 7, 50):
        counters, step = ContinuityMap(last), size * PACKET
        cut = [shift(data[at : at + step], 4711, counters) for at in range(0, len(data), step)]
        assert b"".join(cut) == whole
        assert counters.last[VIDEO_PID] == whole[-PACKET + 3] & 15


def test_a_packet_without_payload_first() -> None:
    counters = ContinuityMap({VIDEO_PID: 4})
    data = packet(VIDEO_PID, b"", 7, pcr=1) + packet(VIDEO_PID, bytes(184), 8)
    out = shift(data, 0, counters)
    assert [out[3] & 15, out[PACKET + 3] & 15] == [4, 5]


def test_what_is_left_as_it_is() -> None:
    null = packet(0x1FFF, bytes(184), 3)
    damaged = packet(VIDEO_PID, pes(b"", 5)[:14], 3, start=True, damaged=True)
    counters = ContinuityMap({VIDEO_PID: 9, 0x1FFF: 9})
    assert shift(null + damaged, 1000, counters) == null + damaged
    scrambled = packet(VIDEO_PID, pes(b"", 5)[:14], 3, start=True, scrambled=True)
    moved = shift(scrambled, 1000, ContinuityMap())
    assert moved == scrambled, "a scrambled payload is not touched"


@pytest.mark.parametrize("payload", [b"\0\0\1", b"\0\0\1\xe0\0\0\x80\xc0\x0a", b"\0" * 184])
def test_no_pes_header_where_one_should_be(payload: bytes) -> None:
    data = packet(VIDEO_PID, payload, 0, start=True)
    assert shift(data, 1000, ContinuityMap()) == data
