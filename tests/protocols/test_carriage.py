"""Which codec goes out by which transport, and what people are told."""

import pytest

from streamingpro.protocols.carriage import Carrier, carries, problem
from streamingpro.protocols.media import Codec, Kind, Track


def tracks(*codecs: Codec) -> list[Track]:
    video = {"H264", "H265", "AV1", "VP9", "VP8", "MPEG-1/2 Video", "Sorenson H263"}
    kinds: list[Kind] = ["video" if codec in video else "audio" for codec in codecs]
    return [
        Track(kind, n, codec) for n, (kind, codec) in enumerate(zip(kinds, codecs, strict=True))
    ]


@pytest.mark.parametrize(
    ("form", "codecs", "words"),
    [
        ("rtmp", [Codec.H264, Codec.MPEG4_AUDIO], None),
        ("mpegts", [Codec.H265, Codec.OPUS], None),
        ("mpegts", [], None),
        ("mpegts", [Codec.SPEEX, Codec.MPEG4_AUDIO, Codec.H264], None),  # one of each is enough
        (
            "rtmp",
            [Codec.MPEG1_VIDEO, Codec.MPEG4_AUDIO],
            "RTMP can't carry MPEG-2 video: let the encoder send H.264 instead.",
        ),
        (
            "mpegts",
            [Codec.VP9, Codec.FLAC],
            "MPEG-TS can't carry VP9: let the encoder send H.264 instead. "
            "MPEG-TS can't carry FLAC: let the encoder send AAC instead.",
        ),
        (
            "fmp4",
            [Codec.H263, Codec.SPEEX, Codec.MPEG1_AUDIO],
            "HLS in fMP4 can't carry Sorenson H.263: let the encoder send H.264 instead.",
        ),
    ],
)
def test_problem(form: Carrier, codecs: list[Codec], words: str | None) -> None:
    assert problem(form, tracks(*codecs)) == words


def test_mp2() -> None:
    """What broadcasters send beside H.264, and RTMP has no place for."""
    mp2 = Track("audio", 1, Codec.MPEG1_AUDIO, profile="Layer 2")
    stream = [*tracks(Codec.H264), mp2]
    assert problem("mpegts", stream) is None
    words = "RTMP can't carry MPEG audio of layer 2: let the encoder send AAC instead."
    assert problem("rtmp", stream) == words
    assert problem("rtmp", [*stream, Track("audio", 2, Codec.AC3)]) is None


@pytest.mark.parametrize("form", ["rtmp", "mpegts", "fmp4"])
def test_everything_that_encoders_send_today_goes_everywhere(form: Carrier) -> None:
    for codec in (Codec.H264, Codec.H265, Codec.AV1, Codec.MPEG4_AUDIO, Codec.OPUS, Codec.AC3):
        assert carries(form, codec)


@pytest.mark.parametrize("codec", list(Codec))
def test_every_codec_has_a_place_somewhere(codec: Codec) -> None:
    assert any(carries(form, codec) for form in ("rtmp", "mpegts", "fmp4"))
