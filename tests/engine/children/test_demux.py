"""Container bytes that the engine hands in, as segments of HLS come."""

import os
import re
from pathlib import Path

from streamingpro.engine.children import notices
from streamingpro.engine.children.jobs import DemuxJob
from tests.engine.children.harness import Source
from tests.engine.children.media import fragmented, made, small_clip
from tests.peers.ffmpeg import packets


def boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """The top-level boxes of an MP4: type, whole box."""
    found, pos = [], 0
    while pos < len(data):
        size = int.from_bytes(data[pos : pos + 4], "big")
        found.append((data[pos + 4 : pos + 8], data[pos : pos + size]))
        pos += size
    return found


async def test_fragments_come_out_as_they_come_in(tmp_path: Path) -> None:
    """Nothing of a fragment is held back until the next: a live edge would be late by one."""
    found = boxes(fragmented(tmp_path / "a.mp4").read_bytes())
    first = [kind for kind, _ in found].index(b"moof")
    beginning = b"".join(box for _, box in found[:first])
    fragments = [found[at][1] + found[at + 1][1] for at in range(first, len(found) - 1, 2)]
    source = Source(DemuxJob())
    source.child.start()
    source.child.feed(beginning)
    source.child.feed(fragments[0])
    pictures = [packet for packet in packets(small_clip()) if packet.kind == "video"]
    await source.until(lambda: len(source.frames(9)) == 60)
    for fragment in fragments[1:]:
        source.child.feed(fragment)
    await source.until(lambda: len(source.frames(9)) == len(pictures))
    await source.stop()
    assert source.notices == []


def later(data: bytes, seconds: int) -> bytes:
    """The same file in the middle of a long programme: its fragments say (in `tfdt`, in units of
    their track's `mdhd`) that they belong so much later."""
    scales = [int.from_bytes(data[at + 16 : at + 20], "big") for at in places(data, b"mdhd")]
    out = bytearray(data)
    for number, at in enumerate(places(data, b"tfdt")):
        assert data[at + 4] == 1, "64 bits"
        time = int.from_bytes(data[at + 8 : at + 16], "big")
        out[at + 8 : at + 16] = (time + seconds * scales[number % len(scales)]).to_bytes(8, "big")
    return bytes(out)


def places(data: bytes, kind: bytes) -> list[int]:
    return [match.start() for match in re.finditer(kind, data)]


async def test_timestamps_stay_those_of_the_media(tmp_path: Path) -> None:
    whole = fragmented(tmp_path / "a.mp4").read_bytes()
    source = Source(DemuxJob())
    source.child.start()
    source.child.feed(whole)
    source.child.end()
    source.child.feed(later(whole, 95_443))
    source.child.end()
    await source.until(lambda: len(source.notices) == 2)
    await source.stop()
    for kind in (8, 9):
        times = [ms for ms, _ in source.frames(kind)]
        half = len(times) // 2
        assert [ms - 95_443_000 for ms in times[half:]] == times[:half]


async def test_file_after_file_in_pieces_of_any_size(tmp_path: Path) -> None:
    whole = fragmented(tmp_path / "a.mp4").read_bytes()
    source = Source(DemuxJob())
    source.child.start()
    for _ in range(2):
        for at in range(0, len(whole), 777):
            assert source.child.feed(whole[at : at + 777])
        source.child.end()
    await source.until(lambda: len(source.notices) == 2)
    assert [notice.event for notice in source.notices] == [notices.ENDED] * 2
    pictures = sum(packet.kind == "video" for packet in packets(small_clip()))
    assert len(source.frames(9)) == 2 * pictures
    await source.stop()


async def test_other_tracks_after_the_end_of_a_file(tmp_path: Path) -> None:
    sound = made(
        tmp_path / "sound.mp4",
        *("-vn", "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof"),
    )
    source = Source(DemuxJob())
    source.child.start()
    source.child.feed(fragmented(tmp_path / "a.mp4").read_bytes())
    source.child.end()
    source.child.feed(sound.read_bytes())
    source.child.end()
    await source.until(lambda: len(source.notices) == 2)
    sounds = sum(packet.kind == "audio" for packet in packets(small_clip()))
    assert len(source.frames(8)) == 2 * sounds
    await source.stop()


async def test_what_is_no_container_is_said(tmp_path: Path) -> None:
    source = Source(DemuxJob())
    source.child.start()
    source.child.feed(os.urandom(200_000))
    source.child.end()
    last = await source.last_word()
    assert (last.event, last.kind) == (notices.ERROR, "protocol")


async def test_a_codec_that_can_not_be_passed_on_is_said(tmp_path: Path) -> None:
    old = made(tmp_path / "old.mkv", "-an", "-c:v", "mpeg2video", "-t", "0.5")
    source = Source(DemuxJob("matroska"))
    source.child.start()
    source.child.feed(old.read_bytes())
    source.child.end()
    last = await source.last_word()
    assert (last.event, last.kind) == (notices.ERROR, "codec")
    assert "let the sender use H.264" in last.message


async def test_a_segment_may_be_larger_than_any_message(tmp_path: Path) -> None:
    whole = fragmented(tmp_path / "a.mp4").read_bytes()
    found = boxes(whole)
    first = [kind for kind, _ in found].index(b"moof")
    size = 40 * 1024 * 1024
    free = size.to_bytes(4, "big") + b"free" + bytes(size - 8)
    segment = b"".join([*(box for _, box in found[:first]), free, *(b for _, b in found[first:])])
    source = Source(DemuxJob())
    source.child.start()
    assert source.child.feed(segment)
    assert not source.child.feed(segment), "enough for now"
    assert source.child.end()
    await source.until(lambda: source.notices)
    assert len(source.frames(9)) == sum(p.kind == "video" for p in packets(small_clip()))
    await source.stop()
