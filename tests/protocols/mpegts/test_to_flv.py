"""TsToFlv: messages from packets, and which tracks they are made of."""

from fractions import Fraction

import pytest

from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.flv import parse_video
from streamingpro.protocols.media import Kind
from streamingpro.protocols.mpegts.mux import TsMuxer
from streamingpro.protocols.mpegts.packetise import packetise, pes_header
from streamingpro.protocols.mpegts.psi_write import Entry, registration, tables
from streamingpro.protocols.mpegts.to_flv import Item, TsToFlv
from streamingpro.protocols.rtmp.amf0 import decode
from tests.protocols.mpegts.messages import AUDIO, OTHER_SPS, PPS, SCRIPT, SPS, VIDEO, to_flv

H264, AAC, MP2, AC3 = 0x1B, 0x0F, 0x03, 0x81
CODE = b"\0\0\0\1"
AUD = CODE + b"\x09\xf0"
SLICE = b"\x65\x88\x84" + b"\x9a" * 300
INTER = b"\x41\x9a" + b"\x5c" * 90
KEY = AUD + CODE + SPS + CODE + PPS + CODE + SLICE
SOUND = bytes.fromhex("fff14c800d7ffc") + b"\x21" * 100
MP2_FRAME = bytes.fromhex("fffd8404") + b"\x55" * 380
LAYER_2 = "RTMP can't carry MPEG audio of layer 2: let the encoder send AAC instead."
AC3_FRAME = bytes.fromhex("0b77e1d4004041") + b"\x11" * 121
TURN = 1 << 33


class Encoder:
    """Any number of tracks, with all that TsMuxer does not do: several of a kind, other tables."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = entries
        self.version = -1
        self.counters: dict[int, int] = {}

    def announce(self, *entries: Entry) -> bytes:
        self.entries = entries or self.entries
        self.version += 1
        out = tables(self.entries, self.entries[0].pid, self.version)
        for start, pid in ((0, 0), (188, 0x1000)):
            count = self.counters[pid] = (self.counters.get(pid, -1) + 1) % 16
            out[start + 3] |= count
        return bytes(out)

    def send(self, pid: int, time: int, data: bytes, pts: int | None = None) -> bytes:
        stream_id = 0xE0 if pid < 0x110 else 0xC0
        header = pes_header(stream_id, time if pts is None else pts, time, len(data))
        counter = self.counters.get(pid, 0)
        out = packetise(pid, counter, header + data, b"")
        self.counters[pid] = (counter + len(out) // 188) % 16
        return out


def media(items: list[Item]) -> list[tuple[int, int]]:
    """Message type and time of what is no codec header."""
    frames = [item for item in items if item[2][1] != 0 and item[2][0] != 0x90]
    return [(kind, ms) for kind, ms, _ in frames if kind != SCRIPT]


def metadata(items: list[Item]) -> list[dict[str, object]]:
    found = []
    for kind, _, body in items:
        if kind == SCRIPT:
            name, values = decode(body)
            assert name == "onMetaData"
            assert isinstance(values, dict)
            found.append(dict(values))
    return found


def everything(stream: bytes) -> tuple[list[Item], TsToFlv]:
    converter, items = TsToFlv(), []
    for pos in range(0, len(stream), 1316):
        items += converter.feed(stream[pos : pos + 1316])
    return items + converter.flush(), converter


def test_parameter_sets_and_delimiters_move_to_the_header() -> None:
    encoder = Encoder(Entry(H264, 0x100))
    stream = encoder.announce() + encoder.send(0x100, 9000, KEY, 12_600)
    stream += encoder.send(0x100, 12_600, AUD + CODE + INTER)
    config, key, inter = to_flv(stream)
    assert config[:2] == (VIDEO, 100)
    assert AvcConfig.parse(config[2][5:]).sps == (SPS,)
    assert key == (VIDEO, 100, b"\x17\1\0\0\x28" + len(SLICE).to_bytes(4, "big") + SLICE)
    assert inter == (VIDEO, 140, b"\x27\1\0\0\0" + len(INTER).to_bytes(4, "big") + INTER)


def test_metadata_tells_what_the_headers_say() -> None:
    encoder = Encoder(Entry(H264, 0x100), Entry(AAC, 0x110))
    stream = encoder.announce() + encoder.send(0x100, 9000, KEY) + encoder.send(0x110, 9000, SOUND)
    items, _ = everything(stream + encoder.send(0x100, 12_600, CODE + INTER))
    video = {"videocodecid": 7, "width": 320, "height": 180, "framerate": 25}
    sound = {"audiosamplerate": 48000, "audiochannels": 2, "stereo": True}
    assert metadata(items)[0] == video | {"audiocodecid": 10}  # announced, not yet heard
    assert metadata(items)[-1] == video | sound | {"audiocodecid": 10}


def test_pictures_before_the_parameter_sets_are_left_out() -> None:
    encoder = Encoder(Entry(H264, 0x100))
    stream = encoder.announce()
    for n in range(60):
        data = KEY if n == 50 else AUD + CODE + INTER
        stream += encoder.send(0x100, n * 3600, data)
    assert media(to_flv(stream)) == [(VIDEO, n * 40) for n in range(50, 60)]


def test_resolution_change() -> None:
    encoder = Encoder(Entry(H264, 0x100))
    stream = encoder.announce()
    for n in range(50):
        sets = CODE + (SPS if n < 25 else OTHER_SPS) + CODE + PPS
        picture = CODE + SLICE if n % 25 == 0 else CODE + INTER
        stream += encoder.send(0x100, n * 3600, AUD + (sets if n % 25 == 0 else b"") + picture)
    items, _ = everything(stream)
    headers = [(ms, body) for _, ms, body in items if body[:2] == b"\x17\0"]
    configs = [(ms, AvcConfig.parse(body[5:]).sps) for ms, body in headers]
    assert configs == [(0, (SPS,)), (1000, (OTHER_SPS,))]
    assert [values["width"] for values in metadata(items)] == [320, 1366]
    assert len(media(items)) == 50


def test_a_parameter_set_between_keyframes_stays_in_its_picture() -> None:
    encoder = Encoder(Entry(H264, 0x100))
    other = b"\x68\xee\x3c\x80"
    stream = encoder.announce() + encoder.send(0x100, 0, KEY)
    stream += encoder.send(0x100, 3600, AUD + CODE + PPS + CODE + other + CODE + INTER)
    *_, last = to_flv(stream)
    units = last[2][5:]
    assert units == b"\0\0\0\4" + other + len(INTER).to_bytes(4, "big") + INTER


def test_audio_that_starts_10_s_late() -> None:
    encoder = Encoder(Entry(H264, 0x100))
    stream = encoder.announce()
    for n in range(300):
        if n == 250:
            stream += encoder.announce(Entry(H264, 0x100), Entry(AAC, 0x110))
        stream += encoder.send(0x100, n * 3600, KEY if n % 25 == 0 else AUD + CODE + INTER)
        if n >= 250:
            stream += encoder.send(0x110, n * 3600 + 450, SOUND)
    items, _ = everything(stream)
    sounds = [item for item in items if item[0] == AUDIO]
    assert sounds[0] == (AUDIO, 10_005, b"\xaf\0\x11\x90")
    assert [ms for _, ms, _ in sounds[1:]] == [10_005 + n * 40 for n in range(50)]
    assert len([item for item in items if item[0] == VIDEO]) == 301
    assert "audiocodecid" in metadata(items)[-1]
    assert "audiocodecid" not in metadata(items)[0]


@pytest.mark.parametrize("piece", [188, 1316, 1 << 20])
def test_pid_change_loses_nothing(piece: int) -> None:
    """Also when both tables come in one go."""
    encoder = Encoder(Entry(H264, 0x100), Entry(AAC, 0x110))
    stream = encoder.announce()
    for n in range(50):
        video, audio = (0x100, 0x110) if n < 25 else (0x101, 0x111)
        if n == 25:
            stream += encoder.announce(Entry(H264, 0x101), Entry(AAC, 0x111))
        stream += encoder.send(video, n * 3600, KEY if n % 25 == 0 else AUD + CODE + INTER)
        stream += encoder.send(audio, n * 3600, SOUND)
    items = to_flv(stream, piece)
    for kind in (VIDEO, AUDIO):
        assert [each for each in media(items) if each[0] == kind] == [
            (kind, n * 40) for n in range(50)
        ]


def test_another_codec_on_a_track() -> None:
    encoder = Encoder(Entry(AAC, 0x110))
    stream = encoder.announce() + encoder.send(0x110, 0, SOUND)
    stream += encoder.announce(Entry(AC3, 0x111, registration(b"AC-3")))
    stream += encoder.send(0x111, 9000, AC3_FRAME)
    bodies = [(ms, body[:5]) for _, ms, body in to_flv(stream)]
    assert bodies == [
        (0, b"\xaf\0\x11\x90"),
        (0, b"\xaf\1!!!"),
        (100, b"\x90ac-3"),
        (100, b"\x91ac-3"),
    ]


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(60000, 1001), Fraction(25)])
def test_ten_hours_without_drift(rate: Fraction) -> None:
    """Each timestamp is right by itself: within half a millisecond, sound beside picture."""
    encoder = Encoder(Entry(H264, 0x100), Entry(AAC, 0x110))
    converter = TsToFlv()
    converter.feed(encoder.announce())
    for hour in range(11):
        for n in range(3):
            video = round((int(hour * 3600 * rate) + n) * 90_000 / rate)
            audio = (hour * 3600 * 48000 // 1024 + n) * 1920
            stream = encoder.send(0x100, video, KEY, video + 3003)
            stream += encoder.send(0x110, audio, SOUND)
            for kind, ms, body in converter.feed(stream):
                exact = Fraction(video if kind == VIDEO else audio, 90)
                assert kind == SCRIPT or abs(ms - exact) <= Fraction(1, 2)
                if kind == VIDEO and body[1] == 1:
                    shown = ms + parse_video(body).composition_time
                    assert abs(shown - Fraction(video + 3003, 90)) <= Fraction(1, 2)


def test_the_wrap_after_26_5_hours() -> None:
    encoder = Encoder(Entry(H264, 0x100), Entry(AAC, 0x110))
    stream, start = encoder.announce(), TURN - 90_000
    times = [start + n * 3600 for n in range(50)]
    for n, time in enumerate(times):
        stream += encoder.send(0x100, time, KEY if n == 0 else AUD + CODE + INTER, time + 7200)
        stream += encoder.send(0x110, time - 900, SOUND)
    items = to_flv(stream)
    expected = {VIDEO: times, AUDIO: [time - 900 for time in times]}
    for kind, ticks in expected.items():
        found = [ms for each, ms in media(items) if each == kind]
        assert found == [(time + 45) // 90 for time in ticks]
    tags = [parse_video(body) for kind, _, body in items if kind == VIDEO]
    assert [tag.composition_time for tag in tags] == [0] + [80] * 50


def test_no_time_is_below_zero() -> None:
    """A sound from just before the wrap may come behind the first picture after it."""
    encoder = Encoder(Entry(H264, 0x100), Entry(AAC, 0x110))
    stream = encoder.announce() + encoder.send(0x100, 0, KEY)
    stream += encoder.send(0x110, TURN - 9000, SOUND) + encoder.send(0x110, 1800, SOUND)
    items, converter = everything(stream)
    assert sorted(media(items)) == [(AUDIO, 20), (VIDEO, 0)]
    assert converter.malformed == 1


def test_a_small_step_back_is_held_up() -> None:
    encoder = Encoder(Entry(AAC, 0x110))
    stream = encoder.announce()
    for time in (9000, 18_000, 13_500, 27_000):
        stream += encoder.send(0x110, time, SOUND)
    assert [ms for _, ms in media(to_flv(stream))] == [100, 200, 200, 300]


def test_mpeg_2_video_is_named() -> None:
    encoder = Encoder(Entry(0x02, 0x100), Entry(AAC, 0x110))
    stream = encoder.announce() + b"".join(encoder.send(0x110, n * 1800, SOUND) for n in range(9))
    items, converter = everything(stream)
    assert media(items) == [(AUDIO, n * 20) for n in range(9)]
    assert converter.unsupported == {
        "MPEG-1/2 Video": "RTMP can't carry MPEG-2 video: let the encoder send H.264 instead."
    }


def test_layer_2_gives_way_to_a_track_that_fits() -> None:
    """Broadcasters send MP2 first, and AC-3 beside it. FLV has a place for MP3 only."""
    encoder = Encoder(Entry(MP2, 0x110), Entry(AC3, 0x111, registration(b"AC-3")))
    stream = encoder.announce()
    for n in range(4):
        stream += encoder.send(0x110, n * 2880, MP2_FRAME)
        stream += encoder.send(0x111, n * 2880, AC3_FRAME)
    items, converter = everything(stream)
    assert {body[1:5] for _, _, body in items[1:]} == {b"ac-3"}
    assert len(media(items)) == 4
    assert converter.unsupported == {}
    assert converter.dropped == ["audio track 272 (MPEG-1/2 Audio)"]


def test_layer_2_alone_is_named() -> None:
    encoder = Encoder(Entry(MP2, 0x110))
    items, converter = everything(encoder.announce() + encoder.send(0x110, 0, MP2_FRAME * 3))
    assert items == []
    assert converter.unsupported == {"MPEG-1/2 Audio": LAYER_2}


def language(code: bytes) -> bytes:
    return b"\x0a\x04" + code + b"\0"


def test_the_first_of_several_languages_goes_out() -> None:
    encoder = Encoder(Entry(AAC, 0x110, language(b"eng")), Entry(AAC, 0x111, language(b"spa")))
    stream = encoder.announce()
    for n in range(200):
        stream += encoder.send(0x111, n * 1800, SOUND) + encoder.send(0x110, n * 1800, SOUND)
    items, converter = everything(stream)
    assert media(items) == [(AUDIO, n * 20) for n in range(200)]
    assert converter.dropped == ["audio track 273 (MPEG-4 Audio, spa)"]


def test_a_silent_track_gives_way_after_2_s() -> None:
    encoder = Encoder(Entry(AAC, 0x110), Entry(AAC, 0x111))
    stream = encoder.announce() + b"".join(encoder.send(0x111, n * 1800, SOUND) for n in range(200))
    assert media(to_flv(stream)) == [(AUDIO, n * 20) for n in range(100, 200)]


def test_a_stream_without_tables_says_so() -> None:
    encoder = Encoder(Entry(AAC, 0x110))
    stream = b"".join(encoder.send(0x110, n * 1800, SOUND) for n in range(12_000))
    items, converter = everything(stream)
    assert items == []
    assert "PAT" in converter.problem


def test_lost_packets_cost_their_pictures_only() -> None:
    def picture(n: int) -> bytes:
        return KEY if n == 0 else AUD + CODE + b"\x41" * 900

    muxer = TsMuxer()
    muxer.declare("video", H264, 0xE0)
    units = [muxer.write("video", n * 3600, n * 3600, picture(n), access=n == 0) for n in range(50)]
    units[20] = units[20][:-376] + units[20][-188:]
    found = [ms for _, ms in media(to_flv(b"".join(units)))]
    assert found == [n * 40 for n in range(50) if n != 20]


def kinds_of(items: list[Item]) -> set[Kind]:
    return {"video" if kind == VIDEO else "audio" for kind, _, _ in items}


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_one_kind_alone(kind: Kind) -> None:
    encoder = Encoder(Entry(H264, 0x100) if kind == "video" else Entry(AAC, 0x110))
    stream = encoder.announce()
    for n in range(10):
        pid, data = (0x100, KEY) if kind == "video" else (0x110, SOUND)
        stream += encoder.send(pid, n * 1800, data)
    items = to_flv(stream)
    assert kinds_of(items) == {kind}
    assert len(media(items)) == 10
