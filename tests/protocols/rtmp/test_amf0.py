import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamingpro.protocols.rtmp import amf0
from streamingpro.protocols.rtmp.amf0 import (
    UNDEFINED,
    UNSUPPORTED,
    Date,
    EcmaArray,
    Reference,
    TypedObject,
    XmlDocument,
)
from streamingpro.protocols.rtmp.errors import AmfError, LimitExceeded, LocalError
from streamingpro.protocols.rtmp.limits import Limits

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
KEYS = TEXT.filter(bool)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    TEXT,
    st.sampled_from([UNDEFINED, UNSUPPORTED]),
    st.builds(Date, st.floats(allow_nan=False), st.integers(-720, 720)),
    st.builds(XmlDocument, TEXT),
    st.builds(Reference, st.integers(0, 65535)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4).map(EcmaArray),
        st.builds(TypedObject, TEXT, st.dictionaries(KEYS, inner, max_size=4)),
    ),
    max_leaves=12,
)


def shape(value: object) -> object:
    """Types too: a dict and an EcmaArray of the same members are equal to Python."""
    if isinstance(value, dict):
        return type(value), {k: shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(v) for v in value]
    return type(value), value


@settings(deadline=None)
@given(st.lists(VALUES, max_size=4))
def test_round_trip(values: list[object]) -> None:
    found = amf0.decode(amf0.encode(*values))
    assert found == values
    assert [shape(v) for v in found] == [shape(v) for v in values]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_decode_or_raise_typed(data: bytes) -> None:
    try:
        amf0.decode(data)
    except (AmfError, LimitExceeded):
        pass


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3), st.data())
def test_truncation_is_an_error_or_fewer_values(values: list[object], data: st.DataObject) -> None:
    body = amf0.encode(*values)
    end = data.draw(st.integers(0, len(body) - 1))
    try:
        assert len(amf0.decode(body[:end])) <= len(values)
    except AmfError:
        pass


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("00 3ff8000000000000", 1.5),
        ("01 01", True),
        ("01 02", True),
        ("02 0003 616263", "abc"),
        ("02 0001 e9", "\ufffd"),
        ("03 0001 61 05 000009", {"a": None}),
        ("05", None),
        ("06", UNDEFINED),
        ("07 0003", Reference(3)),
        ("08 00000000 0001 61 0101 000009", EcmaArray(a=True)),
        ("08 00000001 0001 61 0101", EcmaArray(a=True)),
        ("0a 00000002 05 06", [None, UNDEFINED]),
        ("0b 4059000000000000 ffc4", Date(100.0, -60)),
        ("0c 00000001 61", "a"),
        ("0d", UNSUPPORTED),
        ("0f 00000004 3c612f3e", XmlDocument("<a/>")),
        ("10 0001 54 0001 61 05 000009", TypedObject("T", {"a": None})),
    ],
)
def test_every_type(wire: str, value: object) -> None:
    assert amf0.decode(bytes.fromhex(wire)) == [value]


@pytest.mark.parametrize("wire", ["04", "0e", "11 04 01", "12", "ff", "00 00", "03 0001 61 05"])
def test_refused(wire: str) -> None:
    with pytest.raises(AmfError):
        amf0.decode(bytes.fromhex(wire))


@pytest.mark.parametrize(
    "data",
    [
        b"\x0a\x00\x00\x00\x01" * 1000,
        b"\x03\x00\x01a" * 1000,
        b"\x05" * 5000,
        b"\x0a\xff\xff\xff\xff",
        b"\x0c\xff\xff\xff\xff",
        b"\x0a\x00\x00\x10\x00" + b"\x05" * 4097,
    ],
    ids=["deep arrays", "deep objects", "many", "huge array", "huge string", "full array"],
)
def test_limits(data: bytes) -> None:
    with pytest.raises(LimitExceeded):
        amf0.decode(data)


def test_string_limit_is_configurable() -> None:
    with pytest.raises(LimitExceeded):
        amf0.decode(amf0.encode("abcd"), Limits(amf_max_string=3))


def test_long_strings_and_numbers_that_python_has_and_amf_has_not() -> None:
    assert amf0.encode("a" * 65536)[:1] == b"\x0c"
    assert amf0.decode(amf0.encode(7)) == [7.0]
    assert math.isnan(amf0.decode(amf0.encode(math.nan))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [object(), {1: 2}, {"k" * 70000: 1}, b"bytes"])
def test_what_cannot_be_encoded(value: object) -> None:
    with pytest.raises(LocalError):
        amf0.encode(value)


def test_encoding_a_cycle_is_an_error() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(LocalError):
        amf0.encode(cycle)
