"""PES headers, timestamps and the wrap."""

import pytest

from streamingpro.protocols.mpegts.pes import (
    WRAP,
    PesHeader,
    Unwrapper,
    parse_pes,
    read_timestamp,
    write_timestamp,
)
from tests.protocols.mpegts.build import pes


@pytest.mark.parametrize("value", [0, 1, 90_000, 0x1FFFFFFFF, 0x155555555, 0x0AAAAAAAA])
@pytest.mark.parametrize("prefix", [1, 2, 3])
def test_timestamps_both_ways(prefix: int, value: int) -> None:
    wire = write_timestamp(prefix, value)
    assert len(wire) == 5
    assert read_timestamp(b"x" + wire, 1) == value
    assert wire[0] >> 4 == prefix
    assert wire[0] & wire[2] & wire[4] & 1, "marker bits"


def test_header_with_both_times() -> None:
    found = parse_pes(b"..." + pes(b"payload", 5000, 2000, bounded=True), 3)
    assert found == PesHeader(0xE0, 3 + 19, 7, 5000, 2000)


def test_dts_is_the_pts_where_only_that_is_given() -> None:
    assert parse_pes(pes(b"x", 5000)) == PesHeader(0xE0, 14, None, 5000, 5000)
    assert parse_pes(pes(b"x")) == PesHeader(0xE0, 9, None, None, None)


def test_streams_without_an_optional_header() -> None:
    padding = bytes.fromhex("000001be0004ffffffff")
    assert parse_pes(padding) == PesHeader(0xBE, 6, 4, None, None)


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("no start code", b"\0\0\2" + pes(b"x", 1)[3:]),
        ("cut before the flags", pes(b"x", 1)[:7]),
        ("cut within the header", pes(b"", 1)[:-1]),
        ("MPEG-1", bytes.fromhex("000001e000000fff0000000000")),
        ("nothing", b""),
    ],
)
def test_what_is_no_header(what: str, data: bytes) -> None:
    assert parse_pes(data) is None, what


def test_flags_that_promise_more_than_the_header_holds() -> None:
    lying = bytearray(pes(b"x" * 20, 1))
    lying[7] = 0xC0  # a DTS as well, in a header of 5 bytes
    assert parse_pes(bytes(lying)) == PesHeader(0xE0, 14, None, 1, 1)
    lying[8] = 4
    assert parse_pes(bytes(lying)) == PesHeader(0xE0, 13, None, None, None)


def test_wrap_in_both_directions() -> None:
    unwrapper = Unwrapper()
    assert unwrapper.unwrap(WRAP - 100) == WRAP - 100
    assert unwrapper.unwrap(50) == WRAP + 50, "video has wrapped"
    assert unwrapper.unwrap(WRAP - 20) == WRAP - 20, "audio has not"
    assert unwrapper.near(500) == WRAP + 500
    assert unwrapper.unwrap(60) == WRAP + 60


def test_three_days() -> None:
    unwrapper, step = Unwrapper(), 3600 * 90_000
    times = [unwrapper.unwrap(hour * step % WRAP) for hour in range(72)]
    assert times == [hour * step for hour in range(72)]


def test_before_the_first() -> None:
    unwrapper = Unwrapper()
    unwrapper.unwrap(10)
    assert unwrapper.unwrap(WRAP - 5) == -5
