"""TsDemuxer: frames out of good, late, changing and damaged streams."""

from itertools import pairwise
from pathlib import Path

import pytest

from streamingpro.protocols.flv import FlvReader, parse_video
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts import Frame, TsDemuxer, TsScanner
from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.pes import WRAP
from tests.protocols.codecs.bitwriter import escape
from tests.protocols.mpegts.build import (
    AAC,
    AC3,
    AUD,
    AUDIO_PID,
    H264,
    H265,
    IDR,
    MP3,
    PMT_PID,
    PPS,
    PRIVATE,
    SLICE,
    SPS,
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
from tests.protocols.mpegts.test_scan import FRAME, Encoder

MEDIA = Path(__file__).parents[2] / "data" / "media"


class Session:
    """A demuxer behind tables for `streams`; `put` sends a PES to one PID."""

    def __init__(self, *streams: tuple[int, int, bytes]) -> None:
        self.demuxer, self.counters = TsDemuxer(), Counters()
        if streams:
            self.demuxer.feed(tables(self.counters, streams))

    def put(self, pid: int, data: bytes) -> list[Frame]:
        return self.demuxer.feed(packets(pid, data, self.counters))


def video() -> Session:
    return Session((H264, VIDEO_PID, b""))


def times(frames: list[Frame]) -> list[tuple[int, int]]:
    return [(frame.pts, frame.dts) for frame in frames]


def test_a_pes_of_unknown_length_ends_with_the_next_or_the_stream() -> None:
    session, unit = video(), picture(True, 1000)
    assert session.put(VIDEO_PID, pes(unit, 5000, 2000)) == []
    track = session.demuxer.tracks[0]
    expected = Frame(track, 5000, 2000, True, unit)
    assert session.put(VIDEO_PID, pes(picture(False), 8600, 5600)) == [expected]
    assert times(session.demuxer.flush()) == [(8600, 5600)]
    assert session.demuxer.flush() == []


def test_a_pes_of_known_length_ends_with_its_last_byte() -> None:
    session, unit = video(), picture(True, 1000)
    assert [f.data for f in session.put(VIDEO_PID, pes(unit, 1, bounded=True))] == [unit]


def test_bytes_behind_the_known_length_are_no_part_of_it() -> None:
    session, unit = video(), picture(True, 50)
    frames = session.put(VIDEO_PID, pes(unit, 1, bounded=True) + b"\xff" * 20)
    assert [f.data for f in frames] == [unit]


def test_a_picture_over_several_pes() -> None:
    """Each PES is at most 64 kB; only the first one has a PTS."""
    session, unit = video(), picture(True, 150_000)
    parts = [unit[at : at + 65_000] for at in range(0, len(unit), 65_000)]
    frames = session.put(VIDEO_PID, pes(parts[0], 9000, bounded=True))
    for part in parts[1:]:
        frames += session.put(VIDEO_PID, pes(part, bounded=True))
    frames += session.put(VIDEO_PID, pes(picture(False), 12600, bounded=True))
    assert [(f.data == unit, f.keyframe, f.pts) for f in frames] == [
        (True, True, 9000),
        (False, False, 12600),
    ]


def test_a_pes_for_each_slice() -> None:
    """The first picture comes out too early; from then on the demuxer waits."""
    session, further = video(), bytes.fromhex("000001411a247f") + b"\x11" * 50
    frames = []
    for index in range(3):
        frames += session.put(VIDEO_PID, pes(picture(False), index * 3600, bounded=True))
        frames += session.put(VIDEO_PID, pes(further, bounded=True))
    frames += session.demuxer.flush()
    assert [f.dts for f in frames] == [0, 3600, 7200]
    assert [f.data.endswith(further) for f in frames] == [False, True, True]
    assert session.demuxer.malformed == 1


def test_times_of_several_pictures_in_a_pes() -> None:
    session, step = video(), 3000
    pair = picture(True) + picture(False)
    out = []
    for index in range(4):
        at = 2 * index * step
        out += session.put(VIDEO_PID, pes(pair, at + 500, at))
    out += session.demuxer.flush()
    assert [frame.dts for frame in out[2:]] == [2 * step + n * step for n in range(6)]
    assert {frame.pts - frame.dts for frame in out} == {500}
    assert [frame.keyframe for frame in out] == [True, False] * 4


def test_pictures_without_a_pts_follow_at_the_measured_distance() -> None:
    session = video()
    out = [
        frame for n in range(3) for frame in session.put(VIDEO_PID, pes(picture(True), n * 1500))
    ]
    for _ in range(2):
        out += session.put(VIDEO_PID, pes(picture(False)))
    out += session.demuxer.flush()
    assert [frame.dts for frame in out] == [0, 1500, 3000, 4500, 6000]


def test_no_frames_before_the_first_pts() -> None:
    session = video()
    session.put(VIDEO_PID, pes(picture(True)))
    assert session.put(VIDEO_PID, pes(picture(True), 9000)) == []
    assert times(session.demuxer.flush()) == [(9000, 9000)]


def test_wrap_of_video_and_audio_together() -> None:
    encoder, demuxer = Encoder(start=WRAP - 50 * FRAME - 17), TsDemuxer()
    frames = demuxer.feed(encoder.run(100)) + demuxer.flush()
    for kind in ("video", "audio"):
        own = [frame.dts for frame in frames if frame.track.kind == kind]
        assert len(own) == 100
        assert {after - before for before, after in pairwise(own)} == {FRAME}
        assert own[0] == WRAP - 50 * FRAME - 17
    assert {f.pts - f.dts for f in frames if f.track.kind == "video"} == {FRAME}


def test_days_of_wraps() -> None:
    """A frame an hour for ten days: the demuxer's time goes on through nine wraps."""
    session, hour = video(), 3600 * 90_000
    frames = []
    for index in range(240):
        frames += session.put(VIDEO_PID, pes(picture(True), index * hour, bounded=True))
    assert [frame.dts for frame in frames] == [index * hour for index in range(240)]


def test_pts_beyond_the_wrap_and_dts_before_it() -> None:
    session = video()
    session.put(VIDEO_PID, pes(picture(True), 10, WRAP - 10))
    assert times(session.demuxer.flush()) == [(WRAP + 10, WRAP - 10)]


def test_late_audio_track() -> None:
    session = video()
    session.put(VIDEO_PID, pes(picture(True), 1))
    assert [track.kind for track in session.demuxer.tracks] == ["video"]
    streams = [(H264, VIDEO_PID, b""), (AAC, AUDIO_PID, b"\x0a\4fra\0")]
    pmt = table(PMT_PID, pmt_section(streams, version=1), session.counters)
    before = session.demuxer.tracks[0]
    assert session.demuxer.feed(pmt) == [], "the picture in the making goes on"
    assert session.demuxer.tracks[0] is before
    assert session.demuxer.tracks[1].language == "fra"
    assert session.demuxer.tracks_version == 2
    frames = session.put(AUDIO_PID, pes(adts(b"\x21\0"), 900_001, bounded=True))
    assert [(f.track.kind, f.pts, f.data) for f in frames] == [("audio", 900_001, b"\x21\0")]


def test_pids_and_codecs_change_in_mid_stream() -> None:
    session = Session((H264, VIDEO_PID, b""), (AAC, AUDIO_PID, b""))
    session.put(VIDEO_PID, pes(picture(True), 1))
    streams = [(H265, 0x150, b""), (AC3, AUDIO_PID, b"")]
    pmt = table(PMT_PID, pmt_section(streams), session.counters)
    assert [f.pts for f in session.demuxer.feed(pmt)] == [1], "what was begun comes out"
    assert [(t.pid, t.codec) for t in session.demuxer.tracks] == [
        (0x150, Codec.H265),
        (AUDIO_PID, Codec.AC3),
    ]
    assert session.put(VIDEO_PID, pes(picture(True), 3)) == []
    session.put(0x150, pes(bytes.fromhex("00000001460150000001280180"), 4))
    assert [(f.track.codec, f.keyframe) for f in session.demuxer.flush()] == [(Codec.H265, True)]


def test_the_next_tables_come_on_a_pid_that_was_a_stream() -> None:
    session = video()
    session.put(VIDEO_PID, pes(picture(True), 1))
    pat = table(0, pat_section([(1, VIDEO_PID)]), session.counters)
    pmt = table(VIDEO_PID, pmt_section([(H264, 0x150, b"")]), session.counters)
    session.demuxer.feed(pat + pmt)
    assert [track.pid for track in session.demuxer.tracks] == [0x150]
    session.put(0x150, pes(picture(True), 2))
    assert [f.dts for f in session.demuxer.flush()] == [2]


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_damaged_picture_is_left_out_and_the_next_is_marked(lost: int) -> None:
    session = video()
    frames = session.put(VIDEO_PID, pes(picture(True), 0))
    data = packets(VIDEO_PID, pes(picture(False, 184 * 8), 3600), session.counters)
    frames += session.demuxer.feed(data[: 4 * PACKET] + data[(4 + lost) * PACKET :])
    for index in (2, 3):
        frames += session.put(VIDEO_PID, pes(picture(False), index * 3600))
    frames += session.demuxer.flush()
    assert [(f.dts, f.after_loss) for f in frames] == [(0, False), (7200, True), (10800, False)]
    assert session.demuxer.malformed >= 1


def test_a_lost_beginning() -> None:
    """Two pictures seem to be one: both are left out."""
    session = video()
    frames = session.put(VIDEO_PID, pes(picture(True), 0))
    frames += session.put(VIDEO_PID, pes(picture(False, 600), 3600))
    data = packets(VIDEO_PID, pes(picture(False, 600), 7200), session.counters)
    frames += session.demuxer.feed(data[PACKET:])
    frames += session.put(VIDEO_PID, pes(picture(False), 10800))
    frames += session.demuxer.flush()
    assert [(f.dts, f.after_loss) for f in frames] == [(0, False), (10800, True)]


def test_a_pes_that_ends_before_its_length() -> None:
    session = video()
    short = pes(picture(True, 600), 0, bounded=True)[:-50]
    session.put(VIDEO_PID, short)
    frames = session.put(VIDEO_PID, pes(picture(False), 3600)) + session.demuxer.flush()
    assert [(f.dts, f.after_loss) for f in frames] == [(3600, True)]
    assert session.demuxer.malformed == 1


def test_lost_sound() -> None:
    session = Session((AAC, AUDIO_PID, b""))
    block = b"".join(adts(bytes((0x21, n)) * 90) for n in range(5))
    frames = session.put(AUDIO_PID, pes(block, 0, bounded=True))
    data = packets(AUDIO_PID, pes(block, 9600, bounded=True), session.counters)
    frames += session.demuxer.feed(data[:PACKET] + data[2 * PACKET :])
    frames += session.put(AUDIO_PID, pes(block, 19200, bounded=True))
    assert [f.pts for f in frames] == [n * 1920 for n in (0, 1, 2, 3, 4, 10, 11, 12, 13, 14)]
    assert [f.after_loss for f in frames].index(True) == 5


def test_a_packet_sent_twice() -> None:
    session, unit = video(), picture(True, 1000)
    data = packets(VIDEO_PID, pes(unit, 0), session.counters)
    twice = data[: 3 * PACKET] + data[2 * PACKET :]
    frames = session.demuxer.feed(twice) + session.demuxer.flush()
    assert [f.data for f in frames] == [unit]
    assert session.demuxer.malformed == 0


def test_packets_without_payload_between() -> None:
    session, unit = video(), picture(True, 1000)
    data = packets(VIDEO_PID, pes(unit, 0), session.counters)
    clock = packet(VIDEO_PID, b"", data[PACKET + 3] & 15, pcr=5)
    frames = session.demuxer.feed(data[: 2 * PACKET] + clock * 3 + data[2 * PACKET :])
    assert [f.data for f in frames + session.demuxer.flush()] == [unit]
    assert session.demuxer.malformed == 0


def test_scrambled_pes() -> None:
    session = video()
    session.put(VIDEO_PID, pes(picture(True), 0))
    counter = session.counters.take(VIDEO_PID)
    assert session.demuxer.feed(packet(VIDEO_PID, bytes(184), counter, scrambled=True)) == []
    assert session.demuxer.problem.startswith("The stream is scrambled")
    session.put(VIDEO_PID, pes(picture(True), 3600))
    assert [(f.dts, f.after_loss) for f in session.demuxer.flush()] == [(3600, True)]
    assert session.demuxer.problem == ""


def test_data_is_left_out() -> None:
    session = Session((H264, VIDEO_PID, b""), (0x86, 0x1F0, b""), (0x15, 0x1F1, b""))
    assert session.put(0x1F1, pes(b"ID3", 5, stream_id=0xBD, bounded=True)) == []
    assert session.demuxer.feed(packet(0x1F0, b"\0" * 184, 0, start=True)) == []
    assert len(session.demuxer.tracks) == 1
    assert session.demuxer.problem == ""


def test_unsupported_video_is_a_track_with_frames() -> None:
    session = Session((0x02, VIDEO_PID, b""), (MP3, AUDIO_PID, b""))
    assert [t.codec for t in session.demuxer.tracks] == [Codec.MPEG1_VIDEO, Codec.MPEG1_AUDIO]
    session.put(VIDEO_PID, pes(bytes.fromhex("000001b314009023"), 5))
    assert [f.keyframe for f in session.demuxer.flush()] == [True]


def test_unknown_codec_is_no_track() -> None:
    session = Session((H264, VIDEO_PID, b""), (0x82, AUDIO_PID, b""))
    assert [t.pid for t in session.demuxer.tracks] == [VIDEO_PID]
    assert "not supported (DTS)" in session.demuxer.problem
    assert session.put(AUDIO_PID, pes(b"\x7f\xfe\x80\x01", 5, bounded=True)) == []


def obus(unit: bytes) -> list[bytes]:
    """The OBUs of a temporal unit, header and size included."""
    found, pos = [], 0
    while pos < len(unit):
        at, size, shift = pos + (2 if unit[pos] & 4 else 1), 0, 0
        while True:
            size |= (unit[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if unit[at - 1] < 0x80:
                break
        found.append(unit[pos : at + size])
        pos = at + size
    return found


def test_real_av1_loses_start_codes_and_delimiters() -> None:
    session, scanner = Session((PRIVATE, VIDEO_PID, b"\x05\4AV01")), TsScanner()
    data = tables(Counters(), [(PRIVATE, VIDEO_PID, b"\x05\4AV01")])
    tags = FlvReader().feed((MEDIA / "av01_main_30.flv").read_bytes())
    pictures = [parse_video(tag.payload) for tag in tags if tag.type_id == 9]
    pictures = [picture for picture in pictures if picture.is_frame]
    units = [bytes(picture.body) for picture in pictures]
    frames, counters = [], Counters()
    for index, unit in enumerate(units):
        coded = b"".join(b"\0\0\1" + escape(obu) for obu in [b"\x12\0", *obus(unit)])
        data += packets(VIDEO_PID, pes(coded, index * 3000), counters)
        frames += session.put(VIDEO_PID, pes(coded, index * 3000))
    frames += session.demuxer.flush()
    assert [frame.data for frame in frames] == units
    assert [frame.keyframe for frame in frames] == [picture.is_keyframe for picture in pictures]
    assert [piece.frames for piece in scanner.feed(data) if piece.keyframe] == [30, 30]
    assert (scanner.tracks[0].codec, scanner.frames) == (Codec.AV1, len(units))
    assert (scanner.tracks[0].width, scanner.tracks[0].height) == (854, 480)


def test_av1_of_obus_without_size() -> None:
    session = Session((PRIVATE, VIDEO_PID, b"\x05\4AV01"))
    unit = bytes.fromhex("0000011000 0000010800000003 000001340110000003010203")
    session.put(VIDEO_PID, pes(unit, 3000))
    expected = "0a03000000" + "36010610 0000 010203"
    assert [f.data for f in session.demuxer.flush()] == [bytes.fromhex(expected)]


def test_av1_without_start_codes() -> None:
    session = Session((PRIVATE, VIDEO_PID, b"\x05\4AV1G"))
    session.put(VIDEO_PID, pes(bytes.fromhex("12000a0300000032020102"), 3000))
    assert [f.data.hex() for f in session.demuxer.flush()] == ["0a0300000032020102"]


def test_no_tables() -> None:
    demuxer, encoder = TsDemuxer(), Encoder(gop=1 << 30)
    encoder.number = 1
    assert demuxer.feed(encoder.run(60)) == []
    assert demuxer.problem.startswith("The stream has no program table")
    assert demuxer.tracks == ()


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_a_pes_that_never_ends_is_dropped(kind: str) -> None:
    session = Session((H264, VIDEO_PID, b""), (AAC, AUDIO_PID, b""))
    pid = VIDEO_PID if kind == "video" else AUDIO_PID
    size = (17 << 20) if kind == "video" else (2 << 20)
    session.put(pid, pes(AUD + SPS + PPS + IDR + b"\x11" * size, 0))
    assert session.demuxer._streams[pid]._size == 0
    assert session.demuxer.malformed >= 1
    session.put(pid, pes(picture(True) if kind == "video" else adts(b"\x21\0"), 3600))
    assert [(f.dts, f.after_loss) for f in session.demuxer.flush()] == [(3600, True)]


def test_a_picture_that_goes_on_for_ever_over_bounded_pes() -> None:
    session = video()
    session.put(VIDEO_PID, pes(AUD + IDR + b"\x11" * 60_000, 0, bounded=True))
    part = pes(b"\x11" * 65_000, bounded=True)
    for _ in range(300):
        session.put(VIDEO_PID, part)
    assert session.demuxer._streams[VIDEO_PID]._size < 16 << 20
    assert session.demuxer.flush() == []


@pytest.mark.parametrize(
    "header",
    ["", "000001", "000002e00000800000", "000001e00000", "000001e0000380c0", "000001e000048080ff"],
)
def test_a_header_that_is_none(header: str) -> None:
    session = video()
    session.put(VIDEO_PID, bytes.fromhex(header) or b"\0")
    assert session.demuxer.flush() == []
    session.put(VIDEO_PID, pes(SLICE, 5))
    assert [f.dts for f in session.demuxer.flush()] == [5]
