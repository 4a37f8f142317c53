"""NAL units between start codes and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.annexb import (
    MAX_UNITS,
    join_annexb,
    join_lengths,
    split_annexb,
    split_lengths,
)

UNIT = st.binary(min_size=1, max_size=60).map(lambda data: data.replace(b"\0\0", b"\0\3") + b"\x80")
"""No start code within, and no zero at the end, as the standard has it."""


@pytest.mark.parametrize(
    ("wire", "units"),
    [
        ("", []),
        ("6588", []),  # no start code at all
        ("00000001 6588", ["6588"]),
        ("000001 6588 000001 41", ["6588", "41"]),
        ("00000001 09f0 000001 6588 00000001 41", ["09f0", "6588", "41"]),
        ("ffee 000001 6588", ["6588"]),  # something before the first
        ("000001 6588 00000000", ["6588"]),  # trailing zeros
        ("000001 000001 6588 000001", ["6588"]),  # empty units
        ("000001 6500000388", ["6500000388"]),
    ],
)
def test_split_annexb(wire: str, units: list[str]) -> None:
    assert [bytes(unit).hex() for unit in split_annexb(bytes.fromhex(wire))] == units


@given(st.lists(UNIT, max_size=8))
def test_there_and_back(units: list[bytes]) -> None:
    assert [bytes(unit) for unit in split_annexb(join_annexb(units))] == units
    assert [bytes(unit) for unit in split_lengths(join_lengths(units))] == units


@pytest.mark.parametrize("length_size", [1, 2, 4])
def test_lengths_of_other_sizes(length_size: int) -> None:
    wire = b"".join(len(u).to_bytes(length_size, "big") + u for u in (b"abc", b"", b"d"))
    assert [bytes(unit) for unit in split_lengths(wire, length_size)] == [b"abc", b"d"]


@pytest.mark.parametrize("wire", ["00000003 6588", "000000", "00000001 65 0000", "ffffffff 65"])
def test_lengths_that_do_not_fit(wire: str) -> None:
    with pytest.raises(CodecError):
        split_lengths(bytes.fromhex(wire))


def test_no_picture_has_so_many_units() -> None:
    with pytest.raises(CodecError):
        split_annexb(b"\0\0\1\x41" * (MAX_UNITS + 1))
    with pytest.raises(CodecError):
        split_lengths(b"\0\0\0\1\x41" * (MAX_UNITS + 1))
