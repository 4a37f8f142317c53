"""Streams with the faults of real encoders: each has a result, and words that say what to do.

All of them are played at once, in real time, to one engine: whatever is wrong with one of them, the
others must come through whole. Every stream goes to an RTMP and to an SRT destination.
"""

import asyncio
import contextlib
import itertools
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from tests.peers import ts
from tests.peers.ffmpeg import HOW, clip, enhanced_ffmpeg, ffmpeg
from tests.peers.frames import Frame, Frames, frames
from tests.peers.nginx import Nginx, nginx
from tests.peers.rest import Json
from tests.peers.srt import Sink, sink
from tests.peers.stack import Engine, engine
from tests.peers.tools import POLL_S, Child, eventually, program

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SLACK_MS = 33.4
CHANGE_S = 4
HALF = 125
"""More than half of the pictures of 8 s, so that what happens in the middle is among them; on a
busy machine a destination may be connected only after the first GOPs."""
LATE_S = 10
KEYLESS_S = 30
PATIENT = ("-analyzeduration", "30M", "-probesize", "50M")
"""ffmpeg looks for late tracks for so long."""


@dataclass
class Outcome:
    """What could be seen of one stream while it came in, and what arrived."""

    problems: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    codecs: list[str] = field(default_factory=list)
    forward: list[Json] = field(default_factory=list)
    errors: set[tuple[int, str, str]] = field(default_factory=set)
    sent: bytes = b""
    joined: Frames | None = None
    rtmp: Path | None = None
    srt: Path = Path()

    def see(self, found: Json) -> None:
        """One look at the path."""
        if self.problems[-1:] != [found["problem"]]:
            self.problems.append(found["problem"])
        self.codecs = found["tracks"] or self.codecs
        for track in found["tracks2"]:
            width = track["codecProps"].get("width")
            if width and width not in self.widths:
                self.widths.append(width)
        self.forward = found["forward"] or []
        for place, dest in enumerate(self.forward):
            if dest["lastError"]:
                self.errors.add((place, dest["errorKind"], dest["lastError"]))

    def assert_undisturbed(self) -> None:
        """Both destinations have been live from the beginning to the end."""
        assert not self.errors
        assert [dest["status"] for dest in self.forward] == ["live", "live"]
        assert [dest["reconnects"] for dest in self.forward] == [0, 0]
        assert [dest["framesDropped"] for dest in self.forward] == [0, 0]

    def assert_untouched(self) -> None:
        """What went out over SRT are the very packets that came in."""
        got = ts.media_of(self.srt.read_bytes())
        assert got
        assert got in self.sent, "packets were changed"

    async def over_rtmp(self) -> Frames:
        """But for the last of each, which may not be whole."""
        assert self.rtmp is not None, "not one recording over RTMP"
        found = await asyncio.to_thread(frames, self.rtmp, *PATIENT)
        return Frames(found.video[:-1], found.audio[:-1])

    async def over_srt(self) -> Frames:
        """Likewise."""
        found = await asyncio.to_thread(frames, self.srt, *PATIENT)
        return Frames(found.video[:-1], found.audio[:-1])


def run_of(want: list[Frame], got: list[Frame], who: str, *, least: int) -> float:
    """How much later (ms) `got` is, which must be an unbroken run of `want`."""
    assert len(got) >= least, f"{who}: {len(got)} frames, not {least}"
    digests = [frame.digest for frame in want]
    first = digests.index(got[0].digest)
    assert [frame.digest for frame in got] == digests[first : first + len(got)], who
    # Judged at the end: a recorder may set what lies before its first picture to zero.
    return got[-1].pts - want[first + len(got) - 1].pts


def assert_whole(
    want: Frames, got: Frames, who: str, *, pictures: int, sounds: int, later_ms: float = 0.0
) -> None:
    """Unbroken, and sound `later_ms` later against the picture than it is in `want`."""
    picture = run_of(want.video, got.video, f"{who}: pictures", least=pictures)
    sound = run_of(want.audio, got.audio, f"{who}: sound", least=sounds)
    assert abs(sound - picture - later_ms) <= SLACK_MS, f"{who}: {sound - picture} ms apart"


@dataclass
class Room:
    """An engine, a platform, and a folder for everything else."""

    folder: Path
    server: Engine
    platform: Nginx
    srt_port: int

    async def watch(self, name: str, outcome: Outcome) -> None:
        found = await self.server.api.path(name)
        if found is not None:
            outcome.see(found)

    @contextlib.asynccontextmanager
    async def path(self, name: str) -> AsyncIterator[Sink]:
        """A path with both kinds of destination."""
        async with sink(self.folder / name, keep=True) as receiver:
            destinations = [{"dest": f"{self.platform.url()}/{name}"}, {"dest": receiver.url}]
            await self.server.api.add_path(name, destinations)
            yield receiver

    async def join(self, name: str) -> Frames:
        """What a player gets that comes now, at once."""
        return await asyncio.to_thread(frames, self.server.url(name), seconds=2)

    async def play_ts(self, name: str, data: bytes) -> Outcome:
        """Publish packets over SRT."""
        async with self.path(name) as receiver:
            url = f"srt://127.0.0.1:{self.srt_port}?streamid=publish:{name}"
            log = self.folder / f"{name}.log"
            async with ts.sender(data, url, log) as sender:
                outcome = await self._see(name, receiver, sender.done.is_set)
            outcome.sent = data
            return outcome

    async def play_rtmp(self, name: str, source: Path, *options: str, binary: str = "") -> Outcome:
        """Publish a file over RTMP with ffmpeg."""
        async with self.path(name) as receiver:
            words = [binary or ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-re"]
            words += ["-i", str(source), *options, "-c", "copy", "-f", "flv", self.server.url(name)]
            child = Child.start(words, self.folder / f"{name}.log")
            try:
                return await self._see(name, receiver, lambda: not child.running)
            finally:
                await child.stop()

    async def _see(self, name: str, receiver: Sink, over: Callable[[], bool]) -> Outcome:
        outcome = Outcome(srt=receiver.file)
        while not over():
            await self.watch(name, outcome)
            if outcome.joined is None and "keyframe" in outcome.problems[-1]:
                outcome.joined = await self.join(name)
            await asyncio.sleep(4 * POLL_S)

        before: list[int] = []

        async def settled() -> bool:
            nonlocal before
            now = [d["bytesAcked"] for d in await self.server.api.forward(name)]
            last, before = before, now
            await asyncio.sleep(10 * POLL_S)
            return last == now

        await eventually(settled, f"everything of {name} is out", within=10)
        files = self.platform.recordings(name)
        outcome.rtmp = files[0] if len(files) == 1 else None
        return outcome


@dataclass(frozen=True)
class Media:
    """What ffmpeg made, for all scenarios."""

    small: Path
    large: Path
    long: Path
    keyless: Path
    vp9: Path
    flac: Path

    @classmethod
    def make(cls, small: Path) -> "Media":
        """Encode what is not there from an earlier run."""
        aac, enhanced = ("-c:a", "aac"), enhanced_ffmpeg()
        keys = ("-g", "9999", "-keyint_min", "9999", "-force_key_frames", f"0,{KEYLESS_S + 1}")
        quick = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k")
        size = "320x180"
        return cls(
            small,
            clip(8, size="640x360", bitrate="600k", noise=True, audio=aac),
            clip(LATE_S + 4, size=size, bitrate="300k", noise=True, audio=aac),
            clip(KEYLESS_S + 4, size=size, bitrate="200k", noise=True, audio=(*aac, *keys)),
            clip(5, size=size, video=quick, noise=True, audio=aac, binary=enhanced),
            clip(5, size=size, bitrate="300k", audio=("-c:a", "flac"), binary=enhanced),
        )


Play = Callable[[Room, Media, str], Awaitable[Outcome]]
NEW_PIDS = ("-mpegts_start_pid", "0x200", "-mpegts_pmt_start_pid", "0x1100", "-tables_version", "1")


def late_tables(media: Media, *missing: int) -> bytes:
    """Without these tables for some seconds, then with them."""
    start, rest = ts.cut(ts.ts(media.small), CHANGE_S)
    return ts.join(ts.without(start, *missing), rest)


def changed_pids(media: Media) -> bytes:
    """The same stream goes on with other PIDs."""
    old, new = ts.ts(media.small), ts.ts(media.small, *NEW_PIDS)
    return ts.join(ts.cut(old, CHANGE_S)[0], ts.cut(new, CHANGE_S)[1])


def changed_size(media: Media) -> bytes:
    """The encoder switches to a larger picture, in mid-stream, as a new set of headers says."""
    return ts.join(ts.cut(ts.ts(media.small), CHANGE_S)[0], ts.cut(ts.ts(media.large), CHANGE_S)[1])


def late_sound(media: Media, *, announced: bool) -> bytes:
    """Sound that begins `LATE_S` after the picture; the tables may tell of it from the start."""
    start, rest = ts.cut(ts.ts(media.long), LATE_S)
    if announced:
        return ts.join(ts.without(start, ts.AUDIO), rest)
    silent = ts.cut(ts.ts(media.long, "-an", "-tables_version", "1"), LATE_S)[0]
    return ts.join(silent, rest)


def late_keyframe(media: Media) -> bytes:
    """The server is met in the middle of a very long GOP."""
    data = ts.ts(media.keyless)
    picture = 0
    kept = []
    for packet in ts.split(data):
        picture += ts.pid(packet) == ts.VIDEO and bool(packet[1] & 0x40)
        if picture > 1 or ts.pid(packet) != ts.VIDEO:
            kept.append(packet)
    return b"".join(kept)


def mpeg2(media: Media) -> bytes:
    """Pictures of a broadcaster."""
    options = ("-t", "5", "-c:v", "mpeg2video", "-b:v", "600k", "-g", "30", "-bf", "2")
    return ts.ts(media.small, *options)


def over_srt(make: Callable[[Media], bytes]) -> Play:
    """Publish what `make` gives."""

    async def run(room: Room, media: Media, name: str) -> Outcome:
        return await room.play_ts(name, await asyncio.to_thread(make, media))

    return run


def over_rtmp(pick: Callable[[Media], Path], *options: str, enhanced: bool = False) -> Play:
    """Publish a clip with ffmpeg."""

    async def run(room: Room, media: Media, name: str) -> Outcome:
        binary = enhanced_ffmpeg() if enhanced else ""
        return await room.play_rtmp(name, pick(media), *options, binary=binary)

    return run


async def late_rtmp_sound(room: Room, media: Media, name: str) -> Outcome:
    """The picture of a file, and the sound of the same file that many seconds later."""
    sound = ("-itsoffset", str(LATE_S), "-i", str(media.small), "-map", "0:v", "-map", "1:a")
    return await room.play_rtmp(name, media.long, *sound)


SCENARIOS: dict[str, Play] = {
    "no-tables": over_srt(lambda media: late_tables(media, ts.PAT, ts.PMT)),
    "no-pmt": over_srt(lambda media: late_tables(media, ts.PMT)),
    "pids": over_srt(changed_pids),
    "size": over_srt(changed_size),
    "ts-sound": over_srt(lambda media: ts.ts(media.small, "-vn")),
    "ts-picture": over_srt(lambda media: ts.ts(media.small, "-an")),
    "rtmp-sound": over_rtmp(lambda media: media.small, "-vn"),
    "rtmp-picture": over_rtmp(lambda media: media.small, "-an"),
    "late-announced": over_srt(lambda media: late_sound(media, announced=True)),
    "late-new": over_srt(lambda media: late_sound(media, announced=False)),
    "late-rtmp": late_rtmp_sound,
    "keyless": over_rtmp(lambda media: media.keyless),
    "late-keyframe": over_srt(late_keyframe),
    "mpeg2": over_srt(mpeg2),
    "vp9": over_rtmp(lambda media: media.vp9, enhanced=True),
    "flac": over_rtmp(lambda media: media.flac, enhanced=True),
}


@dataclass
class Show:
    """All scenarios under way."""

    room: Room
    media: Media
    tasks: Mapping[str, "asyncio.Task[Outcome]"]

    async def __call__(self, name: str) -> Outcome:
        return await self.tasks[name]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def show(
    tmp_path_factory: pytest.TempPathFactory, clip_distinct: Path
) -> AsyncIterator[Show]:
    folder = tmp_path_factory.mktemp("faults")
    media = await asyncio.to_thread(Media.make, clip_distinct)
    async with engine(folder / "engine", SRT_PORT="0") as server, nginx(folder / "nginx") as remote:
        room = Room(folder, server, remote, await server.api.port("srt"))
        tasks = {
            name: asyncio.ensure_future(run(room, media, name)) for name, run in SCENARIOS.items()
        }
        yield Show(room, media, tasks)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.mark.parametrize(
    ("name", "words"), [("no-tables", "(PAT/PMT)"), ("no-pmt", "table of tracks (PMT)")]
)
async def test_without_tables_the_encoder_is_told_and_with_them_it_works(
    show: Show, name: str, words: str
) -> None:
    """Nothing can be said to be wrong with the destinations, which wait."""
    outcome = await show(name)
    assert [words in problem for problem in outcome.problems] == [False, True, False]
    assert "once a second" in outcome.problems[1]
    outcome.assert_undisturbed()
    outcome.assert_untouched()
    want = frames(show.media.small)
    assert_whole(want, await outcome.over_rtmp(), name, pictures=50, sounds=70)


async def test_new_pids_in_mid_stream_lose_nothing(show: Show) -> None:
    outcome = await show("pids")
    assert outcome.problems == [""]
    outcome.assert_undisturbed()
    outcome.assert_untouched()
    assert {ts.VIDEO, 0x200} <= {ts.pid(p) for p in ts.split(ts.media_of(outcome.srt.read_bytes()))}
    want = frames(show.media.small)
    assert_whole(want, await outcome.over_rtmp(), "RTMP", pictures=HALF, sounds=190)


async def test_another_picture_size_in_mid_stream_is_passed_on_with_its_headers(
    show: Show,
) -> None:
    outcome = await show("size")
    assert outcome.problems == [""]
    assert outcome.widths == [320, 640]
    outcome.assert_undisturbed()
    outcome.assert_untouched()
    small, large = frames(show.media.small), frames(show.media.large)
    keyframes = CHANGE_S * 30
    want = Frames(small.video[:keyframes] + large.video[keyframes:], small.audio)
    assert_whole(want, await outcome.over_rtmp(), "RTMP", pictures=HALF, sounds=190)
    assert outcome.rtmp is not None
    sizes = await asyncio.to_thread(decoded_sizes, outcome.rtmp)
    assert sizes == ["320x180", "640x360"]


@pytest.mark.parametrize("name", ["ts-sound", "rtmp-sound"])
async def test_sound_alone_is_a_stream(show: Show, name: str) -> None:
    outcome = await show(name)
    assert outcome.problems == [""]
    assert outcome.codecs == ["MPEG-4 Audio"]
    want = frames(show.media.small)
    for who, got in (("RTMP", await outcome.over_rtmp()), ("SRT", await outcome.over_srt())):
        assert not got.video
        run_of(want.audio, got.audio, f"{name} to {who}", least=190)


@pytest.mark.parametrize("name", ["ts-picture", "rtmp-picture"])
async def test_pictures_alone_are_a_stream(show: Show, name: str) -> None:
    outcome = await show(name)
    assert outcome.problems == [""]
    assert outcome.codecs == ["H264"]
    want = frames(show.media.small)
    for who, got in (("RTMP", await outcome.over_rtmp()), ("SRT", await outcome.over_srt())):
        assert not got.audio
        run_of(want.video, got.video, f"{name} to {who}", least=HALF)


@pytest.mark.parametrize("name", ["late-announced", "late-new", "late-rtmp"])
async def test_sound_that_begins_late_joins_a_picture_that_did_not_wait(
    show: Show, name: str
) -> None:
    outcome = await show(name)
    assert outcome.problems == [""]
    assert outcome.codecs == ["H264", "MPEG-4 Audio"]
    picture, sound, later_ms = show.media.long, show.media.long, 0.0
    if name == "late-rtmp":
        sound, later_ms = show.media.small, LATE_S * 1000.0
    want = Frames(frames(picture).video, frames(sound).audio)
    for who, got in (("RTMP", await outcome.over_rtmp()), ("SRT", await outcome.over_srt())):
        assert_whole(want, got, f"{name} to {who}", pictures=290, sounds=140, later_ms=later_ms)


async def test_an_encoder_without_keyframes_is_told_and_its_stream_goes_on(show: Show) -> None:
    """Even who joins has a picture: the GOP, however long, is kept as long as it can be."""
    outcome = await show("keyless")
    before, keyless, after = outcome.problems
    assert (before, after) == ("", "")
    assert "no keyframe" in keyless
    assert "keyframe interval to 2 seconds" in keyless
    outcome.assert_undisturbed()
    want = frames(show.media.keyless)
    for who, got in (("RTMP", await outcome.over_rtmp()), ("SRT", await outcome.over_srt())):
        assert_whole(want, got, who, pictures=900, sounds=1300)
    assert outcome.joined is not None
    assert_whole(want, outcome.joined, "a player that joins", pictures=50, sounds=70)
    assert outcome.joined.video[0].digest == want.video[0].digest


async def test_nothing_is_sent_before_the_first_keyframe_and_the_encoder_is_told(
    show: Show,
) -> None:
    outcome = await show("late-keyframe")
    before, keyless, after = outcome.problems
    assert (before, after) == ("", "")
    assert "no keyframe" in keyless
    outcome.assert_undisturbed()
    outcome.assert_untouched()
    want = frames(show.media.keyless)
    key = want.video[(KEYLESS_S + 1) * 30].digest
    for who, got in (("RTMP", await outcome.over_rtmp()), ("SRT", await outcome.over_srt())):
        assert got.video[0].digest == key
        assert_whole(want, got, who, pictures=80, sounds=100)


@pytest.mark.parametrize(
    ("name", "refused", "words"),
    [
        ("mpeg2", 0, "RTMP can't carry MPEG-2 video: let the encoder send H.264 instead."),
        ("vp9", 1, "MPEG-TS can't carry VP9: let the encoder send H.264 instead."),
        ("flac", 1, "MPEG-TS can't carry FLAC: let the encoder send AAC instead."),
    ],
)
async def test_a_codec_that_a_destination_has_no_place_for_is_its_error_alone(
    show: Show, name: str, refused: int, words: str
) -> None:
    outcome = await show(name)
    assert outcome.problems == [""]
    assert outcome.errors == {(refused, "codec", words)}
    other = outcome.forward[1 - refused]
    assert other["framesSent"] > 25
    assert (other["reconnects"], other["framesDropped"], other["lastError"]) == (0, 0, "")
    assert outcome.forward[refused]["bytesAcked"] == 0
    if name == "mpeg2":
        outcome.assert_untouched()


async def test_nobody_else_noticed(show: Show) -> None:
    """Not one of all the destinations was ever lost, and the engine's log knows of no error."""
    outcomes = [await show(name) for name in SCENARIOS]
    assert all(dest["reconnects"] == 0 for one in outcomes for dest in one.forward)
    kinds = {kind for one in outcomes for _, kind, _ in one.errors}
    assert kinds == {"codec"}
    log = show.room.server.child.log.read_text()
    assert "error    ]" not in log
    assert "remux starts over" not in log


def decoded_sizes(file: Path) -> list[str]:
    """The sizes of all pictures of a recording, decoded, in order and without repeats."""
    command = [program("ffprobe", HOW), "-v", "error", "-select_streams", "v:0", "-of", "csv=p=0"]
    command += ["-show_entries", "frame=width,height", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = ("x".join(row.strip(",").split(",")[:2]) for row in run.stdout.split())
    return [size for size, _ in itertools.groupby(rows)]
