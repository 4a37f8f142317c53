"""FLV files: reading in pieces, limits, writing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.flv import (
    FlvError,
    FlvHeader,
    FlvLimit,
    FlvReader,
    FlvTag,
    TagType,
    write_header,
    write_tag,
)

DATA = Path(__file__).parents[2] / "data" / "media"
HEADER = write_header(has_audio=True, has_video=True)

TAGS = st.lists(
    st.builds(
        FlvTag,
        type_id=st.sampled_from([8, 9, 18]),
        timestamp=st.integers(0, 0xFFFFFFFF),
        payload=st.binary(max_size=100),
    ),
    max_size=8,
)


@given(TAGS, st.integers(1, 64))
def test_round_trip_in_pieces_of_any_size(tags: list[FlvTag], piece: int) -> None:
    data = HEADER + b"".join(write_tag(t.type_id, t.timestamp, t.payload) for t in tags)
    reader, found = FlvReader(), []
    for start in range(0, len(data), piece):
        found += reader.feed(data[start : start + piece])
    reader.finish()
    assert found == tags
    assert reader.header == FlvHeader(has_audio=True, has_video=True)


def test_reads_what_ffmpeg_wrote() -> None:
    data = (DATA / "h264_no_bframes_25_aac_mono.flv").read_bytes()
    reader = FlvReader()
    tags = reader.feed(data)
    reader.finish()
    assert tags[0].type_id == TagType.SCRIPT
    rebuilt = HEADER + b"".join(write_tag(t.type_id, t.timestamp, t.payload) for t in tags)
    assert rebuilt == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GLV", "another format"),
        (b"FLV\x02" + bytes(9), "version 2"),
        (b"FLV\x01\x05\x00\x00\x00\x08" + bytes(4), "a header shorter than itself"),
        (HEADER + b"\x28" + bytes(20), "an encrypted tag"),
    ],
)
def test_refuses_what_is_no_flv(data: bytes, why: str) -> None:
    with pytest.raises(FlvError):
        FlvReader().feed(data)


def test_a_long_header_is_skipped() -> None:
    data = b"FLV\x01\x05\x00\x00\x00\x0b" + b"xx" + bytes(4) + write_tag(8, 7, b"abc")
    assert FlvReader().feed(data) == [FlvTag(8, 7, b"abc")]


def test_a_huge_header_is_a_limit() -> None:
    with pytest.raises(FlvLimit):
        FlvReader().feed(b"FLV\x01\x05\x7f\x00\x00\x00")


def test_an_oversized_tag_is_refused_before_its_bytes_are_kept() -> None:
    reader = FlvReader(max_tag_size=1000)
    with pytest.raises(FlvLimit):
        reader.feed(HEADER + b"\x09\x00\x03\xe9" + bytes(7))


def test_a_tag_beyond_the_format_is_not_written() -> None:
    with pytest.raises(FlvLimit):
        write_tag(9, 0, bytes(1 << 24))


@pytest.mark.parametrize("cut", [1, 5, 12, 20])
def test_the_end_in_the_middle_of_a_tag_is_an_error(cut: int) -> None:
    data = HEADER + write_tag(9, 0, b"0123456789")
    reader = FlvReader()
    reader.feed(data[:-cut])
    with pytest.raises(FlvError):
        reader.finish()


def test_a_wrong_back_pointer_is_forgiven() -> None:
    data = HEADER + write_tag(9, 0, b"a")[:-4] + b"\xff" * 4 + write_tag(9, 1, b"b")
    assert [t.payload for t in FlvReader().feed(data)] == [b"a", b"b"]
