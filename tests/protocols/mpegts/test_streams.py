"""Which codec an entry of the PMT means."""

import pytest

from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.psi import PmtStream
from streamingpro.protocols.mpegts.streams import Form, identify


def of(stream_type: int, *descriptors: tuple[int, bytes]) -> PmtStream:
    return PmtStream(0x100, stream_type, descriptors)


@pytest.mark.parametrize(
    ("stream", "kind", "codec"),
    [
        (of(0x01), "video", Codec.MPEG1_VIDEO),
        (of(0x02), "video", Codec.MPEG1_VIDEO),
        (of(0x10), "video", Codec.MPEG4_VIDEO),
        (of(0x1B), "video", Codec.H264),
        (of(0x24), "video", Codec.H265),
        (of(0x33), "video", Codec.H266),
        (of(0x06, (5, b"AV01"), (0x80, b"\x81\x08\x0c\x00")), "video", Codec.AV1),
        (of(0x06, (5, b"HEVC")), "video", Codec.H265),
        (of(0x03), "audio", Codec.MPEG1_AUDIO),
        (of(0x04), "audio", Codec.MPEG1_AUDIO),
        (of(0x0F), "audio", Codec.MPEG4_AUDIO),
        (of(0x11), "audio", Codec.MPEG4_AUDIO),
        (of(0x81), "audio", Codec.AC3),
        (of(0x87), "audio", Codec.EAC3),
        (of(0x06, (5, b"AC-3")), "audio", Codec.AC3),
        (of(0x06, (0x6A, b"\0")), "audio", Codec.AC3),
        (of(0x06, (0x7A, b"\0")), "audio", Codec.EAC3),
        (of(0x06, (5, b"EAC3")), "audio", Codec.EAC3),
        (of(0x06, (5, b"Opus"), (0x7F, b"\x80\x02")), "audio", Codec.OPUS),
        (of(0x82), "audio", None),
        (of(0x06, (0x7B, b"")), "audio", None),
        (of(0x06, (5, b"BSSD")), "audio", None),
        (of(0xDB), "video", None),
        (of(0xEA), "video", None),
        (of(0x06, (0x56, b"deu\x09\x00")), None, None),  # teletext
        (of(0x06, (0x59, b"deu\x10\0\1\0\1")), None, None),  # DVB subtitles
        (of(0x06, (5, b"KLVA")), None, None),
        (of(0x06), None, None),
        (of(0x15), None, None),  # KLV, ID3
        (of(0x86), None, None),  # SCTE-35
        (of(0x05), None, None),
    ],
)
def test_identify(stream: PmtStream, kind: str | None, codec: Codec | None) -> None:
    found = identify(stream)
    assert (found.pid, found.kind, found.codec) == (0x100, kind, codec)


def test_foreign_codecs_have_a_name() -> None:
    assert identify(of(0x82)).name == "DTS"
    assert identify(of(0xDB)).name == "encrypted H.264 (SAMPLE-AES)"
    assert identify(of(0x86)).name == "data of type 0x86"


def test_framing_of_aac() -> None:
    assert identify(of(0x0F)).form is Form.ADTS
    assert identify(of(0x11)).form is Form.LATM


@pytest.mark.parametrize(
    ("body", "language"),
    [(b"DEU\0", "deu"), (b"eng\1fra\0", "eng"), (b"", ""), (b"\0\0\0\0", ""), (b"e", "")],
)
def test_language(body: bytes, language: str) -> None:
    assert identify(of(0x0F, (0x0A, body))).language == language


@pytest.mark.parametrize(("code", "channels"), [(0, 2), (1, 1), (2, 2), (3, 3), (6, 6), (8, 8)])
def test_channels_of_opus(code: int, channels: int) -> None:
    config = identify(of(0x06, (5, b"Opus"), (0x7F, bytes((0x80, code))))).config
    head = OpusHead.parse(config)
    assert (head.channels, head.family) == (channels, int(channels > 2))
    if head.family:
        streams, coupled = head.mapping[:2]
        assert streams + coupled == channels
        assert sorted(head.mapping[2:]) == list(range(channels))


@pytest.mark.parametrize("body", [b"", b"\x80", b"\x80\xff", b"\x06\x02"])
def test_opus_without_a_layout_that_is_known(body: bytes) -> None:
    found = identify(of(0x06, (5, b"Opus"), (0x7F, body)))
    assert (found.codec, found.config) == (Codec.OPUS, b"")
