"""The order of default and custom outputs, and the ids of the default ones."""

from datetime import UTC, datetime

import pytest

from streamingpro.control.compat.defaults import (
    DefaultSalida,
    arranged,
    defaults_of,
    moved,
    parse_default_id,
)
from streamingpro.control.compat.model import CompatSalida
from streamingpro.control.compat.schemas import old_name
from streamingpro.control.inputs.model import Input
from streamingpro.control.outputs.model import Output

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEM = Input(id="in-1", name="A", path="a", created_at=NOW, updated_at=NOW)


def default(protocolo: str, position: int) -> DefaultSalida:
    return DefaultSalida("in-1", protocolo, "x", True, position, NOW, NOW)


def test_before_anybody_moves_them_they_stand_first() -> None:
    outputs = [Output(id="a"), Output(id="b")]
    whole = arranged(defaults_of(ITEM, {}), outputs)
    assert [one.id for one in whole] == ["in-1-srt", "in-1-rtmp", "in-1-hls", "a", "b"]


@pytest.mark.parametrize(
    ("places", "outputs", "expected"),
    [
        ((4, 0, 2), "ab", "rtmp a hls b srt"),
        ((0, 1, 2), "", "srt rtmp hls"),
        ((9, 8, 7), "a", "a hls rtmp srt"),  # outputs were deleted since
        ((1, 1, 1), "ab", "a hls rtmp srt b"),
    ],
)
def test_each_default_is_where_its_position_says(
    places: tuple[int, int, int], outputs: str, expected: str
) -> None:
    defaults = [
        default(name, place) for name, place in zip(("SRT", "RTMP", "HLS"), places, strict=True)
    ]
    whole = arranged(defaults, [Output(id=one) for one in outputs])
    assert [one.id.removeprefix("in-1-") for one in whole] == expected.split()


def test_a_row_says_what_was_changed() -> None:
    row = CompatSalida(
        input_id="in-1",
        protocolo="HLS",
        nombre="Web",
        habilitada=False,
        position=0,
        segment_duration=6,
        updated_at=NOW,
    )
    srt, _, hls = defaults_of(ITEM, {"HLS": row})
    assert (hls.nombre, hls.habilitada, hls.segment_duration) == ("Web", False, 6)
    assert (srt.nombre, srt.habilitada, srt.segment_duration) == ("SRT Pull", True, None)


@pytest.mark.parametrize("protocolo", ["SRT", "RTMP", "HLS"])
def test_ids_lead_back_to_input_and_protocol(protocolo: str) -> None:
    assert parse_default_id(default(protocolo, 0).id) == ("in-1", protocolo)


@pytest.mark.parametrize("text", ["", "-hls", "hls", "in-1", "in-1-HLS", "in-1-webrtc", "in-1-"])
def test_other_ids_are_no_default_outputs(text: str) -> None:
    assert parse_default_id(text) is None


@pytest.mark.parametrize(("position", "expected"), [(0, "cab"), (1, "acb"), (9, "abc")])
def test_moving_one(position: int, expected: str) -> None:
    assert moved("abc", "c", position) == list(expected)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("clave_stream_rtmp", "claveStreamRTMP"),
        ("stream_id_srt", "streamIdSRT"),
        ("puerto_srt", "puertoSRT"),
        ("url_destino", "urlDestino"),
        ("id", "id"),
    ],
)
def test_names(ours: str, theirs: str) -> None:
    assert old_name(ours) == theirs
