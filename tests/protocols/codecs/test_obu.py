"""OBUs as units, with start codes and without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.obu import add_start_codes, split_obus, write_leb128


@pytest.mark.parametrize(
    ("wire", "units"),
    [
        ("", []),
        ("1200 0a01ff", [(2, "1200"), (1, "0a01ff")]),
        ("1600 00 3203aabbcc", [(2, "160000"), (6, "3203aabbcc")]),  # with an extension byte
        ("1200 30aabbcc", [(2, "1200"), (6, "3203aabbcc")]),  # the last one without a size
        ("32 8001 " + "aa" * 128, [(6, "328001" + "aa" * 128)]),
    ],
)
def test_split(wire: str, units: list[tuple[int, str]]) -> None:
    found = split_obus(bytes.fromhex(wire))
    assert [(kind, bytes(data).hex()) for kind, data in found] == units


@pytest.mark.parametrize("wire", ["8a00", "3205aa", "32", "16", "32ffffffffffffffffff", "0aff"])
def test_what_does_not_fit(wire: str) -> None:
    with pytest.raises(CodecError):
        split_obus(bytes.fromhex(wire))


@pytest.mark.parametrize("value", [0, 127, 128, 300, 1 << 20, (1 << 32) - 1])
def test_sizes(value: int) -> None:
    unit = b"\x32" + write_leb128(value)
    if value < 1000:
        assert bytes(split_obus(unit + bytes(value))[0][1]) == unit + bytes(value)
    else:
        with pytest.raises(CodecError):
            split_obus(unit)


@pytest.mark.parametrize(
    ("unit", "wire"),
    [
        ("3203000001", "320300000301"),
        ("320400000000", "32040000030000"),
        ("3203000004", "3203000004"),
        ("32030000", "32030000"),
    ],
)
def test_emulation_prevention(unit: str, wire: str) -> None:
    assert add_start_codes([bytes.fromhex(unit)]).hex() == "000001" + wire


@given(st.lists(st.sampled_from([b"\0", b"\1", b"\3", b"\4", b"\0\0"]), max_size=30))
def test_no_start_code_is_left_within(parts: list[bytes]) -> None:
    body = b"\x32" + b"".join(parts) + b"\x80"
    wire = add_start_codes([body])[3:]
    assert b"\0\0\0" not in wire
    assert b"\0\0\1" not in wire
    assert b"\0\0\2" not in wire
    assert wire.replace(b"\0\0\3", b"\0\0") == body
