"""Audio headers: AAC, Opus, AC-3, E-AC-3, FLAC and MPEG audio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.codecs import CodecError, Facts, aac, ac3, flac, mpegaudio, opus
from streamingpro.protocols.codecs.aac import AudioSpecificConfig
from streamingpro.protocols.codecs.opus import OpusHead
from tests.protocols.codecs.bitwriter import BitWriter

# What it is, the bytes, (object type, core rate, core channels, output rate, SBR, PS)
AAC = [
    ("LC 44.1 kHz stereo", "1210", (2, 44100, 2, 44100, False, False)),
    ("LC 48 kHz 5.1", "11b0", (2, 48000, 6, 48000, False, False)),
    ("LC 48 kHz 7.1", "11b8", (2, 48000, 8, 48000, False, False)),
    ("LC with an explicit rate", "17805dc010", (2, 48000, 2, 48000, False, False)),
    ("HE explicit", "2b920800", (2, 22050, 2, 44100, True, False)),
    ("HE behind the config", "131056e598", (2, 24000, 2, 48000, True, False)),
    ("SBR behind the config, switched off", "131056e500", (2, 24000, 2, 24000, False, False)),
    ("HE v2 explicit", "eb8a0800", (2, 22050, 1, 44100, True, True)),
    (
        "HE v2 behind the config",
        "138856e5a5488 0".replace(" ", ""),
        (2, 22050, 1, 44100, True, True),
    ),
    ("main", "0a10", (1, 44100, 2, 44100, False, False)),
]


@pytest.mark.parametrize(("data", "expected"), [r[1:] for r in AAC], ids=[r[0] for r in AAC])
def test_aac(data: str, expected: tuple[int, int, int, int, bool, bool]) -> None:
    assert AudioSpecificConfig.parse(bytes.fromhex(data)) == AudioSpecificConfig(*expected)


def test_aac_shows_what_is_heard() -> None:
    facts = aac.describe_config(bytes.fromhex("eb8a0800"))
    assert (facts.sample_rate, facts.channels) == (44100, 2)


def test_aac_channels_from_a_programme() -> None:
    out = BitWriter().bits(2, 5).bits(3, 4).bits(0, 4).bits(0, 3)  # LC, 48 kHz, layout inside
    out.bits(0, 4).bits(1, 2).bits(3, 4)
    out.bits(2, 4).bits(0, 4).bits(1, 4).bits(1, 2).bits(0, 3).bits(0, 4).bits(0, 3)
    out.bits(0, 5).bits(0b10000, 5).bits(0b10001, 5).bits(0, 4)  # centre, a pair, a pair, the LFE
    text = out.done()[:-1]  # no stop bit here
    assert AudioSpecificConfig.parse(text + b"\x00\x00\x00").channels == 6


@pytest.mark.parametrize("data", ["", "12", "1690", "0210", "1278", "1780000010", "1200"])
def test_malformed_aac(data: str) -> None:
    with pytest.raises(CodecError):
        AudioSpecificConfig.parse(bytes.fromhex(data))


@given(
    st.builds(
        OpusHead,
        channels=st.integers(1, 255),
        pre_skip=st.integers(0, 65535),
        input_rate=st.integers(0, 0xFFFFFFFF),
        gain=st.integers(-32768, 32767),
        family=st.integers(0, 255),
        mapping=st.binary(max_size=10),
    )
)
def test_opus_head_round_trip(head: OpusHead) -> None:
    assert OpusHead.parse(head.serialise()) == head
    assert opus.describe_config(head.serialise()) == Facts(
        sample_rate=48000, channels=head.channels
    )


@pytest.mark.parametrize(
    "data", [b"", b"OpusHead", b"OpusTags" + bytes(20), b"OpusHead\xf1\x02" + bytes(9), bytes(19)]
)
def test_malformed_opus_head(data: bytes) -> None:
    with pytest.raises(CodecError):
        OpusHead.parse(data)


def test_opus_frame() -> None:
    assert opus.describe_frame(b"\xfc\xff").channels == 2
    assert opus.describe_frame(b"\xf8\xff").channels == 1
    with pytest.raises(CodecError):
        opus.describe_frame(b"")


def ac3_frame(code: int, stream_id: int, mode: int, lfe: int) -> bytes:
    out = BitWriter().bits(0x0B77, 16).bits(0, 16).bits(code, 2).bits(20, 6)
    out.bits(stream_id, 5).bits(0, 3).bits(mode, 3)
    mixes = (mode & 1 and mode != 1) + (mode >> 2) + (mode == 2)
    return out.bits(0, 2 * mixes).bits(lfe, 1).done() + bytes(4)


@given(st.integers(0, 7), st.integers(0, 1), st.integers(0, 2))
def test_ac3(mode: int, lfe: int, code: int) -> None:
    channels = [2, 1, 2, 3, 3, 4, 4, 5][mode] + lfe
    rate = (48000, 44100, 32000)[code]
    frame = ac3_frame(code, 8, mode, lfe)
    assert ac3.describe_frame(frame) == Facts(sample_rate=rate, channels=channels)
    halved = ac3.describe_frame(ac3_frame(code, 9, mode, lfe))
    assert halved.sample_rate == rate // 2


@pytest.mark.parametrize(
    ("code", "second", "rate"), [(0, 3, 48000), (1, 3, 44100), (3, 0, 24000), (3, 2, 16000)]
)
def test_eac3(code: int, second: int, rate: int) -> None:
    out = BitWriter().bits(0x0B77, 16).bits(0, 16).bits(code, 2).bits(second, 2)
    frame = out.bits(7, 3).bits(1, 1).bits(16, 5).done() + bytes(4)
    assert ac3.describe_frame(frame) == Facts(sample_rate=rate, channels=6)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "0b77",
        "0b780000144043e10000",
        "0b770000d44043e10000",
        "0b770000f0ff8800",
        "0b77000014ff",
    ],
)
def test_malformed_ac3(data: str) -> None:
    with pytest.raises(CodecError):
        ac3.describe_frame(bytes.fromhex(data))


@pytest.mark.parametrize("before", [b"", b"\x80\0\0\x22", b"\0\0\0\x22", b"fLaC\x80\0\0\x22"])
def test_flac_in_every_framing(before: bytes) -> None:
    out = BitWriter().bits(4096, 16).bits(4096, 16).bits(0, 48).bits(96000, 20).bits(1, 3)
    block = out.bits(23, 5).bits(0, 35).done() + bytes(16)
    facts = flac.describe_config(before + block)
    assert (facts.sample_rate, facts.channels, facts.bit_depth) == (96000, 2, 24)


@pytest.mark.parametrize("data", [b"", b"fLaC", bytes(33), bytes(34)])
def test_malformed_flac(data: bytes) -> None:
    with pytest.raises(CodecError):
        flac.describe_config(data)


@pytest.mark.parametrize(
    ("data", "rate", "channels", "profile"),
    [
        ("fffb9064", 44100, 2, None),
        ("fffb94c4", 48000, 1, None),
        ("fff39064", 22050, 2, None),
        ("ffe39464", 12000, 2, None),
        ("fffd9064", 44100, 2, "Layer 2"),
        ("ffff9064", 44100, 2, "Layer 1"),
    ],
)
def test_mpeg_audio(data: str, rate: int, channels: int, profile: str | None) -> None:
    assert mpegaudio.describe_frame(bytes.fromhex(data)) == Facts(
        sample_rate=rate, channels=channels, profile=profile
    )


@pytest.mark.parametrize("data", ["", "fffb90", "00fb9064", "ffeb9064", "fff99064", "fffb9c64"])
def test_malformed_mpeg_audio(data: str) -> None:
    with pytest.raises(CodecError):
        mpegaudio.describe_frame(bytes.fromhex(data))
