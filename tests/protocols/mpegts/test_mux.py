"""The muxer against ISO 13818-1: packets, tables, clock, timestamps."""

import random
from itertools import pairwise

import pytest

from streamingpro.protocols.mpegts.mux import TsMuxer
from streamingpro.protocols.mpegts.packetise import adaptation, packetise
from streamingpro.protocols.mpegts.psi import crc32
from streamingpro.protocols.mpegts.psi_write import PMT_PID, Entry, tables
from tests.protocols.mpegts.anatomy import Packet, broken_counters, elementary, packets

H264, AAC = 0x1B, 0x0F
VIDEO_PID, AUDIO_PID = 0x100, 0x101
MS = 90


def both() -> TsMuxer:
    muxer = TsMuxer()
    muxer.declare("video", H264, 0xE0)
    muxer.declare("audio", AAC, 0xC0)
    return muxer


def pcrs(found: list[Packet]) -> list[int]:
    return [packet.pcr for packet in found if packet.pcr is not None]


@pytest.mark.parametrize(
    "field", [b"", adaptation(12345, access=True), adaptation(None, access=True)]
)
def test_every_size_comes_through(field: bytes) -> None:
    """Stuffing has edges at 0, 1 and 2 bytes, in the first packet and in the last."""
    for size in (*range(1, 600), 65_000):
        pes = random.Random(size).randbytes(size)
        found = packets(packetise(0x100, 14, pes, field))
        assert b"".join(packet.payload for packet in found) == pes
        assert [packet.counter for packet in found] == [(14 + n) % 16 for n in range(len(found))]
        assert [packet.start for packet in found] == [True] + [False] * (len(found) - 1)
        assert [packet.access for packet in found] == [bool(field)] + [False] * (len(found) - 1)


def test_tables() -> None:
    found = packets(
        bytes(tables([Entry(H264, 0x100), Entry(6, 0x101, b"\x05\x04Opus")], 0x100, 31))
    )
    assert [packet.pid for packet in found] == [0, PMT_PID]
    pat, pmt = (
        packet.payload[1 : 4 + (packet.payload[2] & 15 << 8 | packet.payload[3])]
        for packet in found
    )
    assert (crc32(pat), crc32(pmt)) == (0, 0)
    assert pat[8:12] == bytes.fromhex("0001f000")
    assert pmt[5] >> 1 & 31 == 31
    assert pmt[8:-4] == bytes.fromhex("e100 f000 1b e100 f000 06 e101 f006 05044f707573")


def test_tables_come_before_keyframes_and_five_times_a_second() -> None:
    muxer = both()
    out = [muxer.write("video", t * MS, t * MS, b"x", access=t == 1000) for t in range(0, 2000, 40)]
    with_tables = [n * 40 for n, data in enumerate(out) if packets(data)[0].pid == 0]
    assert with_tables == [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]


@pytest.mark.parametrize("fps", [1, 5, 10, 24, 25, 29.97, 30, 60, 120])
@pytest.mark.parametrize("sound", [True, False])
def test_the_clock_comes_every_40_ms(fps: float, sound: bool) -> None:
    muxer, out = both(), b""
    times = [("video", round(n * 90_000 / fps)) for n in range(round(4 * fps))]
    times += [("audio", n * 1920) for n in range(187)] * sound
    for kind, time in sorted(times, key=lambda each: each[1]):
        out += muxer.write(kind, time + 6000, time, b"x" * 300, access=False)  # type: ignore[arg-type]
    found = packets(out)
    clock = [value if value < 1 << 32 else value - (1 << 33) for value in pcrs(found)]
    assert {packet.pid for packet in found if packet.pcr is not None} == {VIDEO_PID}
    assert max(b - a for a, b in pairwise(clock)) <= 40 * MS
    assert min(b - a for a, b in pairwise(clock)) > 0
    assert not broken_counters(found)


def test_the_clock_is_never_ahead_of_a_picture_or_a_sound() -> None:
    """Also when one of them reaches us 300 ms after the other, once that is known."""
    for late in ("video", "audio"):
        muxer, out = both(), b""
        for n in range(300):
            time = 90_000 + n * 1800
            behind = time - 300 * MS
            for kind in ("video", "audio"):
                dts = behind if kind == late else time
                out += muxer.write(kind, dts, dts, b"x", access=False)  # type: ignore[arg-type]
        clock, seen = 0, 0
        for packet in packets(out):
            clock = clock if packet.pcr is None else packet.pcr
            if packet.start and packet.pid in (VIDEO_PID, AUDIO_PID):
                seen += 1
                pes = elementary([packet], packet.pid)[0]
                assert seen < 40 or pes.dts >= clock


def test_counters_and_payloads_of_a_long_stream() -> None:
    muxer, rng, out, sent = both(), random.Random(7), b"", []
    for n in range(400):
        data = rng.randbytes(rng.choice((1, 170, 184, 5000, 70_000 if n % 90 == 0 else 9)))
        kind, pid = ("audio", AUDIO_PID) if n % 3 else ("video", VIDEO_PID)
        access = n % 60 == 0
        if kind == "audio":
            data = data[:5000]
        out += muxer.write(kind, n * 900 + 1800 * (n % 3 == 0), n * 900, data, access=access)  # type: ignore[arg-type]
        sent.append((pid, n * 900 + 1800 * (n % 3 == 0), n * 900, access, data))
    found = packets(out)
    assert not broken_counters(found)
    for pid in (VIDEO_PID, AUDIO_PID):
        units = [(p.pid, p.pts, p.dts, p.access, p.data) for p in elementary(found, pid)]
        assert units == [unit for unit in sent if unit[0] == pid]


def test_only_pictures_too_large_for_it_have_no_length() -> None:
    muxer = both()
    out = b"".join(
        muxer.write("video", 0, 0, b"x" * size, access=True) for size in (65_527, 65_528)
    )
    assert [pes.length for pes in elementary(packets(out), VIDEO_PID)] == [65_535, 0]


def test_times_wrap_after_33_bits() -> None:
    muxer, last = both(), (1 << 33) - 1
    out = b"".join(
        muxer.write("video", last + offset + 3600, last + offset, b"x", access=False)
        for offset in range(-36_000, 36_000, 3600)
    )
    found = packets(out)
    times = [(pes.pts, pes.dts) for pes in elementary(found, VIDEO_PID)]
    expected = [last + offset for offset in range(-36_000, 36_000, 3600)]
    assert times == [((dts + 3600) % (1 << 33), dts % (1 << 33)) for dts in expected]
    clock = pcrs(found)
    assert all((b - a) % (1 << 33) == 3600 for a, b in pairwise(clock))
    assert not any(packet.discontinuity for packet in found)


def test_a_jump_back_is_marked() -> None:
    muxer = both()
    out = b"".join(
        muxer.write("video", time, time, b"x", access=True)
        for time in (900_000, 903_600, 90_000, 93_600)
    )
    marked = [packet.discontinuity for packet in packets(out) if packet.pid == VIDEO_PID]
    assert marked == [False, False, True, False]


def test_a_pause_of_the_encoder_is_not_filled() -> None:
    muxer = both()
    out = b"".join(muxer.write("video", t, t, b"x", access=False) for t in (0, 60 * 90_000))
    assert len(packets(out)) == 6  # each with its tables


def test_a_further_track_or_another_codec_changes_the_table() -> None:
    muxer = TsMuxer()
    muxer.declare("audio", AAC, 0xC0)
    out = muxer.write("audio", 0, 0, b"x", access=True)
    muxer.declare("audio", AAC, 0xC0)  # says nothing new
    out += muxer.write("audio", 1920, 1920, b"x", access=True)
    muxer.declare("video", H264, 0xE0)
    out += muxer.write("video", 3600, 3600, b"x", access=True)
    muxer.declare("video", 0x24, 0xE0)
    out += muxer.write("video", 7200, 7200, b"x", access=True)
    found = packets(out)
    pmts = [packet.payload for packet in found if packet.pid == PMT_PID]
    assert [pmt[6] >> 1 & 31 for pmt in pmts] == [0, 1, 2]
    assert [int.from_bytes(pmt[9:11], "big") & 0x1FFF for pmt in pmts] == [0x100, 0x101, 0x102]
    assert [packet.pid for packet in found if packet.pcr is not None] == [
        0x100,
        0x100,
        0x101,
        0x102,
    ]
