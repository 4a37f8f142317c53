"""H.265: parameter sets built by hand with every part that stands before the VUI, and hvcC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.h265 import HevcConfig, describe_config
from streamingpro.protocols.codecs.h265_sps import Sps
from tests.protocols.codecs.bitwriter import BitWriter, escape

TICK = (1001, 30000)


def sps(
    *,
    size: tuple[int, int] = (1920, 1088),
    crop: tuple[int, int, int, int] | None = (0, 0, 0, 4),
    chroma: int = 1,
    sub_layers: int = 0,
    scaling: bool = False,
    pcm: bool = False,
    references: tuple[tuple[int, int] | None, ...] = (),
    long_term: int | None = None,
    tick: tuple[int, int] | None = TICK,
) -> bytes:
    """A parameter set. A reference set is (negative, positive), or None for a predicted one."""
    out = BitWriter().bits(0x4201, 16).bits(0, 4).bits(sub_layers, 3).bits(1, 1)
    out.bits(0, 2).bits(0, 1).bits(1, 5).bits(0x60000000, 32).bits(0, 48).bits(123, 8)
    out.bits((1 << 2 * sub_layers) - 1, 2 * sub_layers)  # all present
    if sub_layers:
        out.bits(0, 2 * (8 - sub_layers))
        for _ in range(sub_layers):
            out.bits(0, 88).bits(90, 8)
    out.ue(0, chroma)
    if chroma == 3:
        out.bits(0, 1)
    out.ue(*size).bits(crop is not None, 1).ue(*(crop or ()))
    out.ue(0, 0, 4).bits(1, 1)  # depths, order count bits, ordering info for all layers
    for _ in range(sub_layers + 1):
        out.ue(4, 2, 0)
    out.ue(0, 3, 0, 3, 0, 0)
    _lists(out, scaling)
    out.bits(3, 2).bits(pcm, 1)
    if pcm:
        out.bits(0x77, 8).ue(0, 2).bits(1, 1)
    _references(out, references)
    out.bits(long_term is not None, 1)
    if long_term is not None:
        out.ue(long_term).bits(0, 9 * long_term)
    out.bits(3, 2).bits(tick is not None, 1)
    if tick:
        out.bits(1, 1).bits(255, 8).bits(1, 16).bits(1, 16)
        out.bits(1, 1).bits(1, 1)
        out.bits(1, 1).bits(5, 3).bits(0, 1).bits(1, 1).bits(0x090910, 24)
        out.bits(1, 1).ue(2, 2).bits(0, 3).bits(1, 1).ue(0, 0, 0, 0)
        out.bits(1, 1).bits(tick[0], 32).bits(tick[1], 32)
    return escape(out.done())


def _lists(out: BitWriter, scaling: bool) -> None:
    out.bits(scaling, 1)
    if not scaling:
        return
    out.bits(1, 1)
    for size in range(4):
        for matrix in range(2 if size == 3 else 6):
            if matrix == 0:
                out.bits(1, 1)
                if size > 1:
                    out.se(8)
                out.se(*[1, -1] * (min(64, 1 << 4 + 2 * size) // 2))
            else:
                out.bits(0, 1).ue(1)


def _references(out: BitWriter, references: tuple[tuple[int, int] | None, ...]) -> None:
    out.ue(len(references))
    pictures = 0
    for index, reference in enumerate(references):
        if index:
            out.bits(reference is None, 1)
        if reference is None:
            out.bits(0, 1).ue(0)
            for _ in range(pictures):
                out.bits(1, 1)  # used by the current picture
            out.bits(0, 1).bits(0, 1)  # neither used nor a difference
            continue
        pictures = sum(reference)
        out.ue(*reference)
        for _ in range(pictures):
            out.ue(0).bits(1, 1)


@given(
    size=st.tuples(st.integers(16, 8192), st.integers(16, 8192)),
    crop=st.none() | st.tuples(*[st.integers(0, 3)] * 4),
    chroma=st.integers(0, 3),
    sub_layers=st.integers(0, 6),
    scaling=st.booleans(),
    pcm=st.booleans(),
    references=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)) | st.none(), max_size=6),
    long_term=st.none() | st.integers(0, 32),
)
def test_size_and_rate_behind_any_options(
    size: tuple[int, int],
    crop: tuple[int, int, int, int] | None,
    chroma: int,
    sub_layers: int,
    scaling: bool,
    pcm: bool,
    references: list[tuple[int, int] | None],
    long_term: int | None,
) -> None:
    if references and references[0] is None:
        references[0] = (1, 1)
    nal = sps(
        size=size,
        crop=crop,
        chroma=chroma,
        sub_layers=sub_layers,
        scaling=scaling,
        pcm=pcm,
        references=tuple(references),
        long_term=long_term,
    )
    found = Sps.parse(nal)
    left, right, top, bottom = crop or (0, 0, 0, 0)
    unit_x, unit_y = {0: (1, 1), 1: (2, 2), 2: (2, 1), 3: (1, 1)}[chroma]
    assert found.width == size[0] - unit_x * (left + right)
    assert found.height == size[1] - unit_y * (top + bottom)
    assert (found.fps, found.level_idc, found.profile_idc) == (29.97, 123, 1)


def record(*units: bytes) -> bytes:
    """An hvcC record of one SPS array."""
    general = bytes.fromhex("2160000000b0000000000078f000fcfdf8f8")
    return HevcConfig(general, b"\0\0\x0f", ((0xA1, units),)).serialise()


def test_config() -> None:
    facts = describe_config(record(sps()))
    assert (facts.width, facts.height, facts.profile, facts.level) == (1920, 1080, "Main", "4.1")
    assert HevcConfig.parse(record(sps())).length_size == 4


def test_config_without_parameter_sets_tells_profile_and_level() -> None:
    facts = describe_config(record())
    assert (facts.width, facts.profile, facts.level) == (None, "Main", "4")


@given(
    st.builds(
        HevcConfig,
        general=st.binary(min_size=18, max_size=18),
        timing=st.binary(min_size=3, max_size=3),
        arrays=st.lists(
            st.tuples(st.integers(0, 255), st.lists(st.binary(max_size=30), max_size=3).map(tuple)),
            max_size=4,
        ).map(tuple),
    )
)
def test_hvcc_round_trip(config: HevcConfig) -> None:
    assert HevcConfig.parse(config.serialise()) == config


@pytest.mark.parametrize(
    "data",
    [b"", b"\x05" + bytes(22), record(sps())[:-1], record(sps())[:24], bytes(22) + b"\x01"],
    ids=["empty", "version 5", "cut in a unit", "cut in an array", "no array"],
)
def test_malformed_hvcc(data: bytes) -> None:
    with pytest.raises(CodecError):
        HevcConfig.parse(data)


@pytest.mark.parametrize(
    "nal",
    [
        b"\x42\x01",
        b"\x44\x01\x01\x01",
        sps()[:20],
        sps(size=(70000, 16)),
        sps(references=((9, 9),)),
    ],
    ids=["cut", "a PPS", "cut later", "too wide", "too many references"],
)
def test_malformed_parameter_sets(nal: bytes) -> None:
    with pytest.raises(CodecError):
        Sps.parse(nal)
