"""Playlists as servers write them, and as they should not."""

import pytest

from streamingpro.protocols.hls.attributes import PlaylistError, parse_attributes
from streamingpro.protocols.hls.choose import choose
from streamingpro.protocols.hls.playlist import (
    MAX_DURATION_S,
    ByteRange,
    Key,
    Map,
    Master,
    Media,
    Segment,
    parse,
)


def media(text: str) -> Media:
    found = parse("#EXTM3U\n" + text)
    assert isinstance(found, Media)
    return found


def master(text: str) -> Master:
    found = parse("#EXTM3U\n" + text)
    assert isinstance(found, Master)
    return found


LIVE = """#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:17
#EXT-X-DISCONTINUITY-SEQUENCE:2
#EXTINF:3.960,a title, with a comma
17.ts
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:4,
18.ts?token=1
"""


def test_a_live_playlist() -> None:
    found = media(LIVE)
    assert found == Media(
        4.0,
        17,
        (Segment("17.ts", 3.96, 17, 2), Segment("18.ts?token=1", 4.0, 18, 3, gap=True)),
        ended=False,
    )
    assert found.next_sequence == 19


def test_a_recording_with_byte_ranges_one_after_the_other() -> None:
    found = media(
        "#EXT-X-TARGETDURATION:2\n"
        "#EXTINF:2,\n#EXT-X-BYTERANGE:100@20\nall.ts\n"
        "#EXTINF:2,\n#EXT-X-BYTERANGE:50\nall.ts\n"
        "#EXTINF:2,\n#EXT-X-BYTERANGE:7\nother.ts\n"
        "#EXTINF:2,\nwhole.ts\n"
        "#EXT-X-ENDLIST\n"
    )
    ranges = [segment.byte_range for segment in found.segments]
    assert ranges == [ByteRange(20, 100), ByteRange(120, 50), ByteRange(0, 7), None]
    assert found.ended


def test_keys_and_initialisations_hold_until_the_next_ones() -> None:
    found = media(
        "#EXT-X-TARGETDURATION:2\n"
        '#EXT-X-MAP:URI="plain.mp4"\n#EXTINF:2,\n0.m4s\n'
        '#EXT-X-KEY:METHOD=AES-128,URI="k1",IV=0x0F\n'
        '#EXT-X-MAP:URI="one.mp4",BYTERANGE="10@5"\n#EXTINF:2,\n1.m4s\n#EXTINF:2,\n2.m4s\n'
        "#EXT-X-KEY:METHOD=NONE\n#EXTINF:2,\n3.m4s\n"
    )
    key = Key("AES-128", "k1", (15).to_bytes(16, "big"))
    one = Map("one.mp4", ByteRange(5, 10), key)
    assert [segment.key for segment in found.segments] == [None, key, key, None]
    assert [segment.map for segment in found.segments] == [Map("plain.mp4"), one, one, one]


def test_of_a_key_in_several_formats_ours_is_taken() -> None:
    found = media(
        '#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI="ours"\n'
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"\n'
        "#EXTINF:2,\n0.ts\n"
    )
    assert found.segments[0].key == Key("AES-128", "ours")


def test_what_low_latency_adds_is_passed_over() -> None:
    found = media(
        "#EXT-X-TARGETDURATION:2\n#EXT-X-VERSION:9\n#EXT-X-PART-INF:PART-TARGET=0.2\n"
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6\n#EXT-X-MEDIA-SEQUENCE:3\n"
        '#EXT-X-MAP:URI="init.mp4"\n'
        '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n#EXT-X-PART:DURATION=0.2,URI="p0.mp4"\n'
        "#EXTINF:2.0,\nseg3.mp4\n"
        '#EXT-X-PART:DURATION=0.2,URI="p1.mp4",INDEPENDENT=YES\n'
        '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p2.mp4"\n#EXT-X-RENDITION-REPORT:URI="../a.m3u8"\n'
    )
    assert [(segment.uri, segment.sequence) for segment in found.segments] == [("seg3.mp4", 3)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not begin"),
        ("<html>", "does not begin"),
        ("#EXTM3U\nx.ts\n", "no duration"),
        ("#EXTM3U\n#EXTINF:ten,\nx.ts\n", "number"),
        ("#EXTM3U\n#EXTINF:-1,\nx.ts\n", "number"),
        ("#EXTM3U\n#EXTINF:\u0663,\nx.ts\n", "number"),
        ("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1e3\n", "number"),
        ("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:" + "9" * 5000 + "\n", "number"),
        ("#EXTM3U\n#EXT-X-BYTERANGE:@5\n", "number"),
        ("#EXTM3U\n#EXT-X-KEY:URI=x\n", "no method"),
        ("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,IV=12\n", "initialisation vector"),
        ("#EXTM3U\n#EXT-X-MAP:BYTERANGE=1\n", "no address"),
        ("#EXTM3U\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n", "leaves out"),
        ("#EXTM3U\n#EXTINF:1,\n" + "x" * 9000, "too long"),
        ("#EXTM3U\n" + "#EXTINF:1,\nx\n" * 100_001, "more than 100000"),
        ("#EXTM3U\n" + "#" * (5 << 20), "too long"),
    ],
)
def test_what_is_no_playlist_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(PlaylistError, match=words):
        parse(text)


def test_odd_but_harmless() -> None:
    text = "\ufeff#EXTM3U \r\n\r\n# comment\r\n#EXTINF:99999999999\r\n a b.ts \r\n"
    found = parse(text)
    assert isinstance(found, Media)
    assert found.segments == (Segment("a b.ts", MAX_DURATION_S, 0, 0),)
    assert found.target_duration_s == MAX_DURATION_S
    empty = media("")
    assert (empty.segments, empty.target_duration_s) == ((), 1.0)


def test_a_sequence_number_behind_its_segments_counts_all_the_same() -> None:
    found = media("#EXTINF:1,\na\n#EXT-X-MEDIA-SEQUENCE:5\n#EXTINF:1,\nb\n")
    assert [segment.sequence for segment in found.segments] == [5, 6]


def test_attribute_lists() -> None:
    text = 'A=1,B="x,y=z", C=Q ,BAD,D=,D=2,e=3,F="open'
    assert parse_attributes(text) == {"A": "1", "B": "x,y=z", "C": "Q", "D": ""}
    assert parse_attributes("," * 50_000) == {}
    assert len(parse_attributes(",".join(f"A{n}=1" for n in range(500)))) == 100


# which variant

MASTER = """
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="deu",AUTOSELECT=YES,URI="deu.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="eng",DEFAULT=YES,URI="eng.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",URI="subs.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=99000000,URI="tricks.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,AUDIO="a"
low.m3u8
#EXT-X-STREAM-INF:FRAME-RATE=29.97,BANDWIDTH=6000000,CODECS="avc1",RESOLUTION=1920x1080,AUDIO="a"
high.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=7000000,CODECS="vp09.00.10.08",RESOLUTION=1920x1080
vp9.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=90000000,CODECS="hvc1.2.4.L153",RESOLUTION=3840x2160
insane.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
sound.m3u8
"""


def test_the_best_variant_that_can_be_passed_on_and_its_sound() -> None:
    variant, sound = choose(master(MASTER))
    assert (variant.uri, variant.width, variant.height) == ("high.m3u8", 1920, 1080)
    assert variant.frame_rate == 29.97
    assert sound is not None
    assert (sound.name, sound.uri) == ("eng", "eng.m3u8")


def test_sound_that_is_in_the_variant_is_not_fetched_twice() -> None:
    text = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",DEFAULT=YES{}\n'
    text += '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\nv.m3u8\n'
    for uri in ("", ',URI="v.m3u8"'):
        assert choose(master(text.format(uri)))[1] is None


def test_sound_alone_is_taken_where_there_is_nothing_else() -> None:
    text = '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"\nsound.m3u8\n'
    assert choose(master(text))[0].uri == "sound.m3u8"
    huge = "#EXT-X-STREAM-INF:BANDWIDTH=99000000\na\n#EXT-X-STREAM-INF:BANDWIDTH=90000000\nb\n"
    assert choose(master(huge))[0].uri == "b", "the least of those that are too much"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a"\n', "names no variant"),
        ('#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="vp09.0"\nx\n', r"codec that we know \(vp09.0\)"),
    ],
)
def test_nothing_to_choose(text: str, words: str) -> None:
    with pytest.raises(PlaylistError, match=words):
        choose(master(text))


def test_addresses_are_secrets() -> None:
    text = repr(media(LIVE)) + repr(master(MASTER))
    assert "token" not in text
    assert "high.m3u8" not in text
