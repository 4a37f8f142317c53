"""Sections, PAT and PMT."""

import pytest

from streamingpro.protocols.mpegts.psi import (
    Pat,
    Pmt,
    PmtStream,
    SectionReader,
    crc32,
    parse_pat,
    parse_pmt,
)
from tests.protocols.mpegts.build import pat_section, pmt_section, section

PAT = pat_section([(0, 0x10), (1, 0x1000), (2, 0x1FFE)], version=3)
LONG = pmt_section([(0x1B, 0x100 + index, b"\x52\x01\x07") for index in range(60)])


def test_crc_of_the_standards_check_value() -> None:
    assert crc32(b"123456789") == 0x0376E6E7  # CRC-32/MPEG-2 in the catalogue of parametrised CRCs
    assert crc32(PAT) == 0


def test_pat() -> None:
    assert parse_pat(PAT) == Pat(3, 0, ((1, 0x1000), (2, 0x1FFE)))


def test_pmt() -> None:
    found = parse_pmt(
        pmt_section(
            [(0x1B, 0x100, b""), (6, 0x101, b"\x0a\x04deu\x00\x05\x04Opus")],
            program=7,
            version=31,
            pcr_pid=0x1FFF,
            descriptors=b"\x05\x04HDMV",
        )
    )
    streams = (
        PmtStream(0x100, 0x1B),
        PmtStream(0x101, 6, ((0x0A, b"deu\0"), (0x05, b"Opus"))),
    )
    assert found == Pmt(7, 31, 0x1FFF, streams, ((0x05, b"HDMV"),))


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("another table", section(2, 1, b"")),
        ("not in force yet", bytes((*PAT[:5], PAT[5] & 0xFE, *PAT[6:]))),
        ("short form", bytes((0, PAT[1] & 0x7F, *PAT[2:]))),
        ("nothing", b""),
    ],
)
def test_what_is_no_pat(what: str, content: bytes) -> None:
    assert parse_pat(content) is None, what


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("descriptors beyond the end", section(2, 1, b"\xe1\x00\xff\xff")),
        (
            "a stream's descriptors beyond it",
            section(2, 1, b"\xe1\x00\xf0\x00\x1b\xe1\x00\xf0\x05"),
        ),
        ("half a stream", section(2, 1, b"\xe1\x00\xf0\x00\x1b\xe1")),
        ("no room for a PCR PID", section(2, 1, b"")),
        ("a PAT", PAT),
    ],
)
def test_what_is_no_pmt(what: str, content: bytes) -> None:
    assert parse_pmt(content) is None, what


def test_a_descriptor_that_overruns_is_left_out() -> None:
    found = parse_pmt(pmt_section([(6, 0x100, b"\x0a\x04deu\x00\x05\x09Opus")]))
    assert found is not None
    assert found.streams[0].descriptors == ((0x0A, b"deu\0"),)


def test_section_over_several_packets() -> None:
    reader = SectionReader()
    parts = [LONG[pos : pos + 184] for pos in range(183, len(LONG), 184)]
    assert reader.feed(b"\0" + LONG[:183], True) == []
    found = [reader.feed(part, False) for part in parts]
    assert found[-1] == [LONG]
    assert not any(found[:-1])


def test_pointer_field_joins_the_end_of_one_section_and_the_next() -> None:
    reader = SectionReader()
    reader.feed(b"\0" + LONG[:400], True)
    rest = LONG[400:]
    assert reader.feed(bytes((len(rest),)) + rest + PAT + b"\xff" * 9, True) == [LONG, PAT]


def test_wrong_crc_is_counted_and_left_out() -> None:
    reader = SectionReader()
    damaged = PAT[:-6] + bytes((PAT[-6] ^ 1,)) + PAT[-5:]
    assert reader.feed(b"\0" + damaged + PAT, True) == [PAT]
    assert reader.errors == 1


@pytest.mark.parametrize(
    ("what", "payload"),
    [
        ("empty", b""),
        ("pointer beyond the end", b"\xff" + PAT),
        ("longer than any table", b"\0\0\xbf\xff" + bytes(180)),
        ("stuffing", b"\0" + b"\xff" * 183),
    ],
)
def test_no_section_and_nothing_kept(what: str, payload: bytes) -> None:
    reader = SectionReader()
    assert reader.feed(payload, True) == [], what
    assert reader.feed(PAT, False) == [], "nothing was begun"


def test_a_lost_packet_ends_what_was_begun() -> None:
    reader = SectionReader()
    reader.feed(b"\0" + LONG[:183], True)
    reader.reset()
    assert reader.feed(LONG[183:], False) == []
