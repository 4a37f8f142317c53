"""Audio tag bodies: bytes written by hand after the specifications, and round trips."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.flv import AudioTag, FlvError, Multitrack, parse_audio, serialise_audio
from streamingpro.protocols.media import Codec

FLAGS = ("is_config", "is_frame", "is_end", "is_channel_layout")

TABLE = [
    ("AAC config", "af 00 1190", Codec.MPEG4_AUDIO, {"is_config"}, 0, "1190"),
    ("AAC frame", "af 01 aabb", Codec.MPEG4_AUDIO, {"is_frame"}, 0, "aabb"),
    ("AAC frame without samples", "af 01", Codec.MPEG4_AUDIO, {"is_frame"}, 0, ""),
    ("MP3", "2f fffb", Codec.MPEG1_AUDIO, {"is_frame"}, 0, "fffb"),
    ("MP3 at 8 kHz", "e2 ffe3", Codec.MPEG1_AUDIO, {"is_frame"}, 0, "ffe3"),
    ("PCM", "3e aabb", Codec.LPCM, {"is_frame"}, 0, "aabb"),
    ("A-law", "72 aa", Codec.G711, {"is_frame"}, 0, "aa"),
    ("Speex", "b2 aa", Codec.SPEEX, {"is_frame"}, 0, "aa"),
    ("Nellymoser", "6e aa", Codec.NELLYMOSER, {"is_frame"}, 0, "aa"),
    ("unknown legacy codec", "fe aa", None, {"is_frame"}, 0, "aa"),
    ("Opus config", "90 4f707573 aa", Codec.OPUS, {"is_config"}, 0, "aa"),
    ("Opus frame", "91 4f707573 aa", Codec.OPUS, {"is_frame"}, 0, "aa"),
    ("Opus end", "92 4f707573", Codec.OPUS, {"is_end"}, 0, ""),
    ("AC-3", "91 61632d33 0b77", Codec.AC3, {"is_frame"}, 0, "0b77"),
    ("E-AC-3", "91 65632d33 0b77", Codec.EAC3, {"is_frame"}, 0, "0b77"),
    ("FLAC config", "90 664c6143 aa", Codec.FLAC, {"is_config"}, 0, "aa"),
    ("AAC by FourCC", "90 6d703461 1190", Codec.MPEG4_AUDIO, {"is_config"}, 0, "1190"),
    ("MP3 by FourCC", "91 2e6d7033 fffb", Codec.MPEG1_AUDIO, {"is_frame"}, 0, "fffb"),
    ("unknown FourCC", "91 78787878 aa", None, {"is_frame"}, 0, "aa"),
    ("channels", "94 4f707573 0106 0000003f", Codec.OPUS, {"is_channel_layout"}, 0, "01060000003f"),
    ("one track", "95 01 4f707573 03 aa", Codec.OPUS, {"is_frame"}, 3, "aa"),
    ("modifier", "97 02 000001 01 4f707573 aa", Codec.OPUS, {"is_frame"}, 0, "aa"),
]


@pytest.mark.parametrize(
    ("wire", "codec", "flags", "track", "body"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_reads_a_tag(
    wire: str, codec: Codec | None, flags: set[str], track: int, body: str
) -> None:
    tag = parse_audio(bytes.fromhex(wire))
    assert tag.codec == codec
    assert {name for name in FLAGS if getattr(tag, name)} == flags
    assert (tag.track_id, tag.composition_time, tag.is_keyframe) == (track, 0, False)
    assert bytes(tag.body) == bytes.fromhex(body)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_writes_what_it_read(row: tuple[str, str]) -> None:
    wire = bytes.fromhex(row[1])
    assert serialise_audio(parse_audio(wire)) == wire


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        ("", "an empty tag"),
        ("af", "no AAC packet type"),
        ("af 02", "AAC packet type 2"),
        ("91 4f70", "half a FourCC"),
        ("95", "no multitrack layout"),
        ("95 05 4f707573 00", "a multitrack message in a multitrack message"),
        ("95 11 4f707573 00 0000ff aa", "a track longer than the message"),
        ("95 21 4f7075", "half a FourCC of a track"),
        ("97 00", "half a modifier"),
    ],
)
def test_refuses_malformed_tags(wire: str, why: str) -> None:
    with pytest.raises(FlvError):
        parse_audio(bytes.fromhex(wire))


def test_many_tracks_with_codecs_of_their_own() -> None:
    tag = parse_audio(bytes.fromhex("95 21 4f707573 00 000002 aabb 61632d33 01 000001 cc"))
    assert [(t.codec, t.track_id, bytes(t.body)) for t in (tag, *tag.more)] == [
        (Codec.OPUS, 0, b"\xaa\xbb"),
        (Codec.AC3, 1, b"\xcc"),
    ]


@st.composite
def enhanced_tags(draw: st.DrawFn) -> AudioTag:
    """Any enhanced tag whose fields the wire form can carry."""
    fourccs = st.sampled_from([b"Opus", b"ac-3", b"ec-3", b"fLaC", b"mp4a", b".mp3", b"zzzz"])
    layout = draw(st.sampled_from([None, *Multitrack]))
    shared, packet_type = draw(fourccs), draw(st.sampled_from([0, 1, 2, 4]))
    count = 1 if layout in (None, Multitrack.ONE_TRACK) else draw(st.integers(1, 4))
    parts = [
        AudioTag(
            packet_type,
            None,
            draw(st.binary(max_size=40)),
            track_id=0 if layout is None else draw(st.integers(0, 255)),
            fourcc=draw(fourccs) if layout == Multitrack.MANY_TRACKS_MANY_CODECS else shared,
            multitrack=layout,
        )
        for _ in range(count)
    ]
    modifiers = draw(st.lists(st.tuples(st.integers(0, 15), st.binary(min_size=1)), max_size=2))
    return replace(parts[0], modifiers=tuple(modifiers), more=tuple(parts[1:]))


def without_codec(tag: AudioTag) -> AudioTag:
    return replace(
        tag, codec=None, body=bytes(tag.body), more=tuple(without_codec(t) for t in tag.more)
    )


@given(enhanced_tags())
def test_enhanced_round_trip(tag: AudioTag) -> None:
    assert without_codec(parse_audio(serialise_audio(tag))) == tag


@given(
    st.integers(0, 15).filter(lambda number: number != 9),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.binary(max_size=40),
)
def test_legacy_round_trip(
    sound_format: int, rate: int, bits16: bool, stereo: bool, body: bytes
) -> None:
    tag = AudioTag(
        1, None, body, sound_format=sound_format, sound_rate=rate, sound_16bit=bits16, stereo=stereo
    )
    assert without_codec(parse_audio(serialise_audio(tag))) == tag


@given(st.binary(max_size=64))
def test_any_bytes_parse_or_raise_a_typed_error(data: bytes) -> None:
    try:
        parse_audio(data)
    except FlvError:
        return
