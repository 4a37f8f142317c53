"""VP8 and VP9: vpcC in both framings and keyframe headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.vpx import (
    VpConfig,
    describe_config,
    describe_vp8_frame,
    describe_vp9_frame,
)
from tests.protocols.codecs.bitwriter import BitWriter

CONFIGS = st.builds(
    VpConfig,
    profile=st.integers(0, 3),
    level=st.integers(0, 62),
    bit_depth=st.sampled_from([8, 10, 12]),
    chroma=st.integers(0, 3),
    full_range=st.booleans(),
    primaries=st.integers(0, 255),
    transfer=st.integers(0, 255),
    matrix=st.integers(0, 255),
)


@given(CONFIGS)
def test_vpcc_with_and_without_its_box_header(config: VpConfig) -> None:
    boxed = config.serialise()
    assert VpConfig.parse(boxed) == config
    assert VpConfig.parse(boxed[4:]) == config


def test_facts() -> None:
    facts = describe_config(VpConfig(2, 41, 10, 1, False, 9, 16, 9).serialise())
    assert (facts.profile, facts.level) == (2, 41)


def vp9(profile: int, size: tuple[int, int], *, rgb: bool = False, shown: bool = False) -> bytes:
    """The start of a VP9 keyframe."""
    out = BitWriter().bits(2, 2).bits(profile & 1, 1).bits(profile >> 1, 1)
    if profile == 3:
        out.bits(0, 1)
    out.bits(shown, 1).bits(0, 1).bits(2, 2).bits(0x498342, 24)
    if profile >= 2:
        out.bits(0, 1)
    out.bits(7 if rgb else 2, 3)
    if not rgb:
        out.bits(0, 1)
    if profile in (1, 3):
        out.bits(0, 1 if rgb else 3)
    return out.bits(size[0] - 1, 16).bits(size[1] - 1, 16).done() + bytes(8)


@given(st.integers(0, 3), st.tuples(st.integers(1, 65536), st.integers(1, 65536)), st.booleans())
def test_vp9_keyframe(profile: int, size: tuple[int, int], rgb: bool) -> None:
    facts = describe_vp9_frame(vp9(profile, size, rgb=rgb))
    assert (facts.width, facts.height, facts.profile) == (*size, profile)


def test_vp9_frame_that_shows_another_tells_nothing() -> None:
    assert describe_vp9_frame(vp9(0, (2, 2), shown=True)).width is None


@given(st.tuples(st.integers(1, 16383), st.integers(1, 16383)), st.integers(0, 3))
def test_vp8_keyframe(size: tuple[int, int], scale: int) -> None:
    sides = b"".join((side | scale << 14).to_bytes(2, "little") for side in size)
    facts = describe_vp8_frame(b"\x10\x02\x00\x9d\x01\x2a" + sides)
    assert (facts.width, facts.height) == size


@pytest.mark.parametrize(
    "data", ["", "1002009d012a", "1102009d012a80026801", "1002009d012b80026801"]
)
def test_malformed_vp8(data: str) -> None:
    with pytest.raises(CodecError):
        describe_vp8_frame(bytes.fromhex(data))


@pytest.mark.parametrize(
    "data", ["", "82498342", "024983420000", "86498342000000", "82498343000000"]
)
def test_malformed_vp9(data: str) -> None:
    with pytest.raises(CodecError):
        describe_vp9_frame(bytes.fromhex(data))


def test_malformed_vpcc() -> None:
    with pytest.raises(CodecError):
        VpConfig.parse(bytes(5))
