"""The destinations of a path are what they are, wherever they stand in the list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from streamingpro.engine import rtmpcall
from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.handler import Destination
from streamingpro.engine.forward.manager import ForwardManager
from streamingpro.engine.forward.states import State
from tests.engine.harness import turns, until
from tests.engine.media import Encoder
from tests.engine.platform import Platform, platform


class Stage:
    """A manager that sends one encoder's stream to one server under several names."""

    def __init__(self, server: Platform, encoder: Encoder) -> None:
        self.server = server
        self.encoder = encoder
        self.manager = ForwardManager("show", {})

    def apply(self, *names: str) -> None:
        self.manager.apply(tuple(self.conf(name) for name in names))

    def conf(self, name: str) -> ForwardConf:
        return ForwardConf(self.server.url(name), label=f"output-{name}")

    def of(self, name: str) -> Destination:
        return next(d for d in self.manager.destinations if d.conf.dest.endswith(f"/{name}"))

    async def live(self, *names: str) -> None:
        """Until exactly these are live, and nothing else is connected."""
        await until(lambda: all(d.state is State.LIVE for d in self.manager.destinations))
        await until(lambda: +self.server.live == dict.fromkeys(names, 1))


@asynccontextmanager
async def staged(encoder: Encoder) -> AsyncIterator[Stage]:
    async with platform() as server:
        made = Stage(server, encoder)
        yield made
        server.gate.set()
        server.hold_close.set()
        await made.manager.close()
        assert made.manager.destinations == []
        await until(lambda: not server.present)
        assert not server.crowded, "one key had two sessions"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Farewells end when the server ends them, on a slow machine too."""
    monkeypatch.setattr(rtmpcall, "GOODBYE_S", 60.0)


@pytest.fixture
async def stage(encoder: Encoder) -> AsyncIterator[Stage]:
    async with staged(encoder) as made:
        made.apply("a", "b", "c")
        made.manager.start(encoder.stream)
        await made.live("a", "b", "c")
        yield made


async def test_without_input_nobody_is_dialled(encoder: Encoder) -> None:
    async with staged(encoder) as made:
        made.apply("a", "b")
        await turns(50)
        assert made.server.connections == 0
        assert [d.state for d in made.manager.destinations] == [State.WAITING] * 2


async def test_reordering_leaves_every_connection_alone(stage: Stage) -> None:
    before = {name: stage.of(name) for name in "abc"}
    stage.apply("c", "a", "b")
    await turns(50)
    assert stage.manager.destinations == [before["c"], before["a"], before["b"]]
    assert [d.position for d in stage.manager.destinations] == [0, 1, 2]
    assert stage.server.connections == 3
    assert not stage.server.farewells


async def test_adding_one_dials_only_that_one(stage: Stage) -> None:
    before = stage.manager.destinations
    stage.apply("a", "d", "b", "c")
    await stage.live("a", "b", "c", "d")
    assert [d for d in stage.manager.destinations if d in before] == before
    assert stage.server.connections == 4


async def test_removing_one_ends_only_that_one_in_good_order(stage: Stage) -> None:
    a, c = stage.of("a"), stage.of("c")
    stage.apply("a", "c")
    await until(lambda: stage.server.farewells["b"])
    assert stage.manager.destinations == [a, c]
    await stage.live("a", "c")
    stage.encoder.gop()
    await until(lambda: len(stage.server.media["c"]) == 9)
    assert stage.server.farewells == {"b": 1}
    assert stage.server.connections == 3


async def test_a_new_label_is_only_a_name(stage: Stage) -> None:
    before = stage.manager.destinations
    stage.manager.apply(
        tuple(ForwardConf(stage.server.url(name), label=f"renamed-{name}") for name in "abc")
    )
    await turns(50)
    assert stage.manager.destinations == before
    assert [d.name for d in before] == ["renamed-a", "renamed-b", "renamed-c"]
    assert stage.server.connections == 3


async def test_another_key_or_fingerprint_is_another_destination(stage: Stage) -> None:
    ids = [d.id for d in stage.manager.destinations]
    stage.apply("a", "B", "c")
    await stage.live("a", "B", "c")
    assert [d.id for d in stage.manager.destinations][::2] == ids[::2]
    assert stage.of("B").id not in ids
    fingerprint = ForwardConf(stage.server.url("a"), dest_fingerprint="0" * 64)
    stage.manager.apply((fingerprint, stage.conf("B"), stage.conf("c")))
    assert stage.manager.destinations[0].id not in ids


async def test_ids_follow_from_what_a_destination_is(stage: Stage) -> None:
    other = ForwardManager("show", {})
    other.apply(tuple(stage.conf(name) for name in "ba"))
    assert [d.id for d in other.destinations] == [stage.of("b").id, stage.of("a").id]
    elsewhere = ForwardManager("other", {})
    elsewhere.apply((stage.conf("a"),))
    assert elsewhere.destinations[0].id != stage.of("a").id


async def test_the_same_address_twice_is_two_destinations(encoder: Encoder) -> None:
    async with platform() as server:
        manager = ForwardManager("show", {})
        conf = ForwardConf(server.url("a"))
        manager.apply((conf, conf))
        manager.start(encoder.stream)
        await until(lambda: server.live["a"] == 2)
        first, second = manager.destinations
        assert first.id != second.id
        manager.apply((conf,))
        await until(lambda: server.live["a"] == 1)
        assert manager.destinations == [first]
        await manager.close()


async def test_who_comes_back_quickly_waits_for_its_own_farewell(stage: Stage) -> None:
    stage.server.hold_close.clear()
    stage.apply("b", "c")
    await until(lambda: stage.server.farewells["a"])
    stage.apply("a", "b", "c")
    stage.apply("b", "c")
    stage.apply("a", "b", "c")
    await turns(50)
    assert stage.server.connections == 3, "its old session is still there"
    stage.server.hold_close.set()
    await stage.live("a", "b", "c")
    assert stage.server.connections == 4


async def test_toggling_one_many_times_ends_with_it_live_and_never_twice(stage: Stage) -> None:
    others = stage.of("a"), stage.of("c")
    for _ in range(10):
        stage.apply("a", "c")
        await turns(3)
        stage.apply("a", "b", "c")
        await turns(3)
    await stage.live("a", "b", "c")
    assert (stage.of("a"), stage.of("c")) == others
    assert stage.server.farewells.keys() <= {"b"}


async def test_the_input_ends_and_comes_again(stage: Stage) -> None:
    before = stage.manager.destinations
    stage.manager.stop()
    assert [d.state for d in before] == [State.WAITING] * 3
    await until(lambda: stage.server.farewells.total() == 3)
    stage.manager.start(stage.encoder.stream)
    await stage.live("a", "b", "c")
    assert stage.manager.destinations == before


async def test_a_pause_holds_all_and_whoever_is_added_meanwhile_waits(stage: Stage) -> None:
    stage.manager.pause()
    stage.apply("a", "b", "c", "d")
    await turns(50)
    assert [d.held for d in stage.manager.destinations] == [True, True, True, False]
    assert stage.server.connections == 3
    stage.manager.resume()
    stage.encoder.gop()
    await stage.live("a", "b", "c", "d")
    assert stage.server.connections == 4
    assert not stage.server.farewells


async def test_close_waits_until_every_server_has_been_told(stage: Stage) -> None:
    stage.server.hold_close.clear()
    closing = asyncio.ensure_future(stage.manager.close())
    await until(lambda: stage.server.farewells.total() == 3)
    await turns()
    assert not closing.done()
    stage.server.hold_close.set()
    await closing
