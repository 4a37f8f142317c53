"""Video tag bodies: bytes written by hand after the specifications, and round trips."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.protocols.flv import (
    FlvError,
    FlvLimit,
    FrameType,
    Multitrack,
    VideoPacket,
    VideoTag,
    parse_video,
    serialise_video,
)
from streamingpro.protocols.media import Codec

FLAGS = ("is_config", "is_keyframe", "is_frame", "is_end", "is_metadata")

# name, bytes, codec, flags that are set, track, composition time, body
TABLE = [
    ("AVC config", "17 00 000000 0142", Codec.H264, {"is_config"}, 0, 0, "0142"),
    ("AVC key", "17 01 000050 aabb", Codec.H264, {"is_keyframe", "is_frame"}, 0, 80, "aabb"),
    ("AVC inter", "27 01 ffffff aabb", Codec.H264, {"is_frame"}, 0, -1, "aabb"),
    ("AVC disposable", "37 01 000000 aa", Codec.H264, {"is_frame"}, 0, 0, "aa"),
    ("AVC generated key", "47 01 000000 aa", Codec.H264, {"is_keyframe", "is_frame"}, 0, 0, "aa"),
    ("AVC end", "17 02 000000", Codec.H264, {"is_end"}, 0, 0, ""),
    ("AVC end, cut short", "17 02", Codec.H264, {"is_end"}, 0, 0, ""),
    ("legacy HEVC config", "1c 00 000000 01", Codec.H265, {"is_config"}, 0, 0, "01"),
    ("legacy HEVC key", "1c 01 000028 aa", Codec.H265, {"is_keyframe", "is_frame"}, 0, 40, "aa"),
    ("legacy command", "57 00", Codec.H264, set(), 0, 0, ""),
    ("Sorenson key", "12 aabb", Codec.H263, {"is_keyframe", "is_frame"}, 0, 0, "aabb"),
    ("VP6 inter", "24 aabb", Codec.VP6, {"is_frame"}, 0, 0, "aabb"),
    ("unknown legacy codec", "1f aabb", None, {"is_keyframe", "is_frame"}, 0, 0, "aabb"),
    ("hvc1 config", "90 68766331 01", Codec.H265, {"is_config"}, 0, 0, "01"),
    ("hvc1 frame", "a1 68766331 00000a aa", Codec.H265, {"is_frame"}, 0, 10, "aa"),
    ("hvc1 frame X", "93 68766331 aa", Codec.H265, {"is_keyframe", "is_frame"}, 0, 0, "aa"),
    ("avc1 frame", "91 61766331 00000a aa", Codec.H264, {"is_keyframe", "is_frame"}, 0, 10, "aa"),
    ("av01 has no composition time", "a1 61763031 00000a", Codec.AV1, {"is_frame"}, 0, 0, "00000a"),
    ("av01 in MPEG-TS form", "95 61763031 aa", Codec.AV1, {"is_config"}, 0, 0, "aa"),
    ("vp09 config", "90 76703039 aa", Codec.VP9, {"is_config"}, 0, 0, "aa"),
    ("vp08 key", "91 76703038 aa", Codec.VP8, {"is_keyframe", "is_frame"}, 0, 0, "aa"),
    ("vvc1 end", "92 76766331", Codec.H266, {"is_end"}, 0, 0, ""),
    ("unknown FourCC", "91 78787878 aa", None, {"is_keyframe", "is_frame"}, 0, 0, "aa"),
    ("metadata", "94 68766331 02", Codec.H265, {"is_metadata"}, 0, 0, "02"),
    ("metadata with frame type 5", "d4 68766331 02", Codec.H265, {"is_metadata"}, 0, 0, "02"),
    ("reserved packet type", "99 68766331 02", Codec.H265, set(), 0, 0, "02"),
    ("enhanced command", "d1 01", None, set(), 0, 0, ""),
    ("one track", "a6 01 68766331 07 000005 aa", Codec.H265, {"is_frame"}, 7, 5, "aa"),
    ("modifier", "97 02 0f4240 01 61763031 aa", Codec.AV1, {"is_keyframe", "is_frame"}, 0, 0, "aa"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wire", "codec", "flags", "track", "time", "body"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_reads_a_tag(
    wire: str, codec: Codec | None, flags: set[str], track: int, time: int, body: str
) -> None:
    tag = parse_video(bytes.fromhex(wire))
    assert tag.codec == codec
    assert {name for name in FLAGS if getattr(tag, name)} == flags
    assert (tag.track_id, tag.composition_time) == (track, time)
    assert bytes(tag.body) == bytes.fromhex(body)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_writes_what_it_read(row: tuple[str, str]) -> None:
    if row[0] == "AVC end, cut short":
        return  # it is written whole
    wire = bytes.fromhex(row[1])
    assert serialise_video(parse_video(wire)) == wire


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        ("", "an empty tag"),
        ("17", "no packet type"),
        ("1701 0000", "no whole composition time"),
        ("1703 000000", "AVC packet type 3"),
        ("90 6876", "half a FourCC"),
        ("91 68766331 0000", "half a composition time"),
        ("96", "no multitrack layout"),
        ("96 01 68766331", "no track id"),
        ("96 30 68766331 00 aa", "multitrack layout 3"),
        ("96 06 68766331 00 aa", "a multitrack message in a multitrack message"),
        ("96 07 68766331 00 aa", "a modifier in a multitrack message"),
        ("96 13 68766331 00 000005 aa", "a track longer than the message"),
        ("97 02 0f42", "half a modifier"),
        ("97 ff 00", "half the size of a modifier"),
        ("97 02 0f4240", "no type after the modifier"),
        ("d1", "no command"),
    ],
)
def test_refuses_malformed_tags(wire: str, why: str) -> None:
    with pytest.raises(FlvError):
        parse_video(bytes.fromhex(wire))


def test_many_tracks_share_a_codec() -> None:
    tag = parse_video(bytes.fromhex("96 11 68766331 00 000005 000010 aabb 01 000004 ffffff cc"))
    assert tag.codec is Codec.H265
    assert [(t.track_id, t.composition_time, bytes(t.body)) for t in (tag, *tag.more)] == [
        (0, 16, b"\xaa\xbb"),
        (1, -1, b"\xcc"),
    ]


def test_many_tracks_with_codecs_of_their_own() -> None:
    tag = parse_video(bytes.fromhex("96 20 68766331 00 000001 aa 61763031 05 000000"))
    assert [(t.codec, t.track_id, bytes(t.body)) for t in (tag, *tag.more)] == [
        (Codec.H265, 0, b"\xaa"),
        (Codec.AV1, 5, b""),
    ]
    assert all(t.is_config for t in (tag, *tag.more))


def test_modifiers_add_nanoseconds() -> None:
    tag = parse_video(bytes.fromhex("97 02 0f423f 07 00 ff 13 61763031 aa"))
    assert tag.timestamp_offset_ns == 999_999
    assert tag.modifiers == ((0, b"\x0f\x42\x3f"), (1, b"\xff"))
    assert tag.packet_type == VideoPacket.CODED_FRAMES_X


def test_modifiers_are_limited() -> None:
    with pytest.raises(FlvLimit):
        parse_video(b"\x97" + bytes.fromhex("00ff07") * 1000)


def test_tracks_of_one_message_are_limited() -> None:
    with pytest.raises(FlvLimit):
        parse_video(bytes.fromhex("96 11 61763031") + bytes(4) * 100_000)


MODIFIERS = st.lists(
    st.tuples(
        st.integers(0, 15), st.one_of(st.binary(min_size=1, max_size=8), st.just(bytes(300)))
    ),
    max_size=3,
).map(tuple)
FOURCCS = st.sampled_from([b"avc1", b"hvc1", b"vvc1", b"av01", b"vp09", b"vp08", b"zzzz"])
TIMES = st.integers(-(1 << 23), (1 << 23) - 1)
WITH_TIME = (b"avc1", b"hvc1", b"vvc1")


@st.composite
def enhanced_tags(draw: st.DrawFn) -> VideoTag:
    """Any enhanced tag whose fields the wire form can carry."""
    layout = draw(st.sampled_from([None, *Multitrack]))
    shared, packet_type = draw(FOURCCS), draw(st.sampled_from([0, 1, 2, 3, 4, 5]))
    frame_type = draw(st.sampled_from([1, 2, 3, 4]))
    count = 1 if layout in (None, Multitrack.ONE_TRACK) else draw(st.integers(1, 4))
    parts = []
    for _ in range(count):
        fourcc = draw(FOURCCS) if layout == Multitrack.MANY_TRACKS_MANY_CODECS else shared
        timed = packet_type == VideoPacket.CODED_FRAMES and fourcc in WITH_TIME
        tag = VideoTag(
            frame_type,
            packet_type,
            None,
            draw(st.binary(max_size=40)),
            track_id=0 if layout is None else draw(st.integers(0, 255)),
            composition_time=draw(TIMES) if timed else 0,
            fourcc=fourcc,
            multitrack=layout,
        )
        parts.append(tag)
    return replace(parts[0], modifiers=draw(MODIFIERS), more=tuple(parts[1:]))


def without_codec(tag: VideoTag) -> VideoTag:
    return replace(
        tag, codec=None, body=bytes(tag.body), more=tuple(without_codec(t) for t in tag.more)
    )


@given(enhanced_tags())
def test_enhanced_round_trip(tag: VideoTag) -> None:
    assert without_codec(parse_video(serialise_video(tag))) == tag


@given(
    st.sampled_from([1, 2, 3, 4]), st.sampled_from([7, 12]), st.integers(0, 2), TIMES, st.binary()
)
def test_legacy_round_trip(kind: int, codec_id: int, packet: int, time: int, body: bytes) -> None:
    tag = VideoTag(kind, packet, None, body, composition_time=time, codec_id=codec_id)
    assert without_codec(parse_video(serialise_video(tag))) == tag


@given(st.binary(max_size=64))
def test_any_bytes_parse_or_raise_a_typed_error(data: bytes) -> None:
    try:
        tag = parse_video(data)
    except FlvError:
        return
    assert tag.frame_type in range(16)
    assert not (tag.is_keyframe and tag.frame_type == FrameType.INTER)
