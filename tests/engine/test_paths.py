"""Paths: publishers come, go and take over; the stream, its readers and destinations stay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from streamingpro.engine.conf import ConfStore
from streamingpro.engine.forward.states import State
from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import NothingPublished, PathBusy, PathUnknown, TooManyReaders
from streamingpro.engine.paths import PathManager
from streamingpro.engine.units import Form
from tests.engine.harness import ends, tcp_pair, until
from tests.engine.media import Encoder
from tests.engine.platform import Platform, platform


@dataclass
class Someone:
    """A publisher or reader that remembers how it was dismissed, and then leaves its path."""

    id: str
    path: Path | None = None
    kind: str = "rtmpConn"
    protocol: str = "rtmp"
    remote_address: str = "192.0.2.7:1"
    bytes_sent: int = 0
    dismissed: list[str] = field(default_factory=list)

    def dismiss(self, reason: str) -> None:
        self.dismissed.append(reason)
        if self.path is not None:
            self.path.unpublish(self)


class Stage:
    """A path manager, and what the tests do with it."""

    def __init__(self) -> None:
        self.store = ConfStore()
        self.closing: list[asyncio.Task[None]] = []
        self.paths = PathManager(self.store, self._close)
        self.open = ExitStack()

    def _close(self, path: Path) -> None:
        self.closing.append(asyncio.ensure_future(path.close()))

    def publish(self, who: str, name: str = "show") -> tuple[Someone, Path, Encoder]:
        someone = Someone(who)
        path, stream = self.paths.publish(someone, name)
        someone.path = path
        encoder = Encoder(stream)
        encoder.headers()
        return someone, path, encoder

    def read(self, who: str, path: Path) -> tuple[Someone, Outlet]:
        reader = Someone(who)
        both = self.open.enter_context(ends(tcp_pair()))
        outlet = Outlet(both.wire, Form(1, publishing=False))
        path.read(reader, outlet)
        return reader, outlet


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    made.store.add("show", {"reconnectGrace": "1m"})
    yield made
    await made.paths.close()
    await asyncio.gather(*made.closing)
    made.open.close()


@pytest.fixture
async def server() -> AsyncIterator[Platform]:
    async with platform() as made:
        yield made


def forward(stage: Stage, server: Platform, **more: object) -> None:
    stage.store.patch("show", {"forward": [{"dest": server.url("a")}], **more})


async def test_configured_paths_are_there_and_others_come_under_a_catch_all_only(
    stage: Stage,
) -> None:
    stage.store.add("a/b", {})
    assert [path.name for path in stage.paths.sorted()] == ["a/b", "show"]
    with pytest.raises(PathUnknown):
        stage.publish("one", "other")
    stage.store.add("all_others", {})
    someone, path, _ = stage.publish("one", "other")
    assert path.conf.name == "all_others"
    stage.paths.tick(0.0)
    assert stage.paths.get("other") is path
    path.unpublish(someone)
    stage.paths.tick(0.0)
    assert stage.paths.get("other") is None, "idle and nobody asked for it by name"
    assert stage.paths.get("show") is not None


async def test_reading_needs_something_to_read(stage: Stage) -> None:
    with pytest.raises(PathUnknown):
        stage.paths.readable("other")
    with pytest.raises(NothingPublished):
        stage.paths.readable("show")
    _, path, encoder = stage.publish("one")
    with pytest.raises(NothingPublished):
        stage.paths.readable("show")
    encoder.key()
    assert stage.paths.readable("show") is path


async def test_readers_are_counted_and_limited(stage: Stage) -> None:
    stage.store.patch("show", {"maxReaders": 1})
    _, path, encoder = stage.publish("one")
    encoder.key()
    reader, outlet = stage.read("r1", path)
    with pytest.raises(TooManyReaders):
        stage.paths.readable("show")
    reader.bytes_sent = 70
    assert path.bytes_read == 70
    path.unread(reader, outlet)
    path.unread(reader, outlet)
    assert path.bytes_read == 70, "counted once"
    stage.read("r2", path)


async def test_a_busy_path_is_refused_where_nobody_may_take_over(stage: Stage) -> None:
    stage.store.patch("show", {"overridePublisher": False})
    first, path, _ = stage.publish("one")
    with pytest.raises(PathBusy):
        stage.publish("two")
    assert (path.publisher, first.dismissed) == (first, [])


@pytest.mark.parametrize("grace", ["0s", "1m"])
async def test_who_takes_over_goes_on_with_the_same_stream(
    stage: Stage, server: Platform, grace: str
) -> None:
    forward(stage, server, reconnectGrace=grace)
    first, path, encoder = stage.publish("one")
    encoder.key()
    await until(lambda: server.started["a"])
    stream, since = path.stream, path.available_since
    reader, _ = stage.read("r", path)
    second, _, encoder = stage.publish("two")
    assert first.dismissed == ["another publisher took over"]
    assert (path.publisher, path.stream, path.available_since) == (second, stream, since)
    encoder.key()
    (dest,) = path.forward.destinations
    await until(lambda: dest.state is State.LIVE)
    assert reader.dismissed == []
    assert server.connections == 1


async def test_who_was_replaced_can_do_no_harm_in_leaving(stage: Stage) -> None:
    first, path, _ = stage.publish("one")
    second, _, encoder = stage.publish("two")
    encoder.key()
    path.unpublish(first)
    assert path.publisher is second
    assert path.available_since is not None


async def test_destinations_are_held_over_the_encoders_absence(
    stage: Stage, server: Platform
) -> None:
    forward(stage, server)
    someone, path, encoder = stage.publish("one")
    encoder.key()
    (dest,) = path.forward.destinations
    await until(lambda: dest.state is State.LIVE)
    path.unpublish(someone)
    assert (dest.state, dest.held) == (State.WAITING, True)
    assert (path.online_since, path.publisher) == (None, None)
    assert path.available_since is not None
    _, _, encoder = stage.publish("one again")
    assert dest.held, "until its first keyframe"
    encoder.key()
    await until(lambda: dest.state is State.LIVE)
    assert server.connections == 1
    assert not server.farewells


async def test_when_the_grace_is_over_everybody_is_sent_home(
    stage: Stage, server: Platform
) -> None:
    forward(stage, server, reconnectGrace="10ms")
    someone, path, encoder = stage.publish("one")
    encoder.key()
    await until(lambda: server.started["a"])
    reader, _ = stage.read("r", path)
    path.unpublish(someone)
    await until(lambda: path.idle)
    assert reader.dismissed == ["the stream ended"]
    assert path.readers == {}
    await until(lambda: server.farewells["a"])
    assert path.available_since is None


async def test_a_publisher_that_never_sent_a_picture_leaves_nothing_behind(stage: Stage) -> None:
    someone, path, _ = stage.publish("one")
    path.unpublish(someone)
    assert path.idle
    assert path.stream is None


async def test_a_removed_path_ends_all_on_it_in_good_order(stage: Stage, server: Platform) -> None:
    forward(stage, server)
    someone, path, encoder = stage.publish("one")
    encoder.key()
    await until(lambda: server.started["a"])
    reader, _ = stage.read("r", path)
    stage.store.delete("show")
    assert stage.paths.get("show") is None
    await asyncio.gather(*stage.closing)
    assert someone.dismissed == ["the path was removed"]
    assert reader.dismissed == ["the stream ended"]
    await until(lambda: server.farewells["a"])
    assert path.forward.destinations == []


async def test_a_changed_configuration_disturbs_nobody(stage: Stage, server: Platform) -> None:
    forward(stage, server)
    someone, path, encoder = stage.publish("one")
    encoder.key()
    (dest,) = path.forward.destinations
    await until(lambda: dest.state is State.LIVE)
    forward(stage, server, maxReaders=5, overridePublisher=False)
    assert path.conf.max_readers == 5
    assert path.forward.destinations == [dest]
    assert someone.dismissed == []
    assert server.connections == 1


async def test_a_path_that_loses_its_own_configuration_falls_under_the_catch_all(
    stage: Stage,
) -> None:
    stage.store.add("all_others", {"maxReaders": 3})
    someone, path, _ = stage.publish("one")
    stage.store.delete("show")
    assert stage.paths.get("show") is path
    assert path.conf.max_readers == 3
    assert someone.dismissed == []
    stage.store.delete("all_others")
    assert stage.paths.get("show") is None
    await asyncio.gather(*stage.closing)
    assert someone.dismissed == ["the path was removed"]


async def test_bitrates_are_renewed_once_a_second(stage: Stage) -> None:
    _, path, encoder = stage.publish("one")
    assert isinstance(path.stream, Stream)
    now = asyncio.get_running_loop().time()
    stage.paths.tick(now)
    encoder.key(100_000)
    stage.paths.tick(now + 1)
    assert path.stream.rate.per_second > 0
    assert path.stream.video_rate.per_second > path.stream.audio_rate.per_second


async def test_a_shorter_grace_time_counts_from_when_the_encoder_left(stage: Stage) -> None:
    someone, path, encoder = stage.publish("one")
    encoder.key()
    path.unpublish(someone)
    assert path.stream is not None
    stage.store.patch("show", {"reconnectGrace": "0s"})
    await until(lambda: path.stream is None)


async def test_a_path_that_is_removed_and_added_again_waits_for_its_farewells(
    stage: Stage, server: Platform
) -> None:
    forward(stage, server)
    _, path, encoder = stage.publish("one")
    encoder.key()
    await until(lambda: server.live["a"] == 1)
    server.hold_close.clear()
    stage.store.delete("show")
    await until(lambda: server.farewells["a"])
    stage.store.add("show", {"forward": [{"dest": server.url("a")}]})
    _, again, encoder = stage.publish("two")
    assert again is not path
    encoder.key()
    server.hold_close.set()
    await until(lambda: server.started["a"] == 2 and server.live["a"] == 1)
    assert not server.crowded


async def test_a_new_publish_key_sends_the_publisher_away_and_holds_the_rest(
    stage: Stage, server: Platform
) -> None:
    forward(stage, server, publishKeyVersion="1")
    someone, path, encoder = stage.publish("one")
    encoder.key()
    (dest,) = path.forward.destinations
    await until(lambda: dest.state is State.LIVE)
    forward(stage, server, publishKeyVersion="1", maxReaders=5)
    assert someone.dismissed == []
    forward(stage, server, publishKeyVersion="2")
    assert someone.dismissed == ["the publish key was changed"]
    assert path.publisher is None
    assert dest.held
    assert server.connections == 1
