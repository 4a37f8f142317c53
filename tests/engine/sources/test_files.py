"""Files as a channel: which ones, which not, and that it never ends."""

import itertools
import os
from pathlib import Path
from urllib.parse import quote

import pytest

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.files import find_files, path_of
from streamingpro.engine.sources.guard import Guard
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.protocols.flv import parse_video
from tests.engine.harness import until
from tests.engine.media import AUDIO, VIDEO
from tests.engine.sources.hls import media
from tests.engine.sources.room import failure, pulling
from tests.peers.compare import of_kind
from tests.peers.ffmpeg import packets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A media folder with empty files, and one beside it."""
    for name in ("media/b.MP4", "media/a.ts", "media/.hidden.mp4", "media/notes.doc", "out.mp4"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")
    (tmp_path / "media" / "deep").mkdir()
    (tmp_path / "media" / "deep" / "c d.mkv").write_bytes(b"")
    (tmp_path / "media" / "empty").mkdir()
    return tmp_path / "media"


def options(folder: Path) -> SourceOptions:
    return SourceOptions(media_folders=(folder,))


def names(folder: Path, what: str) -> list[str]:
    found = find_files(folder / what, Guard(options(folder)))
    return [str(path.relative_to(folder.resolve())) for path in found]


def problem(folder: Path, what: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        find_files(folder / what, Guard(options(folder)))
    assert caught.value.message.endswith(".")
    return caught.value


def test_one_file_or_all_of_a_folder_by_name(folder: Path) -> None:
    assert names(folder, "b.MP4") == ["b.MP4"]
    assert names(folder, ".") == ["a.ts", "b.MP4"]
    assert names(folder, "deep") == ["deep/c d.mkv"]
    assert problem(folder, "empty").kind is SourceErrorKind.NOT_FOUND
    assert problem(folder, "missing.mp4").kind is SourceErrorKind.NOT_FOUND


@pytest.mark.parametrize("ending", ["m3u", "m3u8", "txt", "M3U"])
def test_a_list_of_files(folder: Path, ending: str) -> None:
    absolute = folder / "a.ts"
    url = f"file://{quote(str(folder / 'deep' / 'c d.mkv'))}"
    lines = [
        "#EXTM3U",
        "#EXTINF:10,Title",
        "b.MP4",
        "",
        str(absolute),
        url,
        "deep/../b.MP4",
        "no.ts",
    ]
    (folder / f"list.{ending}").write_text("\ufeff" + "\r\n".join(lines))
    assert names(folder, f"list.{ending}") == ["b.MP4", "a.ts", "deep/c d.mkv", "b.MP4"]


@pytest.mark.parametrize(
    "entry",
    [
        *("../out.mp4", "/etc/passwd", "http://10.0.0.1/x.ts", "rtsp://127.0.0.1/x", "a\0b.mp4"),
        *("concat:/etc/passwd|x", "file:///etc/passwd"),
    ],
)
def test_a_list_names_nothing_outside(folder: Path, entry: str) -> None:
    (folder / "list.txt").write_text(f"b.MP4\n{entry}\n")
    if entry.startswith("concat:"):
        assert names(folder, "list.txt") == ["b.MP4"], "it is the name of no file"
    else:
        assert problem(folder, "list.txt").kind is SourceErrorKind.FORBIDDEN


def test_links_in_a_folder_lead_nowhere_else(folder: Path) -> None:
    (folder / "z.mp4").symlink_to("../out.mp4")
    assert problem(folder, ".").kind is SourceErrorKind.FORBIDDEN


@pytest.mark.parametrize("name", ["pipe.m3u", "pipe.mp4"])
def test_a_pipe_keeps_nobody_waiting(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    with pytest.raises(SourceError, match="is not a file"):
        find_files(folder / name, Guard(options(folder)))


def test_empty_and_endless_lists(folder: Path) -> None:
    (folder / "list.txt").write_text("# nothing\n\n")
    assert problem(folder, "list.txt").kind is SourceErrorKind.NOT_FOUND
    (folder / "list.txt").write_text("b.MP4\n" * 20_000)
    assert len(names(folder, "list.txt")) == 10_000


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///media/a%20b.mp4", "/media/a b.mp4"),
        ("file://localhost/media/a.mp4", "/media/a.mp4"),
        ("file:/media/a.mp4", "/media/a.mp4"),
    ],
)
def test_addresses_of_files(url: str, path: str) -> None:
    assert path_of(url) == Path(path)


@pytest.mark.parametrize(
    "url", ["file://server/share/a.mp4", "file:a.mp4", "file:///a%00b", "file:"]
)
def test_addresses_that_name_no_file(url: str) -> None:
    with pytest.raises(SourceError, match="whole path"):
        path_of(url)


# played


def url_of(path: Path) -> str:
    return f"file://{quote(str(path))}"


async def test_a_file_is_played_over_and_over_without_a_joint(tmp_path: Path) -> None:
    """The movie is cut short, so that rounds are, and plays in real time."""
    short = tmp_path / "short film.ts"
    short.write_bytes((media.ts() / "list0.ts").read_bytes())
    async with pulling(url_of(short), options=options(tmp_path)) as (room, source):
        await until(lambda: room.keepers and len(room.keeper.frames(VIDEO)) > 150)
        assert (source.kind, source.protocol, source.state) == ("fileSource", "file", "running")
        assert source.bytes_received > 1000
        pictures = room.keeper.frames(VIDEO)[1:]
        got = packets(room.keeper.save(tmp_path / "got.flv"))
    steps = {b[0] - a[0] for a, b in itertools.pairwise(pictures)}
    assert steps <= {32, 33, 34, 35}, "no gap where a round ends"
    assert sum(parse_video(payload).is_keyframe for _, payload in pictures) >= 3
    digests = [packet.digest for packet in of_kind(got, "video")]
    assert digests[:60] == digests[60:120], "every frame of it, each time"
    assert len(room.keepers) == 1


async def test_a_folder_is_played_in_order(tmp_path: Path) -> None:
    for place, n in enumerate((0, 2)):
        (tmp_path / f"{place}.ts").write_bytes((media.ts() / f"list{n}.ts").read_bytes())
    (tmp_path / "9 broken.mp4").write_bytes(b"nothing to see")
    async with pulling(url_of(tmp_path), options=options(tmp_path)) as (room, _):
        await until(lambda: room.keepers and len(room.keeper.frames(AUDIO)) > 200)
        assert len(room.keepers) == 1


async def test_files_are_refused_unless_an_administrator_allows_them(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"x")
    async with pulling(url_of(file)) as (room, source):
        kind, message = await failure(source)
        assert (kind, "STREAMINGPRO_MEDIA_FOLDERS" in message) == ("forbidden", True)
    async with pulling("file:///etc/passwd", options=options(tmp_path)) as (room, source):
        assert (await failure(source))[0] == "forbidden"
        assert room.streams == []


async def test_what_is_no_media_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_text("ffconcat version 1.0\nfile /etc/passwd\n")
    async with pulling(url_of(file), options=options(tmp_path)) as (room, source):
        kind, message = await failure(source)
        assert (kind, "can be played" in message) == ("codec", True), message
        assert room.streams == []
