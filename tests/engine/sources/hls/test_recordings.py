"""Recordings of every make: all frames come, sound stays with its picture."""

import gzip
import itertools
from pathlib import Path

import pytest

from streamingpro.engine.units import WireForm
from tests.engine.harness import until
from tests.engine.sources.hls import media
from tests.engine.sources.origin import Answer, Origin, Request, origin, ranged
from tests.engine.sources.room import Room, failure, pulling
from tests.peers.compare import assert_monotonic, assert_same, of_kind
from tests.peers.ffmpeg import Packet, packets

KEY, IV = bytes(range(16)), bytes(range(50, 66))
pytestmark = pytest.mark.usefixtures("hurry")


async def played(url: str, file: Path) -> tuple[Room, list[Packet]]:
    """Everything up to the end of the recording."""
    async with pulling(url) as (room, source):
        kind, message = await failure(source)
        assert (kind, message) == ("ended", "The stream came to its end.")
        assert (source.kind, source.protocol) == ("hlsSource", "hls")
        assert len(room.keepers) == 1
        return room, packets(room.keeper.save(file))


def assert_close(sent: list[Packet], got: list[Packet], within_ms: int = 2) -> None:
    """All frames in order, and no more than rounding between their clocks."""
    shifts: set[int] = set()
    for kind in ("video", "audio"):
        want, have = of_kind(sent, kind), of_kind(got, kind)
        assert [packet.digest for packet in have] == [packet.digest for packet in want], kind
        shifts |= {h.dts - w.dts for w, h in zip(want, have, strict=True)}
        shifts |= {h.pts - w.pts for w, h in zip(want, have, strict=True)}
    assert max(shifts) - min(shifts) <= within_ms, sorted(shifts)


def assert_timed_as(sent: list[Packet], got: list[Packet]) -> None:
    """The distance between sound and picture is what it was; the payloads may be framed anew."""
    apart = [of_kind(p, "audio")[50].dts - of_kind(p, "video")[50].dts for p in (sent, got)]
    assert abs(apart[0] - apart[1]) <= 2
    for kind in ("video", "audio"):
        assert len(of_kind(sent, kind)) == len(of_kind(got, kind))


def joined(folder: Path, file: Path, pattern: str = "list?.ts") -> list[Packet]:
    """The packets of a folder's segments, read as one file."""
    file.write_bytes(b"".join(part.read_bytes() for part in sorted(folder.glob(pattern))))
    return packets(file)


async def test_ts_passes_untouched(tmp_path: Path) -> None:
    folder = media.ts()
    async with origin(folder) as server:
        room, got = await played(server.url("/list.m3u8"), tmp_path / "got.ts")
    sent = b"".join((folder / f"list{n}.ts").read_bytes() for n in range(3))
    assert room.keeper.lane is WireForm.MPEGTS
    assert sent.endswith(bytes(room.keeper.data)), "from the first keyframe on, byte for byte"
    assert_same(joined(folder, tmp_path / "sent.ts"), got, "hls")
    assert room.streams[0].malformed == 0


async def test_fragmented_mp4(tmp_path: Path) -> None:
    async with origin(media.mp4()) as server:
        room, got = await played(server.url("/list.m3u8"), tmp_path / "got.flv")
    assert room.keeper.lane is WireForm.RTMP
    assert_close(packets(media.movie()), got)
    assert sum(request.path == "/init.mp4" for request in server.asked) == 1


@pytest.mark.parametrize("kind", ["fmp4", "mpegts"])
async def test_sound_in_a_playlist_of_its_own(kind: str, tmp_path: Path) -> None:
    """ffmpeg's muxers begin each on its own clock in TS: what they sent is what has to come."""
    folder = media.apart(kind)
    async with origin(folder) as server:
        _, got = await played(server.url("/main.m3u8"), tmp_path / "got.flv")
    if kind == "fmp4":
        assert_close(packets(media.movie()), got)
        return
    sent = [
        *joined(folder, tmp_path / "0.ts", "v0?.ts"),
        *joined(folder, tmp_path / "1.ts", "v1?.ts"),
    ]
    assert_timed_as(sent, got)


async def test_sound_as_bare_aac(server: Origin, tmp_path: Path) -> None:
    video = media.apart("mpegts")
    for n, data in enumerate(media.bare_aac()):
        server.on(f"/a{n}.aac", data)
        server.on(f"/v0{n}.ts", (video / f"v0{n}.ts").read_bytes())
    server.on("/a.m3u8", media.playlist([f"a{n}.aac" for n in range(3)]))
    server.on("/v0.m3u8", (video / "v0.m3u8").read_bytes())
    server.on(
        "/main.m3u8",
        b'#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a.m3u8"\n'
        b'#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a"\nv0.m3u8\n',
    )
    _, got = await played(server.url("/main.m3u8"), tmp_path / "got.flv")
    assert_close(packets(media.movie()), got)


@pytest.mark.parametrize("make", [media.ts, media.mp4])
async def test_encrypted_segments(make: object, server: Origin, tmp_path: Path) -> None:
    assert callable(make)
    read = media.reader(make())
    is_mp4 = make is media.mp4
    suffix = "m4s" if is_mp4 else "ts"
    server.on("/key?t=1", KEY)
    lines = [f'#EXT-X-KEY:METHOD=AES-128,URI="key?t=1",IV=0x{IV.hex()}']
    if is_mp4:
        server.on("/init.mp4", media.encrypted(read("init.mp4"), KEY, IV))
        lines.append('#EXT-X-MAP:URI="init.mp4"')
    server.on("/0", media.encrypted(read(f"list0.{suffix}"), KEY, IV))
    server.on("/1", media.encrypted(read(f"list1.{suffix}"), KEY, (8).to_bytes(16, "big")))
    server.on("/2", read(f"list2.{suffix}"))
    lines += ["0", '#EXT-X-KEY:METHOD=AES-128,URI="key?t=1"', "1", "#EXT-X-KEY:METHOD=NONE", "2"]
    server.on("/list.m3u8", media.playlist(lines, sequence=7))
    _, got = await played(server.url("/list.m3u8"), tmp_path / f"got.{'flv' if is_mp4 else 'ts'}")
    sent = packets(media.movie()) if is_mp4 else joined(make(), tmp_path / "sent.ts")
    assert_close(sent, got)
    assert server.paths().count("/key?t=1") == 1


async def test_parts_of_one_file(tmp_path: Path) -> None:
    folder = media.cut("ranges", media.movie(), "-hls_flags", "single_file")
    async with origin(folder) as server:
        _, got = await played(server.url("/list.m3u8"), tmp_path / "got.ts")
        assert all(request.range for request in server.asked if request.path == "/list.ts")
    assert_same(packets(folder / "list.ts"), got, "ranges")


async def test_segments_that_count_from_nought_lose_nothing(server: Origin, tmp_path: Path) -> None:
    for n in range(3):
        server.on(f"/{n}.ts", media.alone(n))
    server.on("/list.m3u8", media.playlist(["0.ts", "1.ts", "2.ts"]))
    room, got = await played(server.url("/list.m3u8"), tmp_path / "got.ts")
    assert_close(joined(media.ts(), tmp_path / "sent.ts"), got)
    assert room.streams[0].malformed == 0


@pytest.mark.parametrize("make", [media.ts, media.mp4])
async def test_time_goes_on_behind_a_discontinuity(
    make: object, server: Origin, tmp_path: Path
) -> None:
    """Another film in the middle: other size, other codec headers, its clock from nought."""
    assert callable(make)
    main, other = media.reader(make()), media.reader(make(media.other_movie()))
    suffix = "m4s" if make is media.mp4 else "ts"
    for n in range(3):
        server.on(f"/a{n}", main(f"list{n}.{suffix}"))
    for n in range(2):
        server.on(f"/b{n}", other(f"list{n}.{suffix}"))
    break_ = "#EXT-X-DISCONTINUITY"
    maps = [["#"], ["#"]]
    if make is media.mp4:
        server.on("/a", main("init.mp4"))
        server.on("/b", other("init.mp4"))
        maps = [['#EXT-X-MAP:URI="a"'], ['#EXT-X-MAP:URI="b"']]
    lines = [*maps[0], "a0", "a1", break_, *maps[1], "b0", "b1", break_, *maps[0], "a2"]
    server.on("/list.m3u8", media.playlist(lines))
    room, got = await played(server.url("/list.m3u8"), tmp_path / f"got.{suffix[:2]}")
    if make is media.mp4:
        assert_monotonic(got, "joined")
    for kind, count in (("video", 180 + 120), ("audio", 282 + 188)):
        assert abs(len(of_kind(got, kind)) - count) <= 2, kind
        times = [packet.dts for packet in of_kind(got, kind)]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert min(gaps) > -60, kind
        assert max(gaps) < 150, "no hole where the films meet"
    assert len(room.keepers) == 1


async def test_a_segment_that_breaks_off_goes_on_where_it_broke(
    server: Origin, tmp_path: Path
) -> None:
    read = media.reader(media.ts())
    whole = read("list1.ts")

    def fragile(request: Request) -> Answer:
        answer = ranged(request, whole)
        begin = request.range[0] if request.range else 0
        if begin < 100_000:
            answer.length = len(answer.body)
            answer.body = answer.body[:50_001]
        return answer

    server.on("/0", read("list0.ts"))
    server.on("/1", fragile)
    server.on("/2", read("list2.ts"))
    server.on("/list.m3u8", media.playlist(["0", "1", "2"]))
    _, got = await played(server.url("/list.m3u8"), tmp_path / "got.ts")
    assert_same(joined(media.ts(), tmp_path / "sent.ts"), got, "mended")
    starts = [request.range for request in server.asked if request.path == "/1"]
    assert starts == [None, (50_001, None), (100_002, None)]


async def test_a_recording_begins_anew_after_its_end(tmp_path: Path) -> None:
    async with (
        origin(media.ts()) as server,
        pulling(server.url("/list.m3u8")) as (room, source),
    ):
        await until(lambda: len(room.keepers) == 2 and room.keeper.data)
        assert source.last_error is not None
        assert source.last_error.kind == "ended"


async def test_playlists_that_are_compressed_all_the_same(server: Origin, tmp_path: Path) -> None:
    folder = media.ts()
    packed = gzip.compress((folder / "list.m3u8").read_bytes())
    server.on("/list.m3u8", Answer(packed, headers={"Content-Encoding": "gzip"}))
    for n in range(3):
        server.on(f"/list{n}.ts", (folder / f"list{n}.ts").read_bytes())
    _, got = await played(server.url("/list.m3u8"), tmp_path / "got.ts")
    assert_same(joined(folder, tmp_path / "sent.ts"), got, "gzip")


async def test_another_container_begins_a_new_attempt(server: Origin) -> None:
    read = media.reader(media.ts())
    server.on("/0.ts", read("list0.ts"))
    server.on("/init.mp4", media.reader(media.mp4())("init.mp4"))
    server.on("/1.m4s", media.reader(media.mp4())("list1.m4s"))
    server.on("/list.m3u8", media.playlist(["0.ts", '#EXT-X-MAP:URI="init.mp4"', "1.m4s"]))
    async with pulling(server.url("/list.m3u8")) as (room, source):
        kind, message = await failure(source)
        assert (kind, "changed their kind" in message) == ("ended", True)
        assert room.streams[0].frames == 60, "what came before it was played"
