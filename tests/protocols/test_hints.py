"""onMetaData and the legacy sound flags as sources of facts."""

import math

import pytest

from streamingpro.protocols.codecs import Facts
from streamingpro.protocols.flv import parse_audio
from streamingpro.protocols.hints import metadata_facts, sound_facts

OBS = {
    "width": 1920.0,
    "height": 1080.0,
    "framerate": 60.0,
    "audiosamplerate": 48000.0,
    "audiochannels": 2.0,
    "stereo": True,
}


def test_metadata_of_an_encoder() -> None:
    assert metadata_facts(OBS, "video", 0) == Facts(width=1920, height=1080, fps=60.0)
    assert metadata_facts(OBS, "audio", 0) == Facts(sample_rate=48000, channels=2)


def test_metadata_is_about_track_0_unless_it_says_so() -> None:
    values = {**OBS, "videoTrackIdInfoMap": {"1": {"width": 640.0, "height": 360.0}}}
    assert metadata_facts(values, "video", 1) == Facts(width=640, height=360)
    assert metadata_facts(values, "video", 2) == Facts()
    assert metadata_facts(values, "video", 0).width == 1920


@pytest.mark.parametrize(
    "value", ["", "x", True, None, -1.0, 0.0, 1e9, math.nan, math.inf, [], {}, 10**400]
)
def test_nonsense_is_ignored(value: object) -> None:
    values = dict.fromkeys(
        ("width", "height", "framerate", "audiosamplerate", "audiochannels", "audioTrackIdInfoMap"),
        value,
    )
    assert metadata_facts(values, "video", 0) == Facts()
    assert metadata_facts(values, "audio", 0) == Facts()


def test_numbers_as_text_and_the_stereo_flag() -> None:
    assert metadata_facts({"framerate": "29.97"}, "video", 0).fps == 29.97
    assert metadata_facts({"stereo": False}, "audio", 0).channels == 1


@pytest.mark.parametrize(
    ("first", "facts"),
    [
        (0x2F, Facts(sample_rate=44100, channels=2)),
        (0x2A, Facts(sample_rate=22050, channels=1)),
        (0x3C, Facts(sample_rate=44100, channels=1, bit_depth=8)),
        (0x72, Facts(sample_rate=8000, channels=1)),
        (0xB7, Facts(sample_rate=16000, channels=1)),
        (0xE2, Facts(sample_rate=8000, channels=1)),
        (0xAF, Facts()),
        (0xFF, Facts()),
    ],
)
def test_sound_flags(first: int, facts: Facts) -> None:
    assert sound_facts(parse_audio(bytes((first, 1, 0)))) == facts
