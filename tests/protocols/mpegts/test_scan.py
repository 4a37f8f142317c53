"""TsScanner: pieces, access points, damage and the sentences about it."""

from itertools import pairwise

import pytest

from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts import Piece, TsScanner
from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.pes import WRAP
from tests.protocols.mpegts.build import (
    AAC,
    AUD,
    AUDIO_PID,
    H264,
    H265,
    IDR,
    PMT_PID,
    PPS,
    PRIVATE,
    SMALL_SPS,
    VIDEO_PID,
    Counters,
    adts,
    packet,
    packets,
    pat_section,
    pes,
    picture,
    pmt_section,
    table,
    tables,
)

FRAME = 3600


class Encoder:
    """A publisher: a picture per 40 ms, each with a piece of sound, tables before keyframes."""

    def __init__(self, start: int = 90_000, gop: int = 25) -> None:
        self.counters = Counters()
        self.dts = start
        self.gop = gop
        self.number = 0
        self.streams = [(H264, VIDEO_PID, b""), (AAC, AUDIO_PID, b"")]

    def tables(self) -> bytes:
        return tables(self.counters, self.streams)

    def frame(self, size: int = 400) -> bytes:
        key = self.number % self.gop == 0
        self.number += 1
        video = pes(picture(key, size), self.dts + FRAME, self.dts)
        sound = pes(adts(b"\x21" * 30), self.dts, stream_id=0xC0, bounded=True)
        out = self.tables() if key else b""
        out += packets(VIDEO_PID, video, self.counters, pcr=self.dts)
        out += packets(AUDIO_PID, sound, self.counters)
        self.dts += FRAME
        return out

    def run(self, count: int) -> bytes:
        return b"".join(self.frame() for _ in range(count))


def join(pieces: list[Piece]) -> bytes:
    return b"".join(piece.data for piece in pieces)


def test_cut_at_access_points() -> None:
    encoder, scanner = Encoder(), TsScanner()
    data = encoder.run(60)
    pieces = scanner.feed(data)
    assert join(pieces) == data
    assert [piece.keyframe for piece in pieces] == [False, True, True, True]
    assert [piece.frames for piece in pieces] == [0, 25, 25, 10]
    assert pieces[0].data == scanner.tables, "before the first keyframe stand only the tables"
    assert [piece.dts for piece in pieces] == [None, 90_000 + 24 * FRAME, 90_000 + 49 * FRAME,
                                               90_000 + 59 * FRAME]  # fmt: skip


def test_a_piece_that_begins_with_its_keyframe_is_not_cut() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.tables() * 2)
    data = encoder.frame()[2 * PACKET :]
    assert [(p.data, p.keyframe, p.frames) for p in scanner.feed(data)] == [(data, True, 1)]


def test_access_points_of_audio_alone_come_about_once_a_second() -> None:
    scanner, counters = TsScanner(), Counters()
    out = [tables(counters, [(AAC, AUDIO_PID, b"")])]
    for index in range(150):  # of 40 ms
        sound = pes(adts(b"\x21" * 30), index * FRAME, stream_id=0xC0, bounded=True)
        out.append(packets(AUDIO_PID, sound, counters))
    pieces = scanner.feed(b"".join(out))
    keys = [piece.dts for piece in pieces if piece.keyframe]
    assert len(keys) == 6
    assert scanner.frames == scanner.keyframes == 0
    assert scanner.frame_rate is None
    assert (scanner.tracks[0].sample_rate, scanner.tracks[0].channels) == (48000, 2)


def test_pace_goes_on_over_the_wrap() -> None:
    encoder, scanner = Encoder(start=WRAP - 40 * FRAME), TsScanner()
    pieces = scanner.feed(encoder.run(100))
    assert scanner.frame_rate == 25
    assert scanner.keyframe_interval_s == 1.0
    dts = [piece.dts for piece in pieces if piece.dts is not None]
    assert all(before < after for before, after in pairwise(dts))
    assert dts[-1] == WRAP + 59 * FRAME


@pytest.mark.parametrize("lost", [1, 5, 16, 17])
def test_lost_packets_are_noticed(lost: int) -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.frame())
    data = packets(VIDEO_PID, pes(picture(False, 184 * 40), 0), encoder.counters)
    rest = data[: 10 * PACKET] + data[(10 + lost) * PACKET :]
    assert join(scanner.feed(rest)) == rest
    assert scanner.malformed == (0 if lost == 16 else 1), "16 are a full turn of the counter"


def test_a_packet_sent_twice_is_no_damage() -> None:
    encoder, scanner = Encoder(), TsScanner()
    data = encoder.frame(1000)
    twice = data[: 4 * PACKET] + data[3 * PACKET :]
    assert join(scanner.feed(twice)) == twice
    assert scanner.malformed == 0


def test_announced_discontinuity_is_no_damage() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.frame())
    encoder.counters[VIDEO_PID] += 5
    counter = encoder.counters.take(VIDEO_PID) & 15
    scanner.feed(packet(VIDEO_PID, b"\0" * 100, counter, flags=0x80))
    assert scanner.malformed == 0


def test_packets_without_payload_do_not_count() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.frame())
    last = encoder.counters[VIDEO_PID] - 1 & 15
    clock = packet(VIDEO_PID, b"", last, pcr=1)
    assert join(scanner.feed(clock * 5)) == clock * 5
    scanner.feed(encoder.frame())
    assert scanner.malformed == 0


def test_null_packets_pass() -> None:
    encoder, scanner = Encoder(), TsScanner()
    null = packet(0x1FFF, bytes(184), 0)
    data = encoder.frame() + null * 50 + encoder.frame()
    assert join(scanner.feed(data)) == data
    assert scanner.malformed == 0


def test_packets_marked_as_damaged() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.frame())
    scanner.feed(packet(VIDEO_PID, pes(picture(True), 5)[:184], 9, start=True, damaged=True))
    assert scanner.malformed == 1
    assert scanner.keyframes == 1


def test_data_tracks_pass_and_are_not_shown() -> None:
    encoder, scanner = Encoder(), TsScanner()
    encoder.streams += [(0x86, 0x1F0, b""), (PRIVATE, 0x1F1, b"\x56\5deu\x09\0")]
    cue = packet(0x1F0, b"\0\xfc\x30\x11" + bytes(180), 0, start=True)
    data = encoder.frame() + cue + encoder.frame()
    assert join(scanner.feed(data)) == data
    assert [track.id for track in scanner.tracks] == [VIDEO_PID, AUDIO_PID]
    assert scanner.problem == ""


def test_pids_change_in_mid_stream() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.run(30))
    version, tables_version = scanner.tracks_version, scanner.tables_version
    encoder.streams = [(H265, 0x150, b""), (AAC, AUDIO_PID, b"")]
    scanner.feed(encoder.tables())
    assert [(t.id, t.codec) for t in scanner.tracks] == [
        (0x150, Codec.H265),
        (AUDIO_PID, Codec.MPEG4_AUDIO),
    ]
    assert scanner.tracks[1].sample_rate == 48000, "what is known of a track that stays is kept"
    assert scanner.tracks_version > version
    assert scanner.tables_version > tables_version
    hevc = bytes.fromhex("000000014601500000012801af")
    pieces = scanner.feed(packets(0x150, pes(hevc + b"\1" * 300, 5000), encoder.counters))
    assert [(piece.keyframe, piece.frames) for piece in pieces] == [(True, 1)]


def test_resolution_change_in_mid_stream() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.run(3))
    before = scanner.tracks[0]
    assert (before.width, before.height) == (320, 180)
    smaller = AUD + SMALL_SPS + PPS + IDR
    version = scanner.tracks_version
    scanner.feed(packets(VIDEO_PID, pes(smaller + b"\1" * 300, encoder.dts), encoder.counters))
    assert (scanner.tracks[0].width, scanner.tracks[0].height) == (160, 96)
    assert scanner.tracks_version == version + 1


def test_parameter_sets_behind_a_long_sei() -> None:
    """They are out of the first packet's sight; the random access indicator marks the picture."""
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.tables())
    sei = b"\0\0\1\6\5\xff\xff\xb0" + b"\x41" * 686 + b"\x80"
    unit = b"\0\0\0\1\x09\xf0" + sei + picture(True)[6:]
    data = packets(VIDEO_PID, pes(unit, 5000), encoder.counters, flags=0x40)
    assert [piece.keyframe for piece in scanner.feed(data)] == [True]
    assert scanner.tracks[0].width == 320


def test_tables_over_several_packets_with_others_between() -> None:
    scanner, counters = TsScanner(), Counters()
    streams = [(H264, VIDEO_PID, b""), *((AAC, 0x200 + i, b"\x0a\4deu\0") for i in range(25))]
    pat = table(0, pat_section([(1, PMT_PID)]), counters)
    pmt = table(PMT_PID, pmt_section(streams), counters)
    other = packet(0x1FFF, bytes(184), 0)
    scanner.feed(pat + pmt[:PACKET] + other + pmt[PACKET:] + other)
    assert len(scanner.tracks) == 26
    assert scanner.tables == pat + pmt


def without_tables(count: int) -> bytes:
    encoder = Encoder(gop=1 << 30)
    encoder.number = 1
    return encoder.run(count)


def test_no_tables_for_two_seconds() -> None:
    scanner = TsScanner()
    data = without_tables(49)
    assert join(scanner.feed(data)) == data
    assert scanner.problem == ""
    scanner.feed(without_tables(60))
    assert scanner.problem.startswith("The stream has no program table (PAT/PMT)")
    assert scanner.tables == b""
    scanner.feed(Encoder().frame())
    assert scanner.problem == "", "they came after all"


def test_no_tables_in_two_megabytes() -> None:
    scanner = TsScanner()
    data = packets(VIDEO_PID, pes(bytes(184 * 1000), 0), Counters())
    while (fed := scanner.problem) == "":
        scanner.feed(data)
    assert fed.startswith("The stream has no program table")


def test_pat_without_pmt() -> None:
    scanner = TsScanner()
    scanner.feed(table(0, pat_section([(1, PMT_PID)]), Counters()))
    scanner.feed(without_tables(60))
    assert "its table of tracks (PMT) does not arrive" in scanner.problem


def test_pmt_with_a_wrong_crc_is_none() -> None:
    scanner, counters = TsScanner(), Counters()
    data = bytearray(tables(counters))
    data[PACKET + 20] ^= 0x10
    scanner.feed(bytes(data) + without_tables(60))
    assert scanner.tracks == ()
    assert scanner.malformed == 1
    assert "(PMT) does not arrive" in scanner.problem


def test_scrambled_stream() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.tables())
    data = packet(VIDEO_PID, bytes(184), 0, start=True, scrambled=True)
    assert join(scanner.feed(data)) == data
    assert scanner.problem.startswith("The stream is scrambled")
    assert scanner.frames == 0
    encoder.counters.take(VIDEO_PID)
    scanner.feed(encoder.frame())
    assert scanner.problem == ""


@pytest.mark.parametrize(
    ("what", "streams", "words"),
    [
        ("foreign audio", [(H264, 0x100, b""), (0x82, 0x101, b"")], "not supported (DTS)"),
        ("foreign video", [(0xEA, 0x100, b""), (AAC, 0x101, b"")], "not supported (VC-1)"),
        ("only data", [(0x86, 0x100, b"")], "names neither video nor audio"),
        ("nothing", [], "names neither video nor audio"),
    ],
)
def test_streams_that_are_a_problem(
    what: str, streams: list[tuple[int, int, bytes]], words: str
) -> None:
    scanner = TsScanner()
    scanner.feed(tables(Counters(), streams) * 2)
    assert words in scanner.problem, what


def test_several_programs() -> None:
    scanner, counters = TsScanner(), Counters()
    pat = table(0, pat_section([(1, PMT_PID), (2, 0x1001)]), counters)
    pmt = table(PMT_PID, pmt_section([(H264, VIDEO_PID, b"")]), counters)
    other = table(0x1001, pmt_section([(H265, 0x150, b"")], program=2), counters)
    scanner.feed(pat + pmt + other + pat + pmt + other)
    assert "has 2 programs, of which the first is used" in scanner.problem
    assert [track.codec for track in scanner.tracks] == [Codec.H264]


def test_a_pes_header_that_is_none() -> None:
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.tables())
    for payload in (b"", b"\0\0\1", b"\0\0\1\xe0\0\0\x80\xc0\xff", bytes(184)):
        scanner.feed(packet(VIDEO_PID, payload or b"\0", 0, start=True))
    assert scanner.frames == 0


def test_what_is_kept_is_bounded() -> None:
    """All PIDs, and a keyframe that never ends: neither makes the scanner grow."""
    encoder, scanner = Encoder(), TsScanner()
    scanner.feed(encoder.tables())
    for pid in range(0x20, 0x1FFF):
        scanner.feed(packet(pid, bytes(184), 0, start=True) * 4)
    assert len(scanner.counters) <= 8192
    head = b"\0\0\0\1\x09\xf0\0\0\1\x67" + b"\x41" * 900_000
    scanner.feed(packets(VIDEO_PID, pes(head, 0), encoder.counters))
    assert scanner._follower.gathering is None
