"""The bit reader: values, bounds, emulation prevention."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs.bits import MAX_HEADER, BitReader, unescape
from streamingpro.protocols.codecs.errors import CodecError
from tests.protocols.codecs.bitwriter import BitWriter, escape


@given(
    st.lists(
        st.integers(0, 32).flatmap(lambda n: st.tuples(st.integers(0, (1 << n) - 1), st.just(n)))
    )
)
def test_fixed_width_round_trip(fields: list[tuple[int, int]]) -> None:
    writer = BitWriter()
    for value, count in fields:
        writer.bits(value, count)
    reader = BitReader(writer.done())
    assert [reader.bits(count) for _, count in fields] == [value for value, _ in fields]


@given(st.lists(st.integers(0, 2**32 - 2)))
def test_unsigned_exp_golomb_round_trip(values: list[int]) -> None:
    reader = BitReader(BitWriter().ue(*values).done())
    assert [reader.ue() for _ in values] == values


@given(st.lists(st.integers(-(2**31) + 1, 2**31 - 1)))
def test_signed_exp_golomb_round_trip(values: list[int]) -> None:
    reader = BitReader(BitWriter().se(*values).done())
    assert [reader.se() for _ in values] == values


@given(st.binary(max_size=200))
def test_unescape_undoes_escape(data: bytes) -> None:
    assert unescape(escape(data)) == data


def test_the_end_is_an_error() -> None:
    reader = BitReader(b"\xff")
    reader.bits(8)
    for read in (lambda: reader.bits(1), lambda: reader.skip(1), reader.flag, reader.ue):
        with pytest.raises(CodecError):
            read()


@pytest.mark.parametrize("data", [b"", bytes(4), bytes(5), bytes(100), b"\0\0\0\0\xff"])
def test_an_endless_exp_golomb_number_is_an_error(data: bytes) -> None:
    with pytest.raises(CodecError):
        BitReader(data).ue()


def test_huge_headers_are_refused() -> None:
    with pytest.raises(CodecError):
        BitReader(bytes(MAX_HEADER + 1))
    with pytest.raises(CodecError):
        unescape(bytes(MAX_HEADER + 1))
