"""Live playlists that a test leads, and all that can go wrong with them."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from streamingpro.engine.sources.hls import fetch, rendition
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.sources.source import Source
from tests.engine.harness import until
from tests.engine.sources.hls import media
from tests.engine.sources.origin import Answer, Origin, Request
from tests.engine.sources.room import LOOPBACK, Room, failure, pulling
from tests.processes import children_running

pytestmark = pytest.mark.usefixtures("hurry")
SECRET = "s3cret-token"


@dataclass
class Channel:
    """A live playlist; its segments are those of a movie, round and round (one break a round)."""

    server: Origin
    sequence: int = 0
    count: int = 0
    ended: bool = False
    fails: int = 0
    """How many answers to come are an error of the server."""
    gone: set[int] = field(default_factory=set)
    target_s: float = 0.05

    def __post_init__(self) -> None:
        self.server.on(f"/live.m3u8?t={SECRET}", self.answer)
        read = media.reader(media.ts())
        self.parts = [read(f"list{n}.ts") for n in range(3)]

    @property
    def url(self) -> str:
        return self.server.url(f"/live.m3u8?t={SECRET}")

    def answer(self, _request: Request) -> Answer:
        if self.fails:
            self.fails -= 1
            return Answer(status=503)
        numbers = range(self.sequence, self.sequence + self.count)
        lines = []
        for number in numbers:
            lines += ["#EXT-X-DISCONTINUITY"] * (number % 3 == 0 and number > self.sequence)
            lines.append(f"{number}.ts")
        before = (self.sequence + 2) // 3
        head = [f"#EXT-X-DISCONTINUITY-SEQUENCE:{before}"]
        return Answer(
            media.playlist(
                head + lines, sequence=self.sequence, ended=self.ended, target_s=self.target_s
            )
        )

    def add(self, count: int = 1, *, keep: int = 5) -> None:
        """The encoder has made segments; the window moves."""
        for number in range(self.sequence + self.count, self.sequence + self.count + count):
            if number in self.gone:
                self.server.on(f"/{number}.ts", Answer(status=404))
            else:
                self.server.on(f"/{number}.ts", self.parts[number % 3])
        self.count += count
        dropped = max(0, self.count - keep)
        self.sequence, self.count = self.sequence + dropped, self.count - dropped

    @property
    def fetched(self) -> list[int]:
        """The numbers of the segments that were asked for, in order."""
        names = [path.rpartition(".")[0].lstrip("/") for path in self.server.paths()]
        return [int(name) for name in names if name.isdigit()]


@asynccontextmanager
async def watching(channel: Channel) -> AsyncIterator[tuple[Room, Source]]:
    async with pulling(channel.url) as (room, source):
        yield room, source


async def test_it_begins_three_segments_from_the_end_and_follows(server: Origin) -> None:
    channel = Channel(server)
    channel.add(5)
    async with watching(channel) as (room, source):
        await until(lambda: channel.fetched == [2, 3, 4])
        for number in range(5, 12):
            channel.add()
            await until(lambda wanted=number: channel.fetched[-1:] == [wanted])  # type: ignore[misc]
        channel.ended = True
        assert (await failure(source))[0] == "ended"
        assert channel.fetched == list(range(2, 12))
        assert len(room.keepers) == 1
        assert room.streams[0].frames == 10 * 60


async def test_trouble_with_the_playlist_is_borne(server: Origin) -> None:
    channel = Channel(server)
    channel.add(3)
    async with watching(channel) as (room, source):
        await until(lambda: channel.fetched == [0, 1, 2])
        channel.fails = 20
        await until(lambda: channel.fails == 0)
        channel.add()
        await until(lambda: channel.fetched == [0, 1, 2, 3])
        assert source.state == "running"
        assert len(room.keepers) == 1


async def test_a_segment_that_has_gone_is_passed_over(server: Origin) -> None:
    channel = Channel(server, gone={1})
    channel.add(3)
    async with watching(channel) as (room, source):
        await until(lambda: channel.fetched == [0, 1, 2])
        channel.ended = True
        assert (await failure(source))[0] == "ended"
        assert len(room.keepers) == 1
        assert room.streams[0].frames >= 119


async def test_segments_that_left_the_window_are_passed_over(server: Origin) -> None:
    channel = Channel(server)
    channel.add(3)
    async with watching(channel) as (_, source):
        await until(lambda: channel.fetched == [0, 1, 2])
        channel.add(8, keep=4)
        await until(lambda: len(channel.fetched) == 7)
        assert channel.fetched == [0, 1, 2, 7, 8, 9, 10]
        assert source.state == "running"


async def test_an_old_copy_of_the_playlist_is_no_new_beginning(server: Origin) -> None:
    channel = Channel(server)
    channel.add(5)
    async with watching(channel) as (_, source):
        await until(lambda: channel.fetched == [2, 3, 4])
        channel.count -= 1  # another server of the provider is behind
        asked = len(server.asked)
        await until(lambda: len(server.asked) > asked + 3)
        assert channel.fetched == [2, 3, 4]
        channel.count += 1
        channel.add()
        await until(lambda: channel.fetched == [2, 3, 4, 5])
        assert source.state == "running"


async def test_an_encoder_that_begins_anew_is_followed(server: Origin) -> None:
    channel = Channel(server, sequence=300)
    channel.add(5)
    async with watching(channel) as (room, source):
        await until(lambda: channel.fetched == [302, 303, 304])
        channel.sequence = channel.count = 0
        channel.add(2)
        await until(lambda: channel.fetched[3:] == [0, 1])
        channel.ended = True
        assert (await failure(source))[0] == "ended"
        assert len(room.keepers) == 1


async def test_a_playlist_that_stands_still_is_given_up(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendition, "PATIENCE_S", 0.3)
    channel = Channel(server)
    channel.add(3)
    async with watching(channel) as (room, source):
        kind, message = await failure(source)
        assert kind == "timeout"
        assert "no new segment" in message
        assert room.streams[0].frames == 180, "what had come was played to its end"
        assert room.left == 1


async def test_a_server_that_stays_away_is_given_up(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendition, "PATIENCE_S", 0.3)
    channel = Channel(server)
    channel.add(3)
    async with watching(channel) as (room, source):
        await until(lambda: len(channel.fetched) == 3)
        channel.fails = 10_000
        assert (await failure(source))[0] == "network"
        assert room.streams[0].frames == 180


async def test_no_more_is_fetched_than_there_is_room_for(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording of a minute, in real time: it waits on the server, not in our memory."""
    monkeypatch.undo()
    channel = Channel(server, ended=True)
    channel.add(30, keep=30)
    async with watching(channel) as (room, _):
        await until(lambda: room.keepers and len(channel.fetched) >= 6)
        asked = len(server.asked)
        await asyncio.sleep(0.2)
        assert len(server.asked) - asked <= 1
        assert len(channel.fetched) <= 9


# what is refused, and how


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"#EXTM3U\nnothing\n", "protocol", "no duration"),
        (b"#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\n", "codec", "names no variant"),
        (
            b'#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="vp09.0"\nx.m3u8\n',
            "codec",
            "none of its variants",
        ),
        (b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmissing.m3u8\n", "not_found", "(HTTP 404)"),
        (b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/x.m3u8\n", "protocol", "master playlist leads"),
        (b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://[/\n", "protocol", "not valid"),
        (b"#EXTM3U\n#EXTINF:1,\nmissing.ts\n#EXT-X-ENDLIST\n", "not_found", "(HTTP 404)"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://[x/\n#EXT-X-ENDLIST\n", "protocol", "not valid"),
        (b"#EXTM3U\n#EXTINF:1,\npage.html\n#EXT-X-ENDLIST\n", "codec", "unknown kind"),
        (
            b'#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"\n#EXTINF:1,\n0.ts\n#EXT-X-ENDLIST\n',
            "codec",
            "protected with SAMPLE-AES",
        ),
        (
            b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="page.html"\n#EXTINF:1,\n0.ts\n',
            "protocol",
            "not 16 bytes",
        ),
        (
            b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="key"\n#EXTINF:1,\n0.ts\n#EXT-X-ENDLIST\n',
            "protocol",
            "the key is not the right one",
        ),
        (b'#EXTM3U\n#EXT-X-MAP:URI="no"\n#EXTINF:1,\n0.ts\n', "not_found", "(HTTP 404)"),
    ],
)
async def test_every_fault_has_its_kind(body: bytes, kind: str, words: str, server: Origin) -> None:
    server.on("/x.m3u8", body)
    server.on("/0.ts", bytes(1600))
    server.on("/key", bytes(16))
    server.on("/page.html", b"<html>" * 100)
    async with pulling(server.url("/x.m3u8")) as (room, source):
        seen, message = await failure(source)
        assert (seen, words in message) == (kind, True), message
        assert room.streams == []


@pytest.mark.parametrize(
    "body",
    [
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n",
        "#EXTM3U\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
        '#EXTM3U\n#EXT-X-MAP:URI="{}"\n#EXTINF:1,\n0\n#EXT-X-ENDLIST\n',
        '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXTINF:1,\n0\n#EXT-X-ENDLIST\n',
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="{}"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\nok.m3u8\n',
    ],
)
@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1:9997/v3/paths",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "file:///etc/passwd",
        "data:text/plain,hello",
    ],
)
async def test_nothing_in_a_playlist_leads_where_it_may_not(
    body: str, target: str, server: Origin
) -> None:
    """Playlist, segment, initialisation, key, sound: each is an address that a stranger wrote."""
    server.on("/x.m3u8", body.format(target).encode())
    server.on("/ok.m3u8", media.playlist(["0"], ended=False))
    server.on("/0", (media.ts() / "list0.ts").read_bytes())
    async with pulling(server.url("/x.m3u8"), options=LOOPBACK) as (_, source):
        kind, message = await failure(source)
        assert kind == "forbidden", message


async def test_the_playlist_itself_may_not_be_local(server: Origin) -> None:
    async with pulling(server.url("/x.m3u8"), options=SourceOptions()) as (_, source):
        assert (await failure(source))[0] == "forbidden"
    assert server.asked == []


async def test_secrets_of_addresses_are_in_no_message(server: Origin) -> None:
    url = server.url(f"/x.m3u8?t={SECRET}").replace("://", f"://user:{SECRET}@")
    async with pulling(url) as (_, source):
        assert SECRET not in (await failure(source))[1]
        assert SECRET not in source.remote_address


async def test_a_demuxer_that_is_killed_costs_one_attempt(server: Origin) -> None:
    folder = media.mp4()
    for file in folder.iterdir():
        server.on(f"/{file.name}", file.read_bytes())
    lines = ['#EXT-X-MAP:URI="init.mp4"', "list0.m4s", "list1.m4s", "list2.m4s"]
    server.on("/live.m3u8", media.playlist(lines, ended=False))
    async with pulling(server.url("/live.m3u8")) as (room, source):
        await until(lambda: source.state == "running")
        [child] = children_running("source_main")
        os.kill(child, signal.SIGKILL)
        kind, message = await failure(source)
        assert kind == "internal"
        assert "killed" in message
        assert source.next_retry is not None
        assert source.last_error is not None
        assert (source.next_retry - source.last_error.at).total_seconds() <= 1
        await until(lambda: len(room.keepers) == 2)


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"\x47" + bytes(187)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("limit", "value", "kind", "words"),
    [
        ("MAX_SEGMENT", 100_000, "protocol", "too long"),
        ("TIMEOUT_S", -2.95, "timeout", "too slowly"),
    ],
)
async def test_a_segment_without_end(
    limit: str,
    value: float,
    kind: str,
    words: str,
    server: Origin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetch, limit, value)
    server.on("/x.m3u8", media.playlist(["endless.ts"], target_s=1))
    server.on("/endless.ts", lambda _: Answer(pieces=endless()))
    async with pulling(server.url("/x.m3u8")) as (_, source):
        seen, message = await failure(source)
        assert (seen, words in message) == (kind, True), message
