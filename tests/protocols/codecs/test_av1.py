"""AV1: sequence headers built by hand, OBU framing, av1C."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs.av1 import (
    Av1Config,
    SequenceHeader,
    describe_config,
    describe_frame,
    obus,
)
from streamingpro.protocols.codecs.errors import CodecError
from tests.protocols.codecs.bitwriter import BitWriter


def header(
    *,
    size: tuple[int, int] = (1920, 1080),
    timing: tuple[int, int] | None = None,
    model: bool = False,
    display_delay: bool = False,
    points: int = 1,
    level: int = 9,
) -> bytes:
    """A sequence header's payload; `timing` is (units, scale) of evenly spaced pictures."""
    out = BitWriter().bits(0, 3).bits(0, 1).bits(0, 1).bits(timing is not None, 1)
    if timing:
        out.bits(timing[0], 32).bits(timing[1], 32).bits(1, 1).ue(0).bits(model, 1)
        if model:
            out.bits(9, 5).bits(1, 32).bits(3, 5).bits(3, 5)
    out.bits(display_delay, 1).bits(points - 1, 5)
    for _ in range(points):
        out.bits(0, 12).bits(level, 5)
        if level > 7:
            out.bits(1, 1)
        if timing and model:
            out.bits(1, 1).bits(0, 21)
        if display_delay:
            out.bits(1, 1).bits(9, 4)
    return out.bits(15, 4).bits(15, 4).bits(size[0] - 1, 16).bits(size[1] - 1, 16).done()


def obu(kind: int, payload: bytes, *, sized: bool = True) -> bytes:
    """One OBU, small enough for a size of one byte."""
    return bytes([kind << 3 | sized << 1]) + (bytes([len(payload)]) if sized else b"") + payload


@given(
    st.tuples(st.integers(1, 65536), st.integers(1, 65536)),
    st.booleans(),
    st.booleans(),
    st.integers(1, 32),
    st.sampled_from([4, 9]),
)
def test_size_behind_any_options(
    size: tuple[int, int], model: bool, delay: bool, points: int, level: int
) -> None:
    data = header(
        size=size,
        timing=(1001, 60000),
        model=model,
        display_delay=delay,
        points=points,
        level=level,
    )
    found = SequenceHeader.parse(data)
    assert (found.width, found.height, found.fps) == (*size, 59.94)
    assert (found.level, found.tier) == (level, 1 if level > 7 else 0)


def test_config_with_a_sequence_header() -> None:
    facts = describe_config(Av1Config(0, 9, 0, 0x0C, 0, obu(1, header())).serialise())
    assert (facts.width, facts.height, facts.profile, facts.level) == (1920, 1080, 0, 9)


def test_config_alone_tells_profile_and_level() -> None:
    facts = describe_config(Av1Config(1, 8, 1, 0, 0, b"").serialise())
    assert (facts.width, facts.profile, facts.level, facts.tier) == (None, 1, 8, 1)


def test_keyframe_tells_the_size() -> None:
    unit = obu(2, b"") + obu(1, header(size=(640, 360))) + obu(6, bytes(50), sized=False)
    assert describe_frame(unit).width == 640
    assert describe_frame(obu(6, bytes(50)) + obu(1, header())).width is None


@given(st.binary(min_size=0, max_size=60))
def test_av1c_round_trip(data: bytes) -> None:
    config = Av1Config(2, 31, 1, 0x7F, 0x10, data)
    assert Av1Config.parse(config.serialise()) == config


@pytest.mark.parametrize("data", ["", "8100", "01000000", "00 00 00 00"])
def test_malformed_av1c(data: str) -> None:
    with pytest.raises(CodecError):
        Av1Config.parse(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["8a00", "0a05 00", "0a ffffffffffffffff", "0e"])
def test_malformed_obus(data: str) -> None:
    with pytest.raises(CodecError):
        list(obus(bytes.fromhex(data)))


def test_endless_obus_end() -> None:
    assert len(list(obus(b"\x12\x00" * 100_000))) == 64
