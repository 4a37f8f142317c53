"""Playlists as text; our own parser must understand them."""

from streamingpro.protocols.hls.playlists import Names, Variant, master_playlist, media_playlist
from streamingpro.protocols.hls.window import Window
from tests.protocols.hls.test_window import begin, grow

NAMES = Names("abc", "mp4")


def tell(moment: float) -> str:
    return f"<{moment:.1f}>"


def low_latency(complete: int = 2, parts: int = 2, *, count: int = 7) -> Window:
    window = Window(count, first_sequence=7)
    number = window.add_init(b"init")
    for place in range(complete):
        window.begin(10.0 + place, init=number)
        for index in range(5):
            window.add_part(0.2, b"x", independent=index == 0)
        window.close()
    if parts:
        window.begin(10.0 + complete, init=number)
        for index in range(parts):
            window.add_part(0.2, b"x", independent=index == 0)
    return window


def test_a_low_latency_playlist() -> None:
    assert media_playlist(low_latency(1, 2), NAMES, tell, parts=True) == "\n".join(
        [
            "#EXTM3U",
            "#EXT-X-VERSION:9",
            "#EXT-X-TARGETDURATION:1",
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.000",
            "#EXT-X-PART-INF:PART-TARGET=0.200",
            "#EXT-X-MEDIA-SEQUENCE:7",
            "#EXT-X-INDEPENDENT-SEGMENTS",
            '#EXT-X-MAP:URI="abc_init0.mp4"',
            "#EXT-X-PROGRAM-DATE-TIME:<10.0>",
            '#EXT-X-PART:DURATION=0.20000,URI="abc_part0.mp4",INDEPENDENT=YES',
            *(f'#EXT-X-PART:DURATION=0.20000,URI="abc_part{n}.mp4"' for n in range(1, 5)),
            "#EXTINF:1.00000,",
            "abc_seg7.mp4",
            "#EXT-X-PROGRAM-DATE-TIME:<11.0>",
            '#EXT-X-PART:DURATION=0.20000,URI="abc_part5.mp4",INDEPENDENT=YES',
            '#EXT-X-PART:DURATION=0.20000,URI="abc_part6.mp4"',
            '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="abc_part7.mp4"',
            "",
        ]
    )


def test_parts_are_listed_near_the_end_only() -> None:
    text = media_playlist(low_latency(7, 3), NAMES, tell, parts=True)
    before, _, after = text.partition("abc_seg11.mp4")
    assert "#EXT-X-PART:" not in before
    assert after.count("#EXT-X-PART:") == 5 + 5 + 3


def test_a_plain_playlist_has_neither_parts_nor_an_open_segment() -> None:
    text = media_playlist(low_latency(2, 2), NAMES, tell, parts=False)
    assert "#EXT-X-VERSION:7\n" in text
    assert "PART" not in text
    assert "PRELOAD" not in text
    assert text.endswith("abc_seg8.mp4\n")


def test_mpeg_ts_needs_no_map() -> None:
    window = Window(7)
    grow(window)
    text = media_playlist(window, Names("abc", "ts"), tell, parts=False)
    assert "#EXT-X-VERSION:3\n" in text
    assert "EXT-X-MAP" not in text
    assert text.endswith("abc_seg0.ts\n")


def test_a_new_map_follows_its_discontinuity() -> None:
    window = low_latency(2, 0)
    number = window.add_init(b"other")
    window.begin(12.0, init=number, broken=True)
    window.add_part(1.0, b"x", independent=True)
    window.close()
    text = media_playlist(window, NAMES, tell, parts=False)
    assert text.count("#EXT-X-MAP") == 2
    tail = text.partition("abc_seg8.mp4\n")[2]
    assert tail.startswith('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="abc_init1.mp4"\n')


def test_the_map_in_force_is_told_after_the_first_segment_left() -> None:
    text = media_playlist(low_latency(30, 1, count=3), NAMES, tell, parts=True)
    assert "#EXT-X-MEDIA-SEQUENCE:34\n" in text
    assert text.count("#EXT-X-MAP") == 1


def test_discontinuities_that_left_are_counted() -> None:
    window = Window(2)
    for place in range(8):
        grow(window, broken=place == 1)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1\n" in media_playlist(window, NAMES, tell, parts=False)


def test_segments_without_a_keyframe_are_not_called_independent() -> None:
    window = low_latency(1, 0)
    window.begin(11.0, init=0, independent=False)
    window.add_part(1.0, b"x", independent=False)
    window.close()
    text = media_playlist(window, NAMES, tell, parts=True)
    assert "#EXT-X-INDEPENDENT-SEGMENTS" not in text


def test_the_end() -> None:
    window = low_latency(1, 2)
    window.end()
    text = media_playlist(window, NAMES, tell, parts=True)
    assert text.endswith("#EXTINF:0.40000,\nabc_seg8.mp4\n#EXT-X-ENDLIST\n")


def test_a_segment_that_has_just_begun_is_not_told_of() -> None:
    window = low_latency(1, 0)
    begin(window, 0, broken=True)
    text = media_playlist(window, NAMES, tell, parts=True)
    assert "DISCONTINUITY" not in text
    assert text.count("PROGRAM-DATE-TIME") == 1


def test_the_master_playlist() -> None:
    variant = Variant(5_000_000, 4_500_000, ["avc1.64001f", "mp4a.40.2"], 1280, 720, 29.97)
    lines = master_playlist(variant, "main.m3u8").splitlines()
    assert lines[-2:] == [
        '#EXT-X-STREAM-INF:BANDWIDTH=5000000,AVERAGE-BANDWIDTH=4500000,CODECS="avc1.64001f,'
        'mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970',
        "main.m3u8",
    ]


def test_a_master_playlist_of_sound_that_has_just_begun() -> None:
    lines = master_playlist(Variant(0), "main.m3u8").splitlines()
    assert lines[-2:] == ["#EXT-X-STREAM-INF:BANDWIDTH=1", "main.m3u8"]
