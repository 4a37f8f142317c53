"""FlvToTs: what the packets hold for each kind of publisher."""

import itertools

import pytest

from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.flv import (
    AudioTag,
    Multitrack,
    VideoTag,
    serialise_audio,
    serialise_video,
)
from streamingpro.protocols.mpegts.from_flv import FlvToTs
from streamingpro.protocols.mpegts.psi_write import PMT_PID
from streamingpro.protocols.mpegts.to_flv import Item
from tests.protocols.mpegts.anatomy import Pes, broken_counters, elementary, packets
from tests.protocols.mpegts.messages import (
    AAC,
    AAC_FRAME,
    AUDIO,
    AVC,
    OTHER_AVC,
    OTHER_SPS,
    PPS,
    SPS,
    VIDEO,
    fixture,
    picture,
    to_ts,
)

START = 90_000
CODE = b"\0\0\0\1"
AUD = CODE + b"\x09\xf0"
FIRST, SECOND, THIRD = 0x100, 0x101, 0x102
HEADERS: list[Item] = [(VIDEO, 0, AVC), (AUDIO, 0, AAC)]


def pes(stream: bytes, pid: int) -> list[Pes]:
    return elementary(packets(stream), pid)


def program(stream: bytes) -> list[tuple[int, list[tuple[int, int]]]]:
    """Each PMT that differs from the one before: version, (stream type, PID) of its streams."""
    found: list[tuple[int, list[tuple[int, int]]]] = []
    for packet in packets(stream):
        if packet.pid != PMT_PID:
            continue
        table, streams, pos = packet.payload[1:], [], 12
        while pos < 3 + int.from_bytes(table[1:3], "big") % 4096 - 4:
            pid = int.from_bytes(table[pos + 1 : pos + 3], "big") % 8192
            streams.append((table[pos], pid))
            pos += 5 + int.from_bytes(table[pos + 3 : pos + 5], "big") % 4096
        if not found or found[-1][1] != streams:
            found.append((table[5] >> 1 & 31, streams))
    return found


def interleaved(seconds: int, *, keys: int = 25) -> list[Item]:
    """25 pictures and 50 sounds per second, with their headers."""
    items = list(HEADERS)
    for n in range(50 * seconds):
        if n % 2 == 0:
            items.append((VIDEO, n * 20, picture(n // 2 % keys == 0)))
        items.append((AUDIO, n * 20, AAC_FRAME))
    return items


def test_first_tables_name_both_tracks_though_one_comes_a_little_later() -> None:
    mp3 = fixture("mp3_44100")[0][2]
    items = [(VIDEO, 0, AVC), (VIDEO, 0, picture(True)), (VIDEO, 40, picture(False))]
    stream = to_ts([*items, (AUDIO, 900, mp3), (VIDEO, 950, picture(False))])
    assert program(stream) == [(1, [(0x1B, FIRST), (0x03, SECOND)])]
    assert [unit.dts for unit in pes(stream, FIRST)] == [START, START + 3600, START + 85_500]


def test_a_single_track_waits_a_second_for_another() -> None:
    converter = FlvToTs()
    out = [converter.feed(VIDEO, 0, AVC)]
    out += [converter.feed(VIDEO, n * 40, picture(n == 0)) for n in range(30)]
    assert [bool(data) for data in out] == [False] * 26 + [True] * 5
    assert len(pes(b"".join(out), FIRST)) == 30
    assert not converter.flush()


def test_what_is_held_comes_out_at_the_end() -> None:
    assert len(pes(to_ts([(AUDIO, 0, AAC), (AUDIO, 0, AAC_FRAME)]), FIRST)) == 1


def test_audio_that_starts_10_s_late() -> None:
    items: list[Item] = [(VIDEO, 0, AVC)]
    items += [(VIDEO, n * 40, picture(n % 25 == 0)) for n in range(250)]
    items += [(AUDIO, 10_000, AAC), (AUDIO, 10_000, AAC_FRAME), (VIDEO, 10_000, picture(True))]
    stream = to_ts(items)
    assert program(stream) == [(0, [(0x1B, FIRST)]), (1, [(0x1B, FIRST), (0x0F, SECOND)])]
    assert [unit.pts for unit in pes(stream, SECOND)] == [START + 900_000]
    assert not broken_counters(packets(stream))


def test_audio_only() -> None:
    found = packets(to_ts([item for item in interleaved(2) if item[0] == AUDIO]))
    clock = [packet.pcr for packet in found if packet.pcr is not None]
    assert {packet.pid for packet in found if packet.pcr is not None} == {FIRST}
    assert {b - a for a, b in itertools.pairwise(clock)} == {1800}
    assert [packet.pid for packet in found].count(PMT_PID) == 10


def test_video_that_comes_after_sound_takes_the_clock() -> None:
    items: list[Item] = [(AUDIO, 0, AAC)] + [(AUDIO, n * 20, AAC_FRAME) for n in range(100)]
    items += [(VIDEO, 2000, AVC), (VIDEO, 2000, picture(True)), (AUDIO, 2000, AAC_FRAME)]
    found = packets(to_ts(items))
    assert [p.pid for p in found if p.pcr is not None] == [FIRST] * 100 + [SECOND]
    assert program(to_ts(items))[-1] == (1, [(0x1B, SECOND), (0x0F, FIRST)])


def test_a_keyframe_has_delimiter_and_parameter_sets_other_pictures_a_delimiter() -> None:
    stream = to_ts([*HEADERS, (VIDEO, 0, picture(True)), (VIDEO, 40, picture(False))])
    key, inter = pes(stream, FIRST)
    assert key.data == AUD + CODE + SPS + CODE + PPS + CODE + b"\x65" + b"\x9a" * 500
    assert inter.data == AUD + CODE + b"\x41" + b"\x9a" * 500
    assert (key.access, inter.access) == (True, False)


def test_what_a_picture_has_is_not_doubled() -> None:
    own = picture(True, 0, 100, b"\x09\x10", OTHER_SPS, PPS)
    (unit,) = pes(to_ts([*HEADERS, (VIDEO, 0, own)]), FIRST)
    assert unit.data.startswith(CODE + b"\x09\x10" + CODE + OTHER_SPS + CODE + PPS + CODE + b"\x65")


def test_parameter_sets_come_behind_a_delimiter_of_the_encoder() -> None:
    (unit,) = pes(to_ts([*HEADERS, (VIDEO, 0, picture(True, 0, 9, b"\x09\x10"))]), FIRST)
    assert unit.data.startswith(CODE + b"\x09\x10" + CODE + SPS + CODE + PPS)


def test_short_lengths() -> None:
    """avcC may say that lengths have one or two bytes."""
    avc = bytearray(AVC)
    avc[9] = 0xFC | 1
    body = b"\x17\1\0\0\0" + b"\0\3\x65ab" + b"\0\2\x65c"
    (unit,) = pes(to_ts([(VIDEO, 0, bytes(avc)), (VIDEO, 0, body)]), FIRST)
    assert unit.data.endswith(CODE + b"\x65ab" + CODE + b"\x65c")


def test_resolution_change() -> None:
    items = interleaved(1)
    items += [(VIDEO, 1000, OTHER_AVC), (VIDEO, 1000, picture(True)), (VIDEO, 1040, picture(False))]
    stream = to_ts(items)
    last_key = pes(stream, FIRST)[-2]
    assert OTHER_SPS in last_key.data
    assert SPS not in last_key.data
    assert len(program(stream)) == 1


def test_b_frames() -> None:
    times = [(0, 80), (40, 160), (80, 0), (120, 0)]
    items = [(VIDEO, ms, picture(ms == 0, cts)) for ms, cts in times]
    units = pes(to_ts([*HEADERS, *items]), FIRST)
    expected = [(START + ms * 90, START + (ms + cts) * 90) for ms, cts in times]
    assert [(unit.dts, unit.pts) for unit in units] == expected


def test_composition_times_below_zero_move_the_decoding_not_the_picture() -> None:
    times = [(0, 0), (40, 40), (80, -40), (120, 0), (160, 40), (200, -40)]
    items = [(VIDEO, ms, picture(ms == 0, cts)) for ms, cts in times]
    units = pes(to_ts([*HEADERS, *items]), FIRST)
    shown = [START + (ms + cts) * 90 for ms, cts in times]
    moved = [unit.pts - time for unit, time in zip(units, shown, strict=True)]
    assert set(moved) <= {0, 1}  # one tick where the way back begins
    assert all(unit.dts <= unit.pts for unit in units)
    decoding = [unit.dts for unit in units]
    assert decoding == sorted(set(decoding))


def test_two_pictures_in_one_millisecond() -> None:
    items = [(VIDEO, 7, picture(True)), (VIDEO, 7, picture(False)), (VIDEO, 8, picture(False))]
    times = [unit.dts - START for unit in pes(to_ts([*HEADERS, *items]), FIRST)]
    assert times == [630, 631, 720]


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_wrap_of_rtmp_after_49_7_days(wrapped: bool) -> None:
    start = (1 << 32) - 1000
    times = [start + n * 40 for n in range(50)]
    items: list[Item] = [(VIDEO, times[0], AVC), (AUDIO, times[0], AAC)]
    for ms in times:
        sent = ms % (1 << 32) if wrapped else ms
        items += [(VIDEO, sent, picture(ms == start)), (AUDIO, sent + 0, AAC_FRAME)]
    stream = to_ts(items)
    for pid in (FIRST, SECOND):
        assert [u.dts for u in pes(stream, pid)] == [(START + ms * 90) % (1 << 33) for ms in times]
    assert not any(packet.discontinuity for packet in packets(stream))


def test_the_wrap_of_mpegts_after_26_5_hours() -> None:
    start = (1 << 33) // 90 - 1000 - 500
    items: list[Item] = [(VIDEO, start, AVC)]
    items += [(VIDEO, start + n * 40, picture(n == 0, 80)) for n in range(50)]
    stream = to_ts(items)
    units = pes(stream, FIRST)
    times = [START + (start + n * 40) * 90 for n in range(50)]
    assert times[0] < 1 << 33 < times[-1]
    assert [unit.dts for unit in units] == [time % (1 << 33) for time in times]
    assert [unit.pts for unit in units] == [(time + 7200) % (1 << 33) for time in times]
    assert not any(packet.discontinuity for packet in packets(stream))


def test_a_converter_that_takes_over_continues_the_same_times() -> None:
    items = interleaved(4)
    whole = to_ts(items)
    later = to_ts(HEADERS + [item for item in items if item[1] >= 2000])
    for pid in (FIRST, SECOND):
        assert [u.dts for u in pes(later, pid)] == [u.dts for u in pes(whole, pid)][
            -len(pes(later, pid)) :
        ]


def test_pictures_before_the_first_keyframe_are_left_out() -> None:
    items = [(VIDEO, n * 40, picture(n == 30)) for n in range(40)]
    units = pes(to_ts([*HEADERS, *items]), FIRST)
    assert [unit.access for unit in units] == [True] + [False] * 9


def test_without_any_keyframe_pictures_go_out_after_5_s_with_parameter_sets() -> None:
    items = [(VIDEO, n * 40, picture(False)) for n in range(750)]
    units = pes(to_ts([*HEADERS, *items]), FIRST)
    assert units[0].dts == START + 5000 * 90
    with_sets = [(unit.dts - START) // 90_000 for unit in units if SPS in unit.data]
    assert with_sets == [5, 10, 15, 20, 25]


def test_frames_without_a_codec_header_are_left_out() -> None:
    assert not to_ts([(VIDEO, 0, picture(True)), (AUDIO, 0, AAC_FRAME)])


def test_sound_has_an_adts_header() -> None:
    (unit,) = pes(to_ts([(AUDIO, 0, AAC), (AUDIO, 0, AAC_FRAME)]), FIRST)
    size = len(AAC_FRAME) - 2 + 7
    assert unit.data[:4].hex() == "fff14c80"  # LC, 48 kHz, stereo
    assert int.from_bytes(unit.data[3:6], "big") >> 5 & 0x1FFF == size == len(unit.data)
    assert unit.data[7:] == AAC_FRAME[2:]
    assert unit.stream_id == 0xC0


def test_a_long_opus_packet_and_its_header() -> None:
    """The control header counts in steps of 255 (ETSI TS 103 491 annex)."""
    head = OpusHead(2, 312, 48000).serialise()
    items = [(AUDIO, 0, b"\x90Opus" + head)]
    items += [(AUDIO, size, b"\x91Opus" + b"\xfc" * size) for size in (1, 254, 255, 600)]
    data = [unit.data for unit in pes(to_ts(items), FIRST)]
    heads = ["7fe001", "7fe0fe", "7fe0ff00", "7fe0ffff5a"]
    assert [unit[: len(unit) - unit.count(b"\xfc")].hex() for unit in data] == heads
    assert b"\x05\x04Opus\x7f\x02\x80\x02" in to_ts(items)


def test_another_channel_count_of_opus_changes_the_table() -> None:
    mono, stereo = (OpusHead(n, 312, 48000).serialise() for n in (1, 2))
    items = [
        (AUDIO, 0, b"\x90Opus" + mono),
        (AUDIO, 0, b"\x91Opus\xf8\1"),
        (AUDIO, 20, b"\x90Opus" + stereo),
        (AUDIO, 20, b"\x91Opus\xfc\1"),
    ]
    found = [
        packet.payload[6] >> 1 & 31 for packet in packets(to_ts(items)) if packet.pid == PMT_PID
    ]
    assert found == [1]  # both were known before the first tables went out
    assert FlvToTs().feed(*items[0]) == b""


def test_another_codec_gets_another_pid() -> None:
    hevc = fixture("hvc1_main_1080_2997")
    items = [*interleaved(1), *((kind, 1000 + time, body) for kind, time, body in hevc)]
    stream = to_ts(items)
    assert [streams for _, streams in program(stream)] == [
        [(0x1B, FIRST), (0x0F, SECOND)],
        [(0x24, THIRD), (0x0F, SECOND)],
    ]
    assert len(pes(stream, THIRD)) == 90


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vp09_profile0", "MPEG-TS can't carry VP9: let the encoder send H.264 instead."),
        ("vp08", "MPEG-TS can't carry VP8: let the encoder send H.264 instead."),
        ("sorenson_mp3", "MPEG-TS can't carry Sorenson H.263: let the encoder send H.264 instead."),
        ("fLaC_24bit", "MPEG-TS can't carry FLAC: let the encoder send AAC instead."),
        ("g711_mulaw", "MPEG-TS can't carry G.711: let the encoder send AAC instead."),
        ("pcm16", "MPEG-TS can't carry PCM audio: let the encoder send AAC instead."),
        ("speex", "MPEG-TS can't carry Speex: let the encoder send AAC instead."),
        ("nellymoser", "MPEG-TS can't carry Nellymoser: let the encoder send AAC instead."),
    ],
)
def test_codecs_that_mpegts_lacks(name: str, words: str) -> None:
    converter = FlvToTs()
    to_ts(fixture(name), converter)
    assert list(converter.unsupported.values()) == [words]
    assert converter.malformed == 0


def test_kinds_of_aac_that_adts_lacks() -> None:
    converter = FlvToTs()
    usac = bytes.fromhex("f94640022c0003000004108d9a0200bcde78")
    assert not to_ts([(AUDIO, 0, b"\xaf\0" + usac), (AUDIO, 0, AAC_FRAME)], converter)
    assert list(converter.unsupported.values()) == [
        "MPEG-TS can't carry this kind of AAC (AAC object type 42 does not fit in ADTS): "
        "let the encoder send AAC-LC."
    ]


def test_further_tracks_are_left_out_and_named() -> None:
    converter = FlvToTs()
    second = AudioTag(1, None, b"xyz", track_id=1, fourcc=b"mp4a", multitrack=Multitrack.ONE_TRACK)
    items = [*interleaved(1), (AUDIO, 1000, serialise_audio(second)), (AUDIO, 1000, AAC_FRAME)]
    stream = to_ts(items, converter)
    assert converter.dropped == ["audio track 1"]
    assert len(pes(stream, SECOND)) == 51


def test_nanoseconds_of_the_enhanced_form() -> None:
    avc1 = AVC[5:]
    config = VideoTag(1, 0, None, avc1, fourcc=b"avc1")
    frame = VideoTag(
        1, 1, None, b"\0\0\0\2\x65x", fourcc=b"avc1", modifiers=((0, (500_000).to_bytes(3, "big")),)
    )
    items = [(VIDEO, 0, serialise_video(config)), (VIDEO, 3, serialise_video(frame))]
    assert [unit.dts for unit in pes(to_ts(items), FIRST)] == [START + 270 + 45]


@pytest.mark.parametrize(
    "payload",
    [b"\x17", b"\x17\1\0\0\0\0\0\0\x09\x65", b"\x17\0\0\0\0\1\2", b"\x9f", b"\x96\x11avc1\1\0\0"],
)
def test_broken_messages_are_counted(payload: bytes) -> None:
    converter = FlvToTs()
    to_ts([*HEADERS, (VIDEO, 0, payload), (AUDIO, 0, b"\x9f")], converter)
    assert converter.malformed == 2


def test_data_and_empty_messages_make_nothing() -> None:
    converter = FlvToTs()
    assert not to_ts([(18, 0, b"\2\0\12onMetaData"), (8, 0, b""), (9, 0, b"")], converter)
    assert converter.malformed == 0
