"""Audio PES payloads to frames: each codec's framing, straddling, damage."""

from itertools import pairwise

import pytest

from streamingpro.protocols.codecs import describe_config
from streamingpro.protocols.codecs.opus import OpusHead
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.framings import Adts, Framing, MpegAudio, framing
from streamingpro.protocols.mpegts.split import Sound, SoundSplitter
from streamingpro.protocols.mpegts.streams import Carried, Form
from tests.protocols.codecs.bitwriter import BitWriter
from tests.protocols.mpegts.build import adts

HEAD = OpusHead(2, 312, 48000).serialise()


def splitter(codec: Codec, form: Form = Form.PLAIN, config: bytes = b"") -> SoundSplitter:
    found = framing(Carried(0x101, "audio", codec, codec, form=form, config=config))
    assert found is not None
    return SoundSplitter(found)


def pts(sounds: list[Sound]) -> list[int]:
    return [sound[0] for sound in sounds]


def data(sounds: list[Sound]) -> list[bytes]:
    return [sound[1] for sound in sounds]


def sizes(found: Framing, frame: bytes) -> int:
    """What `measure` says, the same wherever the frame stands."""
    size = found.measure(frame, 0)
    assert found.measure(b"xyz" + frame, 3) == size
    return size


def test_adts_frames_follow_each_other_by_their_length() -> None:
    block = b"".join(adts(bytes((index,)) * 20, rate=4, channels=1) for index in range(1, 5))
    found = splitter(Codec.MPEG4_AUDIO, Form.ADTS).feed(block, 1000)
    assert pts(found) == [1000 + round(n * 1024 * 90_000 / 44100) for n in range(4)]
    assert data(found) == [bytes((index,)) * 20 for index in range(1, 5)]
    facts = describe_config(Codec.MPEG4_AUDIO, found[0][2])
    assert (facts.sample_rate, facts.channels) == (44100, 1)


def test_adts_with_a_crc() -> None:
    frame = bytearray(adts(b"\0\0abc"))
    frame[1] &= 0xFE
    assert data(splitter(Codec.MPEG4_AUDIO, Form.ADTS).feed(bytes(frame), 0)) == [b"abc"]


def test_a_frame_over_two_pes() -> None:
    """The second PTS is that of the first frame that begins in the second PES."""
    frames = [adts(bytes((index,)) * 20) for index in range(1, 5)]
    block = b"".join(frames)
    sound = splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    first = sound.feed(block[:40], 1000)
    second = sound.feed(block[40:], 7000)
    assert pts(first) == [1000]
    assert pts(second) == [2920, 7000, 8920]
    assert data(first + second) == [frame[7:] for frame in frames]


@pytest.mark.parametrize("cut", range(1, 27))
def test_any_cut_within_a_frame(cut: int) -> None:
    frames = [adts(bytes((index,)) * 20) for index in range(1, 4)]
    block, sound = b"".join(frames), splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    found = sound.feed(block[: 27 + cut], 0) + sound.feed(block[27 + cut :], 3840)
    assert pts(found) == [0, 1920, 3840]
    assert sound.errors == 0


def test_a_pes_without_pts_goes_on() -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    sound.feed(adts(b"a"), 500)
    assert pts(sound.feed(adts(b"a"), None)) == [2420]


def test_no_time_no_frames() -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    assert sound.feed(adts(b"a"), None) == []
    sound.feed(adts(b"a"), 500)
    sound.reset()
    assert sound.feed(adts(b"a"), None) == [], "after a loss nobody knows how much is missing"
    assert pts(sound.feed(adts(b"a"), 9000)) == [9000]


def test_the_rate_changes_in_mid_pes() -> None:
    block = adts(b"a", rate=3) * 2 + adts(b"a", rate=8) * 2
    found = splitter(Codec.MPEG4_AUDIO, Form.ADTS).feed(block, 0)
    assert pts(found) == [0, 1920, 3840, 3840 + 5760]


@pytest.mark.parametrize("junk", [b"\0", b"\xff", b"\xff\xf1\xff", b"ID3\4\0\0\0\0\0\0" * 9])
def test_junk_between_frames(junk: bytes) -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    found = sound.feed(adts(b"first") + junk + adts(b"second") + adts(b"third"), 0)
    assert data(found) == [b"first", b"second", b"third"]
    assert sound.errors == 1


@pytest.mark.parametrize(
    ("what", "header"),
    [
        ("layer", "fff3508001 1ffc"),
        ("rate that is not defined", "fff1748001 1ffc"),
        ("shorter than its header", "fff1508000 dffc"),
    ],
)
def test_what_is_no_adts_header(what: str, header: str) -> None:
    assert Adts().measure(bytes.fromhex(header), 0) == 0, what


def test_several_blocks_in_an_adts_frame_are_refused() -> None:
    frame = bytearray(adts(b"abc"))
    frame[6] |= 1
    sound = splitter(Codec.MPEG4_AUDIO, Form.ADTS)
    assert sound.feed(bytes(frame), 0) == []
    assert sound.errors == 1


@pytest.mark.parametrize(
    ("what", "header", "size", "samples", "rate"),
    [
        ("layer 3, 128 kb/s, 44.1 kHz", "fffb9000", 417, 1152, 44100),
        ("padded", "fffb9200", 418, 1152, 44100),
        ("layer 3, MPEG-2, 64 kb/s, 24 kHz", "fff38400", 192, 576, 24000),
        ("layer 3, MPEG-2.5, 8 kb/s, 8 kHz", "ffe31800", 72, 576, 8000),
        ("layer 2, 192 kb/s, 48 kHz", "fffda400", 576, 1152, 48000),
        ("layer 1, 384 kb/s, 32 kHz", "ffffc800", 576, 384, 32000),
    ],
)
def test_mpeg_audio(what: str, header: str, size: int, samples: int, rate: int) -> None:
    frame = bytes.fromhex(header) + bytes(size - 4)
    assert sizes(MpegAudio(), frame) == size, what
    found = splitter(Codec.MPEG1_AUDIO).feed(frame * 2, 0)
    assert data(found) == [frame, frame]
    assert pts(found) == [0, round(samples * 90_000 / rate)]


@pytest.mark.parametrize("header", ["ffeb9000", "fff99000", "fffbf000", "fffb0000", "fffb9c00"])
def test_what_is_no_mpeg_audio(header: str) -> None:
    assert MpegAudio().measure(bytes.fromhex(header), 0) == 0


@pytest.mark.parametrize(
    ("what", "header", "size", "ticks"),
    [
        ("AC-3, 192 kb/s, 48 kHz", "0b770000144040", 768, 2880),
        ("AC-3, 32 kb/s, 44.1 kHz, even", "0b770000404040", 138, 1536 * 90_000 / 44100),
        ("AC-3, 32 kb/s, 44.1 kHz, odd", "0b770000414040", 140, 1536 * 90_000 / 44100),
        ("AC-3, 640 kb/s, 32 kHz", "0b770000a44040", 3840, 4320),
        ("E-AC-3, 6 blocks", "0b77017f3f8000", 768, 2880),
        ("E-AC-3, 1 block", "0b77003f0f8000", 128, 480),
        ("E-AC-3, 24 kHz", "0b77003fcf8000", 128, 5760),
    ],
)
def test_ac3(what: str, header: str, size: int, ticks: float) -> None:
    frame = bytes.fromhex(header) + bytes(size - 7)
    found = splitter(Codec.AC3).feed(frame * 3, 0)
    assert data(found) == [frame] * 3, what
    assert pts(found) == [0, round(ticks), round(2 * ticks)]


def test_dependent_substreams_stay_with_their_frame() -> None:
    main = bytes.fromhex("0b77003f3f8000") + bytes(121)
    dependent = bytes.fromhex("0b77401f3f8000") + bytes(57)
    found = splitter(Codec.EAC3).feed((main + dependent) * 2, 0)
    assert data(found) == [main + dependent] * 2
    assert pts(found) == [0, 2880]


@pytest.mark.parametrize("header", ["0b7700001440", "0b78000014404000", "0b770000d44040", "0b77"])
def test_ac3_that_is_cut_or_none(header: str) -> None:
    assert splitter(Codec.AC3).feed(bytes.fromhex(header), 0) == []


@pytest.mark.parametrize(
    ("what", "control", "packet", "samples"),
    [
        ("CELT, 20 ms", "7fe0 03", "fc0102", 960),
        ("SILK, 60 ms", "7fe0 03", "180102", 2880),
        ("hybrid, 10 ms, two frames", "7fe0 03", "610102", 960),
        ("2.5 ms, five frames", "7fe0 03", "830502", 600),
        ("trimmed at both ends", "7ff8 03 0020 0040", "fc0102", 960),
        ("control extension", "7fe4 03 02 abcd", "fc0102", 960),
        ("two bytes of size", "7fe0 ff 01", "fc" + "00" * 255, 960),
    ],
)
def test_opus(what: str, control: str, packet: str, samples: int) -> None:
    unit = bytes.fromhex(control) + bytes.fromhex(packet)
    found = splitter(Codec.OPUS, config=HEAD).feed(unit * 3, 90)
    assert data(found) == [bytes.fromhex(packet)] * 3, what
    assert [after - before for before, after in pairwise(pts(found))] == [samples * 90 // 48] * 2
    assert {config for _, _, config in found} == {HEAD}


@pytest.mark.parametrize("unit", ["7f", "7fe0", "7fe0ff", "7fe000", "7f00 03", "7fe4 03", "80"])
def test_opus_that_is_cut_or_none(unit: str) -> None:
    assert splitter(Codec.OPUS).feed(bytes.fromhex(unit), 0) == []


def test_opus_of_endless_size() -> None:
    sound = splitter(Codec.OPUS)
    assert sound.feed(b"\x7f\xe0" + b"\xff" * 500_000, 0) == []
    assert len(sound._rest) < 70_000


def loas(element: bytes) -> bytes:
    return (0x2B7 << 13 | len(element)).to_bytes(3, "big") + element


def latm(frames: list[bytes], *, version: int = 0, repeat: bool = False) -> bytes:
    """An AudioMuxElement with AAC-LC, 48 kHz stereo."""
    writer = BitWriter()
    writer.bits(int(repeat), 1)
    if not repeat:
        writer.bits(version, 1)
        if version:
            writer.bits(0, 1).bits(0, 2).bits(5, 8)  # audioMuxVersionA, taraBufferFullness
        writer.bits(1, 1).bits(len(frames) - 1, 6).bits(0, 4).bits(0, 3)
        if version:
            writer.bits(0, 2).bits(20, 8)  # ascLen: four bits more than the config has
        writer.bits(0x1190, 16)
        if version:
            writer.bits(0, 4)
        writer.bits(0, 3).bits(0xFF, 8).bits(0, 1).bits(0, 1)
    for frame in frames:
        for _ in range(len(frame) // 255):
            writer.bits(255, 8)
        writer.bits(len(frame) % 255, 8)
        writer.bits(int.from_bytes(frame, "big"), 8 * len(frame))
    return loas(writer.done())


@pytest.mark.parametrize("version", [0, 1])
def test_latm(version: int) -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.LATM)
    units = [b"\x21\x10\x05", b"\x22" * 300]
    found = sound.feed(latm(units, version=version) + latm(units, repeat=True), 0)
    assert data(found) == units * 2
    assert pts(found) == [0, 1920, 3840, 5760]
    facts = describe_config(Codec.MPEG4_AUDIO, found[0][2])
    assert (facts.sample_rate, facts.channels) == (48000, 2)
    assert sound.errors == 0


def test_latm_before_its_config() -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.LATM)
    assert sound.feed(latm([b"\x21"], repeat=True), 0) == []
    assert pts(sound.feed(latm([b"\x21"]), 9000)) == [9000]


@pytest.mark.parametrize(
    ("what", "element"),
    [
        ("nothing in it", "00"),
        ("a version that is not defined", "70"),
        ("several programmes", "2024"),
        ("cut within the config", "200011"),
        ("rate that is not defined", "2000117000"),
    ],
)
def test_latm_that_makes_no_sense(what: str, element: str) -> None:
    sound = splitter(Codec.MPEG4_AUDIO, Form.LATM)
    assert sound.feed(loas(bytes.fromhex(element)), 0) == []
    assert sound.errors == 1, what


def test_codecs_without_a_framing() -> None:
    assert framing(Carried(1, "audio", Codec.FLAC, "FLAC")) is None
