"""Codecs that a wire form has no place for: named where they would be lost, and nowhere else."""

import asyncio

import pytest

from streamingpro.engine.hub import Stream
from streamingpro.engine.units import WireForm
from tests.engine.hub.media import items, publish


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vp09_profile0.flv", "MPEG-TS can't carry VP9: let the encoder send H.264 instead."),
        ("fLaC_24bit.flv", "MPEG-TS can't carry FLAC: let the encoder send AAC instead."),
        ("h264_no_bframes_25_aac_mono.flv", None),
    ],
)
async def test_only_the_other_form_can_lack_a_codec(name: str, words: str | None) -> None:
    stream = Stream(asyncio.get_running_loop(), name="show")
    stream.begin(WireForm.RTMP)
    await publish(stream, items(name))
    assert stream.carriage_problem(WireForm.MPEGTS) == words
    assert stream.carriage_problem(WireForm.RTMP) is None
