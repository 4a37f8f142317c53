"""Frames as containers and RTP carry them, to tag bodies of FLV."""

from dataclasses import replace

import pytest

from streamingpro.engine.children.tags import make_tagger
from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.annexb import join_annexb, split_lengths
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.flv import parse_audio, parse_video
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.model import Frame, TsTrack
from tests.engine.hub.media import AUDIO, VIDEO, items

H264 = "h264_bframes_1366x768_2997.flv"
HEVC = "hvc1_main_1080_2997.flv"


def bodies(name: str, kind: int) -> list[bytes]:
    return [payload for type_id, _, payload in items(name) if type_id == kind]


def frame(data: bytes, codec: Codec, *, keyframe: bool = True) -> Frame:
    kind: Kind = "audio" if codec in (Codec.MPEG4_AUDIO, Codec.G711, Codec.OPUS) else "video"
    return Frame(TsTrack(0, kind, codec), 0, 0, keyframe, data)


def the_video(name: str) -> tuple[bytes, list[tuple[bytes, bool, int]]]:
    """Codec header, and each picture with whether it is a keyframe and its composition time."""
    tags = [parse_video(body) for body in bodies(name, VIDEO)]
    config = next(bytes(tag.body) for tag in tags if tag.is_config)
    return config, [
        (bytes(tag.body), tag.is_keyframe, tag.composition_time) for tag in tags if tag.is_frame
    ]


@pytest.mark.parametrize(("name", "codec"), [(H264, Codec.H264), (HEVC, Codec.H265)])
def test_pictures_of_mp4_are_what_flv_has(name: str, codec: Codec) -> None:
    config, pictures = the_video(name)
    tagger = make_tagger(codec, config)
    made = [
        parse_video(body)
        for data, key, offset in pictures
        for body in tagger.tags(frame(data, codec, keyframe=key), offset)
    ]
    assert [bytes(tag.body) for tag in made if tag.is_config] == [config]
    assert made[0].is_config
    found = [(bytes(t.body), t.is_keyframe, t.composition_time) for t in made if t.is_frame]
    assert found == pictures
    assert tagger.facts.width


@pytest.mark.parametrize(("name", "codec"), [(H264, Codec.H264), (HEVC, Codec.H265)])
def test_pictures_of_rtp_whose_parameter_sets_only_the_description_has(
    name: str, codec: Codec
) -> None:
    config, pictures = the_video(name)
    if codec == Codec.H264:
        avc = AvcConfig.parse(config)
        sets = [*avc.sps, *avc.pps]
    else:
        arrays = HevcConfig.parse(config).arrays
        sets = [unit for kind, units in arrays if kind & 0x3F in (32, 33, 34) for unit in units]
    tagger = make_tagger(codec, join_annexb(sets))
    made = [
        parse_video(body)
        for data, key, offset in pictures
        for body in tagger.tags(
            frame(join_annexb(split_lengths(data)), codec, keyframe=key), offset
        )
    ]
    assert [tag.is_config for tag in made] == [True] + [False] * len(pictures)
    assert [bytes(tag.body) for tag in made if tag.is_frame] == [data for data, _, _ in pictures]
    assert tagger.facts.width


def test_lengths_of_two_bytes_become_four() -> None:
    config, pictures = the_video(H264)
    short = replace(AvcConfig.parse(config), length_size=2).serialise()
    data = b"".join(
        len(unit).to_bytes(2, "big") + unit for unit in map(bytes, split_lengths(pictures[0][0]))
    )
    header, picture = make_tagger(Codec.H264, short).tags(frame(data, Codec.H264), 0)
    assert bytes(parse_video(header).body) == config
    assert bytes(parse_video(picture).body) == pictures[0][0]


def test_a_damaged_picture_or_header_is_an_error_of_its_own() -> None:
    config, _ = the_video(H264)
    with pytest.raises(CodecError):
        make_tagger(Codec.H264, config[:9])
    short = make_tagger(Codec.H264, replace(AvcConfig.parse(config), length_size=2).serialise())
    with pytest.raises(CodecError):
        short.tags(frame(b"\xff\xff\x01", Codec.H264), 0)


AAC_CONFIG = b"\x11\x90"
AAC_FRAME = b"\x21\x10\x04\x60\x8c\x1c"


def adts(data: bytes) -> bytes:
    """LC at 48 kHz, stereo, without a CRC."""
    size = len(data) + 7
    head = 0xFFF1 << 40 | 1 << 38 | 3 << 34 | 2 << 30 | size << 13 | 0x7FF << 2
    return head.to_bytes(7, "big") + data


@pytest.mark.parametrize("config", [b"", AAC_CONFIG])
def test_aac_in_adts_is_unpacked(config: bytes) -> None:
    tagger = make_tagger(Codec.MPEG4_AUDIO, config)
    header, sound = tagger.tags(frame(adts(AAC_FRAME), Codec.MPEG4_AUDIO), 0)
    assert bytes(parse_audio(header).body) == AAC_CONFIG
    assert bytes(parse_audio(sound).body) == AAC_FRAME
    assert len(tagger.tags(frame(adts(AAC_FRAME), Codec.MPEG4_AUDIO), 0)) == 1


def test_bare_aac_needs_its_configuration() -> None:
    with pytest.raises(CodecError):
        make_tagger(Codec.MPEG4_AUDIO, b"").tags(frame(AAC_FRAME, Codec.MPEG4_AUDIO), 0)
    made = make_tagger(Codec.MPEG4_AUDIO, AAC_CONFIG).tags(frame(AAC_FRAME, Codec.MPEG4_AUDIO), 0)
    assert [bytes(parse_audio(body).body) for body in made] == [AAC_CONFIG, AAC_FRAME]


@pytest.mark.parametrize("mu_law", [True, False])
def test_telephone_sound(mu_law: bool) -> None:
    (body,) = make_tagger(Codec.G711, b"", mu_law=mu_law).tags(frame(b"\xd5" * 160, Codec.G711), 0)
    tag = parse_audio(body)
    assert tag.codec == Codec.G711
    assert tag.sound_format == (8 if mu_law else 7)
    assert not tag.stereo
    assert bytes(tag.body) == b"\xd5" * 160


def test_opus_keeps_the_header_of_its_container() -> None:
    header = bytes(parse_audio(bodies("Opus_51.flv", AUDIO)[0]).body)
    made = make_tagger(Codec.OPUS, header).tags(frame(b"\xfc\xff\xfe", Codec.OPUS), 0)
    assert [bytes(parse_audio(body).body) for body in made] == [header, b"\xfc\xff\xfe"]
