"""H.264: parameter sets built by hand over the whole range of sizes, and the avcC record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.h264 import AvcConfig, Sps, describe_config
from tests.protocols.codecs.bitwriter import BitWriter, escape


def sps(
    *,
    profile: int = 100,
    chroma: int = 1,
    mbs: tuple[int, int] = (120, 68),
    field: bool = False,
    crop: tuple[int, int, int, int] | None = None,
    tick: tuple[int, int] | None = None,
    order: int = 0,
) -> bytes:
    """A parameter set; `tick` is (num_units_in_tick, time_scale)."""
    out = BitWriter().bits(0x67, 8).bits(profile, 8).bits(0, 8).bits(41, 8).ue(0)
    if profile == 100:
        out.ue(chroma)
        if chroma == 3:
            out.bits(0, 1)
        out.ue(0, 0).bits(0, 1).bits(1, 1)  # depths, no bypass, scaling matrix present
        for index in range(12 if chroma == 3 else 8):
            if index:
                out.bits(0, 1)
            else:
                out.bits(1, 1).se(-8)  # the first list falls back at once
    out.ue(0, order)
    if order == 0:
        out.ue(2)
    elif order == 1:
        out.bits(1, 1).se(-3, 5).ue(2).se(1, -1)
    out.ue(4).bits(0, 1).ue(mbs[0] - 1, mbs[1] - 1).bits(not field, 1)
    if field:
        out.bits(1, 1)
    out.bits(1, 1)
    out.bits(crop is not None, 1).ue(*(crop or ()))
    out.bits(tick is not None, 1)
    if tick:
        out.bits(1, 1).bits(255, 8).bits(4, 16).bits(3, 16)  # an explicit pixel shape
        out.bits(1, 1).bits(0, 1)  # overscan
        out.bits(1, 1).bits(5, 3).bits(0, 1).bits(1, 1).bits(0x010101, 24)  # colours
        out.bits(1, 1).ue(0, 0)  # chroma location
        out.bits(1, 1).bits(tick[0], 32).bits(tick[1], 32).bits(1, 1)
    return escape(out.done())


@given(
    mbs=st.tuples(st.integers(2, 512), st.integers(2, 512)),
    crop=st.none() | st.tuples(*[st.integers(0, 3)] * 4),
    chroma=st.integers(0, 3),
    field=st.booleans(),
    order=st.integers(0, 2),
)
def test_sizes(
    mbs: tuple[int, int],
    crop: tuple[int, int, int, int] | None,
    chroma: int,
    field: bool,
    order: int,
) -> None:
    found = Sps.parse(sps(mbs=mbs, crop=crop, chroma=chroma, field=field, order=order))
    left, right, top, bottom = crop or (0, 0, 0, 0)
    unit_x = {0: 1, 1: 2, 2: 2, 3: 1}[chroma]
    unit_y = {0: 1, 1: 2, 2: 1, 3: 1}[chroma] * (2 if field else 1)
    assert found.width == mbs[0] * 16 - unit_x * (left + right)
    assert found.height == mbs[1] * 16 * (2 if field else 1) - unit_y * (top + bottom)
    assert (found.interlaced, found.chroma_format_idc) == (field, chroma)


@pytest.mark.parametrize(
    ("tick", "fps"),
    [
        ((1, 60), 30.0),
        ((1001, 60000), 29.97),
        ((1001, 48000), 23.976),
        ((1, 50), 25.0),
        ((0, 50), None),
        ((1, 0), None),
        ((1, 0xFFFFFFFF), None),
        (None, None),
    ],
)
def test_rate_from_the_vui(tick: tuple[int, int] | None, fps: float | None) -> None:
    assert Sps.parse(sps(tick=tick)).fps == fps


def test_baseline_has_no_chroma_fields() -> None:
    facts = Sps.parse(sps(profile=66, crop=(0, 0, 0, 4))).facts()
    assert (facts.profile, facts.level, facts.width, facts.height) == (
        "Baseline",
        "4.1",
        1920,
        1080,
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x67",
        b"\x68\x64\x00\x28\xac",
        sps()[:9],
        sps(mbs=(1, 1), crop=(4, 4, 0, 0)),
        sps(mbs=(5000, 10)),
        sps(mbs=(10, 5000)),
        bytes.fromhex("6742001e") + bytes(60),
    ],
    ids=["empty", "one byte", "a PPS", "cut", "cropped away", "too wide", "too high", "zeros"],
)
def test_malformed_parameter_sets(data: bytes) -> None:
    with pytest.raises(CodecError):
        Sps.parse(data)


UNITS = st.lists(st.binary(max_size=40), max_size=4).map(tuple)


@given(
    st.builds(
        AvcConfig,
        profile=st.integers(0, 255),
        compatibility=st.integers(0, 255),
        level=st.integers(0, 255),
        length_size=st.integers(1, 4),
        sps=UNITS,
        pps=UNITS,
        extension=st.binary(max_size=8),
    )
)
def test_avcc_round_trip(config: AvcConfig) -> None:
    assert AvcConfig.parse(config.serialise()) == config


@pytest.mark.parametrize("data", ["", "01640028ff", "0064 0028 ffe0 00", "01640028ffe1 0009 67"])
def test_malformed_avcc(data: str) -> None:
    with pytest.raises(CodecError):
        AvcConfig.parse(bytes.fromhex(data))


def test_avcc_without_parameter_sets_says_nothing() -> None:
    config = AvcConfig(100, 0, 40, 4, (), ())
    assert describe_config(config.serialise()).width is None
