"""The life of a source: attempt after attempt, with pulls of the test's own making."""

import asyncio
from pathlib import Path

import pytest

from streamingpro.engine.conf import PathConf
from streamingpro.engine.hub import Stream
from streamingpro.engine.patherrors import PathBusy
from streamingpro.engine.retry import Retry
from streamingpro.engine.sources.errors import NEEDS_A_CHANGE, SourceError, SourceErrorKind
from streamingpro.engine.sources.pull import Feed, Pull, SourceOptions
from streamingpro.engine.sources.pulls import kind_of, make_pull
from streamingpro.engine.sources.source import Source
from streamingpro.engine.units import WireForm
from tests.engine.harness import turns, until
from tests.engine.sources.room import LOOPBACK, Room, at_once


class HandMade:
    """A pull that does what the test says."""

    kind = "rtmpSource"
    protocol = "rtmp"
    remote_address = "192.0.2.1:1935"
    stall_s = 10.0

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.bytes_received = 0
        self.stream: Stream | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = False

    async def run(self) -> None:
        try:
            await self.ended
        finally:
            self.gone = True

    def publish(self) -> None:
        self.stream = self.feed.publish(WireForm.RTMP)

    def fail(self, kind: SourceErrorKind) -> None:
        self.ended.set_exception(SourceError(kind, f"It failed: {kind}."))


class Stage:
    """A source and the attempts that it has made."""

    def __init__(self, retry: Retry | None = None) -> None:
        self.room = Room()
        self.pulls: list[HandMade] = []
        conf = PathConf("room", source="rtmp://example.com/live/$MTX_PATH")
        self.source = Source(self.room, conf, LOOPBACK, make=self.make, retry=retry or at_once())

    def make(self, feed: Feed) -> Pull:
        self.pulls.append(HandMade(feed))
        return self.pulls[-1]

    async def attempt(self, number: int) -> HandMade:
        await until(lambda: len(self.pulls) >= number)
        return self.pulls[number - 1]


async def test_it_connects_runs_and_stops() -> None:
    stage = Stage()
    source = stage.source
    assert source.state == "idle"
    assert (source.kind, source.protocol, source.remote_address) == ("rtmpSource", "rtmp", "")
    source.start()
    source.start()
    pull = await stage.attempt(1)
    assert source.state == "connecting"
    assert pull.feed.url == "rtmp://example.com/live/room"
    pull.publish()
    assert source.state == "running"
    assert source.remote_address == "192.0.2.1:1935"
    assert stage.room.member is source
    await source.stop()
    assert (source.state, stage.room.member, pull.gone) == ("idle", None, True)
    assert len(stage.pulls) == 1


async def test_after_an_error_it_tries_again_and_the_error_stays_until_media_comes() -> None:
    stage = Stage()
    source = stage.source
    source.start()
    (await stage.attempt(1)).fail(SourceErrorKind.DNS)
    second = await stage.attempt(2)
    assert source.state == "error"
    assert source.next_retry is None, "it is trying"
    second.publish()
    assert source.state == "running"
    assert source.last_error is not None
    assert source.last_error.kind is SourceErrorKind.DNS
    second.fail(SourceErrorKind.ENDED)
    await stage.attempt(3)
    assert stage.room.left == 1
    assert source.last_error.message == "It failed: ended."
    await source.stop()


async def test_the_next_attempt_is_announced() -> None:
    stage = Stage(Retry(said_no=NEEDS_A_CHANGE))
    source = stage.source
    source.start()
    (await stage.attempt(1)).fail(SourceErrorKind.AUTH)
    await until(lambda: source.state == "error")
    assert source.last_error is not None
    assert source.next_retry is not None
    assert (source.next_retry - source.last_error.at).total_seconds() == 30
    await source.stop()
    assert source.next_retry is None
    assert source.state == "idle"


async def test_an_error_of_ours_is_logged_and_not_the_end() -> None:
    stage = Stage()
    stage.source.start()
    (await stage.attempt(1)).ended.set_exception(ZeroDivisionError())
    await stage.attempt(2)
    assert stage.source.last_error is not None
    assert stage.source.last_error.kind is SourceErrorKind.INTERNAL
    assert "ZeroDivision" not in stage.source.last_error.message
    await stage.source.stop()


async def test_silence_ends_an_attempt() -> None:
    stage = Stage()
    source = stage.source
    source.start()
    pull = await stage.attempt(1)
    loop = asyncio.get_running_loop()
    source.tick(loop.time() + 100)
    await turns()
    assert not pull.gone, "until media comes the pull itself watches"
    pull.publish()
    pull.bytes_received = 5
    begin = loop.time()
    source.tick(begin)
    source.tick(begin + 9.9)
    await turns()
    assert source.state == "running"
    pull.bytes_received = 6
    source.tick(begin + 10)
    source.tick(begin + 19)
    await turns()
    assert source.state == "running"
    source.tick(begin + 20)
    await stage.attempt(2)
    assert pull.gone
    assert source.last_error is not None
    assert source.last_error.kind is SourceErrorKind.TIMEOUT
    assert stage.room.member is None
    await source.stop()


async def test_dismissed_it_leaves_at_once_and_comes_again() -> None:
    stage = Stage()
    source = stage.source
    source.start()
    pull = await stage.attempt(1)
    pull.publish()
    stage.room.member = None  # the path lets go of it before it says so
    source.dismiss("kicked")
    await stage.attempt(2)
    assert pull.gone
    assert stage.room.left == 0, "it did not unpublish what was not its own any more"
    assert source.last_error is not None
    assert source.last_error.message == "Ended: kicked."
    await source.stop()


async def test_started_again_while_it_still_leaves_it_waits_for_itself() -> None:
    stage = Stage()
    source = stage.source
    source.start()
    (await stage.attempt(1)).publish()
    stopping = asyncio.ensure_future(source.stop())
    await asyncio.sleep(0)
    source.start()
    await stopping
    second = await stage.attempt(2)
    assert stage.pulls[0].gone
    assert source.state == "connecting"
    second.publish()
    await source.stop()
    assert source.state == "idle"
    assert stage.room.left == 2


@pytest.mark.parametrize(
    ("url", "kind", "protocol"),
    [
        ("rtmp://a/b", "rtmpSource", "rtmp"),
        ("rtmps://a/b", "rtmpSource", "rtmps"),
        ("srt://a:1", "srtSource", "srt"),
        ("rtsps://a/b", "rtspSource", "rtsp"),
        ("file:///a", "fileSource", "file"),
        ("http://a/b", "hlsSource", "hls"),
        ("HTTPS://a/LIVE.M3U8?x=1", "hlsSource", "hls"),
        ("http://a/b.ts?x.flv", "mpegtsSource", "http-ts"),
        ("http://a/b.flv", "flvSource", "http-flv"),
    ],
)
def test_what_a_source_is_shows_in_its_address(url: str, kind: str, protocol: str) -> None:
    assert kind_of(url) == (kind, protocol)


@pytest.mark.parametrize("url", ["ftp://a/b", "nothing", "udp://239.0.0.1:1234"])
async def test_other_addresses_are_refused(url: str) -> None:
    room = Room()
    source = Source(room, PathConf("room", source=url), LOOPBACK)
    with pytest.raises(SourceError, match="must begin with") as caught:
        make_pull(source)
    assert caught.value.kind is SourceErrorKind.PROTOCOL


@pytest.mark.parametrize(
    "url",
    [
        "rtmp://host",
        "srt://host",
        "rtsp://",
        "http://",
        "file://host/x",
        "rtmp://h:0/a",
        "http://[",
    ],
)
async def test_half_addresses_fail_with_a_plain_sentence(url: str) -> None:
    room = Room()
    source = Source(room, PathConf("room", source=url), LOOPBACK, retry=at_once())
    source.start()
    await until(lambda: source.last_error is not None)
    await source.stop()
    assert source.last_error is not None
    assert source.last_error.kind is not SourceErrorKind.INTERNAL
    assert source.last_error.message.endswith(".")


class Shut(Room):
    """A path that somebody else has taken meanwhile."""

    def publish(self, member: Source, form: WireForm) -> Stream:
        raise PathBusy("Somebody is already publishing to this path.")


async def test_a_path_that_is_not_to_be_had_is_an_error_like_others() -> None:
    source = Source(
        Shut(), PathConf("room", source="rtmp://a/b"), LOOPBACK, make=HandMade, retry=at_once()
    )
    with pytest.raises(SourceError, match="already publishing") as caught:
        source.publish(WireForm.RTMP)
    assert caught.value.kind is SourceErrorKind.REJECTED
    assert source.state == "idle"


async def test_a_server_of_our_own_is_reached_anywhere_and_tried_again_soon() -> None:
    conf = PathConf("room", source="rtmp://127.0.0.1:1/room", source_internal=True)
    source = Source(Room(), conf, SourceOptions(media_folders=(Path("/srv"),)))
    assert source.guard.allows("127.0.0.1")
    assert source.guard.folders() == []
    source.start()
    await until(lambda: source.state == "error")
    assert source.last_error is not None
    assert source.next_retry is not None
    assert (source.next_retry - source.last_error.at).total_seconds() <= 2
    await source.stop()


async def test_other_sources_are_not() -> None:
    conf = PathConf("room", source="rtmp://127.0.0.1/room")
    assert not Source(Room(), conf, SourceOptions()).guard.allows("127.0.0.1")
