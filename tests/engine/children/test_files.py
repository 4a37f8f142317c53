"""Files as a live channel: what is played, in which order, with which timestamps, and what not."""

import os
from itertools import islice, pairwise
from pathlib import Path

import pytest

from streamingpro.engine.children import notices
from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.files import steps
from streamingpro.engine.children.jobs import FilesJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.splice import Placed
from streamingpro.protocols.media import Kind
from tests.engine.children.harness import Source
from tests.engine.children.media import made, small_clip
from tests.peers.ffmpeg import packets

MS = 1_000_000


def job(*files: Path, loop: bool = False, folders: tuple[Path, ...] = ()) -> FilesJob:
    return FilesJob(tuple(map(str, files)), tuple(map(str, folders)), loop=loop)


def played(found: list[Placed | Notice], kind: Kind = "video") -> list[Placed]:
    return [s for s in found if isinstance(s, Placed) and s.sample.track.kind == kind]


def told(found: list[Placed | Notice], event: str) -> list[str]:
    return [str(s.data["file"]) for s in found if isinstance(s, Notice) and s.event == event]


def gaps_ms(found: list[Placed]) -> set[int]:
    return {round((later.at - earlier.at) / MS) for earlier, later in pairwise(found)}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """a.mp4 b.mkv c.ts d.flv of 3 s each, the same pictures and sound."""
    folder = tmp_path_factory.mktemp("media")
    for name in ("a.mp4", "b.mkv", "c.ts", "d.flv"):
        made(folder / name)
    return folder


def test_a_file_that_is_looped_has_no_joint(media: Path) -> None:
    found = list(islice(steps(job(media / "a.mp4", loop=True)), 1500))
    video, audio = played(found), played(found, "audio")
    assert len(video) > 500
    assert gaps_ms(video) <= {33, 34}
    assert gaps_ms(audio) <= set(range(10, 33))
    assert set(told(found, notices.FILE)) == {"a.mp4"}
    assert len(told(found, notices.FILE)) > 5


def test_sound_stays_with_its_picture_over_many_rounds(media: Path) -> None:
    """The loop's length is the picture's, so nothing drifts."""
    found = list(islice(steps(job(media / "a.mp4", loop=True)), 6000))
    shifts = sorted({step.shift for step in found if isinstance(step, Placed)})
    assert len(shifts) > 20
    pictures = len(packets_of(media / "a.mp4", "video"))
    assert {round(later - earlier, -3) for earlier, later in pairwise(shifts)} == {
        round(pictures * 1_000_000_000 / 30, -3)
    }
    for step in found:
        if isinstance(step, Placed):
            assert step.sample.dts + step.shift >= 0


def packets_of(path: Path, kind: str) -> list[str]:
    return [packet.digest for packet in packets(path) if packet.kind == kind]


@pytest.mark.parametrize("name", ["a.mp4", "b.mkv", "c.ts", "d.flv"])
def test_every_frame_of_every_container_comes_once(media: Path, name: str) -> None:
    found = list(steps(job(media / name)))
    assert len(played(found)) == len(packets_of(small_clip(), "video"))
    assert len(played(found, "audio")) == len(packets_of(small_clip(), "audio"))
    offsets = [step.sample.pts - step.sample.dts for step in played(found)]
    assert min(offsets) >= 0
    assert max(offsets) >= 33 * MS


def test_files_of_different_containers_follow_each_other_without_a_gap(media: Path) -> None:
    names = ("a.mp4", "b.mkv", "c.ts", "d.flv")
    found = list(steps(job(*(media / name for name in names))))
    assert told(found, notices.FILE) == list(names)
    assert gaps_ms(played(found)) <= {32, 33, 34, 35}
    assert gaps_ms(played(found, "audio")) <= set(range(10, 34))


def test_what_can_not_be_played_is_passed_over_with_a_reason(media: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("these are notes")
    empty = tmp_path / "empty.mp4"
    empty.touch()
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    gone, folder = tmp_path / "gone.mp4", tmp_path / "folder.mp4"
    folder.mkdir()
    old = made(tmp_path / "old.avi", "-c:v", "mpeg2video", "-c:a", "copy", "-t", "0.2")
    bad = (text, empty, pipe, gone, folder, old)
    found = list(steps(job(*bad, media / "a.mp4")))
    assert told(found, notices.SKIPPED) == [path.name for path in bad]
    assert told(found, notices.FILE) == ["a.mp4"]
    words = " ".join(step.message for step in found if isinstance(step, Notice))
    assert "“gone.mp4” is passed over: it is not there." in words
    assert "“folder.mp4” is passed over: it is a folder." in words
    assert "“notes.mp4” is passed over: it is damaged, or no audio or video file." in words
    assert "let the sender use H.264" in words


def test_when_nothing_can_be_played_that_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("these are notes")
    found = steps(job(text, tmp_path / "gone.mp4", loop=True))
    assert [next(found), next(found)]
    with pytest.raises(Failure, match="None of the files can be played") as caught:
        next(found)
    assert caught.value.kind == "codec"
    with pytest.raises(Failure) as caught:
        list(steps(job(tmp_path / "gone.mp4", loop=True)))
    assert caught.value.kind == "not_found"


def test_a_file_that_breaks_off_is_played_as_far_as_it_goes(media: Path, tmp_path: Path) -> None:
    whole = (media / "c.ts").read_bytes()
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole[: len(whole) // 2 // 188 * 188] + os.urandom(5000))
    found = list(steps(job(cut, media / "a.mp4")))
    assert told(found, notices.FILE) == ["cut.ts", "a.mp4"]
    assert gaps_ms(played(found)) <= set(range(33, 200))


def test_recordings_put_together_with_different_clocks_go_on(media: Path, tmp_path: Path) -> None:
    late = made(tmp_path / "late.ts", "-c", "copy", "-output_ts_offset", "7000")
    both = tmp_path / "both.ts"
    first, second = (media / "c.ts").read_bytes(), late.read_bytes()
    both.write_bytes(first + second + first)
    found = list(steps(job(both)))
    assert len(played(found)) >= 3 * len(packets_of(small_clip(), "video")) - 3
    assert max(gaps_ms(played(found))) < 1000
    assert max(gaps_ms(played(found, "audio"))) < 1000
    assert played(found)[-1].at < 11_000 * MS


@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    ],
)
def test_a_playlist_in_disguise_leads_nowhere(media: Path, tmp_path: Path, script: str) -> None:
    """FFmpeg would follow it to other files and addresses."""
    disguised = tmp_path / "show.mp4"
    disguised.write_text(script.format(media / "c.ts"))
    with pytest.raises(Failure, match="damaged, or no audio or video"):
        list(steps(job(disguised)))


def test_links_out_of_the_media_folders_are_not_followed(media: Path, tmp_path: Path) -> None:
    folder = tmp_path / "allowed"
    folder.mkdir()
    link = folder / "link.mp4"
    link.symlink_to(media / "a.mp4")
    with pytest.raises(Failure, match="not in a media folder"):
        list(steps(job(link, folders=(folder,))))
    assert played(list(steps(job(link, folders=(folder, media.resolve())))))


@pytest.mark.parametrize("name", ["titled.mkv", "titled.mp4"])
def test_titles_may_be_in_any_encoding(tmp_path: Path, name: str) -> None:
    titled = made(tmp_path / name, "-c", "copy", "-metadata", "title=QQQQ")
    data = titled.read_bytes()
    assert b"QQQQ" in data
    titled.write_bytes(data.replace(b"QQQQ", "Été!".encode("latin-1")))
    assert played(list(steps(job(titled))))


def test_pictures_without_sound_and_sound_without_pictures(tmp_path: Path) -> None:
    silent = made(tmp_path / "silent.mp4", "-an", "-c", "copy")
    sound = made(tmp_path / "sound.m4a", "-vn", "-c", "copy")
    found = list(steps(job(silent, sound)))
    assert gaps_ms(played(found)) <= {33, 34}
    assert gaps_ms(played(found, "audio")) <= {21, 22}
    assert played(found, "audio")[0].at >= played(found)[-1].at


def test_a_sound_that_can_not_be_passed_on_is_left_out(tmp_path: Path) -> None:
    odd = made(tmp_path / "odd.mkv", "-c:v", "copy", "-c:a", "pcm_s16le")
    found = list(steps(job(odd)))
    assert played(found)
    assert not played(found, "audio")
    (left_out,) = [s for s in found if isinstance(s, Notice) and s.event == notices.UNSUPPORTED]
    assert "let the sender use AAC" in left_out.message


# in the child


async def test_a_file_comes_as_messages_and_ends(media: Path) -> None:
    source = Source(job(media / "a.mp4"))
    source.child.start()
    assert (await source.last_word()).event == notices.ENDED
    kinds = [type_id for type_id, _, _ in source.items]
    assert set(kinds) == {8, 9, 18}
    video, audio = source.frames(9), source.frames(8)
    assert len(video) == len(packets_of(small_clip(), "video"))
    assert len(audio) == len(packets_of(small_clip(), "audio"))
    assert all(later >= earlier for (earlier, _), (later, _) in pairwise(video))
    assert kinds.count(9) == len(video) + 1
    assert kinds.count(8) == len(audio) + 1


async def test_a_loop_sends_its_codec_headers_once(media: Path, tmp_path: Path) -> None:
    short = made(tmp_path / "short.mp4", "-c", "copy", "-t", "0.4")
    source = Source(job(short, loop=True))
    source.child.start()
    await source.until(lambda: sum(n.event == notices.FILE for n in source.notices) >= 4)
    await source.stop()
    assert source.reasons == []
    headers = [payload for type_id, _, payload in source.items if payload[:2] == b"\x17\0"]
    assert len(headers) == 1


async def test_files_with_other_codecs_bring_their_headers(media: Path, tmp_path: Path) -> None:
    first = made(tmp_path / "first.mp4", "-c", "copy", "-t", "0.5")
    second = made(
        tmp_path / "second.mp4",
        *("-t", "0.5", "-s", "160x90", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "ac3"),
    )
    source = Source(job(first, second))
    source.child.start()
    assert (await source.last_word()).event == notices.ENDED
    assert sum(payload[:2] == b"\x17\0" for _, _, payload in source.items) == 2
    assert any(payload[:5] == b"\x91ac-3" for _, _, payload in source.items)


async def test_nothing_to_play_is_the_last_word(tmp_path: Path) -> None:
    source = Source(job(tmp_path / "gone.mp4", loop=True))
    source.child.start()
    last = await source.last_word()
    assert (last.event, last.kind) == (notices.ERROR, "not_found")
    assert "“gone.mp4”" in last.message
    assert str(tmp_path) not in last.message
