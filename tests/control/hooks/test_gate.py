"""The hook and the servers together: whose question it is, relays, APIs, and what the gate says."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.hooks.schemas import AuthQuestion
from streamingpro.control.hooks.service import AuthHook, KnownInput
from streamingpro.control.inputs.model import Input
from streamingpro.control.status.recorder import EventRecorder

pytestmark = pytest.mark.any_database

KEY, READ_KEY = "right-key-of-show", "right-key-for-players"


class FakeGate:
    """Says what the test wants, and notes what it was asked."""

    def __init__(self) -> None:
        self.publishers: str | None = None
        self.readers: str | None = None
        self.open_paths: set[tuple[str, str]] = set()
        self.credentials: dict[str, tuple[str, str]] = {}
        self.asked: list[tuple[str, ...]] = []

    def api_credentials(self, node: str) -> tuple[str, str] | None:
        return self.credentials.get(node)

    def unmanaged_allowed(self, node: str, path: str) -> bool:
        return (node, path) in self.open_paths

    def publisher_refusal(self, node: str, path: str, item: KnownInput) -> str | None:
        self.asked.append(("publish", node, path, item.name))
        return self.publishers

    def reader_refusal(self, node: str) -> str | None:
        self.asked.append(("read", node))
        return self.readers


class World:
    """A hook with its database, which has one input, and what it tells."""

    def __init__(self, db: Database, data_dir: Path) -> None:
        self.db = db
        self.gate = FakeGate()
        self.eventlog = EventLog(db)
        self.recorder = EventRecorder(self.eventlog)
        self.hook = AuthHook(db, self.recorder, data_dir, self.gate)

    async def asks(self, node: str = "m1", **facts: Any) -> bool:
        question = {"ip": "192.0.2.7", "action": "publish", "path": "show", "protocol": "rtmp"}
        return await self.hook.allows(AuthQuestion.model_validate(question | facts), node)


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with db.transaction() as session:
        session.add(Input(name="Show", path="show", publish_key=KEY, read_key=READ_KEY))
    made = World(db, tmp_path)
    await made.recorder.start()
    yield made
    await made.recorder.stop()


def given_at(address: str) -> str:
    """The header that a server sends which was told this address."""
    url = httpx.URL(address)
    auth = httpx.BasicAuth(url.username, url.password)
    request = next(auth.auth_flow(httpx.Request("POST", url)))
    return request.headers["Authorization"]


@pytest.mark.parametrize("node", ["engine", "mediamtx", "0190c2f5-0000-7000-8000-000000000001"])
def test_each_server_is_known_by_credentials_of_its_own(world: World, node: str) -> None:
    header = given_at(world.hook.address("http://127.0.0.1:8000", node))
    assert world.hook.node_of(header) == node


def test_one_server_can_not_pass_for_another(world: World) -> None:
    passwords = {
        node: httpx.URL(world.hook.address("http://h", node)).password
        for node in ("engine", "m1", "m2")
    }
    assert len(set(passwords.values())) == 3
    for node in passwords:
        others = [secret for name, secret in passwords.items() if name != node]
        for secret in [*others, "", world.hook.relay_key(node)]:
            header = given_at(f"http://{node}:{secret}@h/")
            assert world.hook.node_of(header) is None


@pytest.mark.parametrize("header", [None, "", "Basic", "Basic !", "Basic bTE=", "Bearer bTE6eA=="])
def test_who_shows_no_credentials_is_no_server(world: World, header: str | None) -> None:
    assert world.hook.node_of(header) is None


def test_the_address_may_have_a_slash_at_its_end(world: World) -> None:
    url = httpx.URL(world.hook.address("https://studio.example/", "m1"))
    assert (url.scheme, url.host, url.path) == ("https", "studio.example", "/api/hooks/auth")


@pytest.mark.parametrize("where", ["query", "password", "token"])
async def test_our_own_servers_fetch_with_the_relays_key(world: World, where: str) -> None:
    key = world.hook.relay_key("m1")
    shown = {where: f"key={key}" if where == "query" else key}
    assert await world.asks(action="read", **shown)
    assert world.gate.asked == [], "a full server still gives its streams to ours"
    assert not await world.asks(action="publish", **shown), "it is for reading alone"
    assert not await world.asks("m2", action="read", **shown), "and for one server"


async def test_a_servers_own_api_is_for_us_alone_and_needs_no_database(world: World) -> None:
    world.gate.credentials["m1"] = ("admin", "secret of m1")
    await world.db.close()
    for action in ("api", "metrics", "pprof"):
        own = {"action": action, "path": "", "user": "admin"}
        assert await world.asks(**own, password="secret of m1")
        assert not await world.asks(**own, password="wrong")
        assert not await world.asks(**own | {"user": "other"}, password="secret of m1")
        assert not await world.asks("m2", **own, password="secret of m1")
    world.hook.gate = None
    assert not await world.asks(action="api", user="admin", password="secret of m1")


async def test_the_servers_together_may_refuse_whose_key_is_right(world: World) -> None:
    right = {"query": f"key={KEY}"}
    assert await world.asks(**right)
    assert world.gate.asked == [("publish", "m1", "show", "Show")]
    world.gate.publishers = "the media server “One” is being emptied and takes nothing new"
    assert not await world.asks(**right)
    await world.recorder.drained()
    (event,) = await world.eventlog.recent()
    assert event.message.endswith(f"because {world.gate.publishers}.")
    assert KEY not in event.message


async def test_they_may_refuse_viewers_too(world: World) -> None:
    viewer = {"action": "read", "query": f"key={READ_KEY}"}
    assert await world.asks(**viewer)
    world.gate.readers = "the media server “One” has reached its limit (bandwidth)"
    assert not await world.asks(**viewer)
    assert world.gate.asked == [("read", "m1")] * 2
    await world.recorder.drained()
    assert await world.eventlog.recent() == [], "viewers are no matter of the input's events"


async def test_whose_key_is_wrong_does_not_get_to_them(world: World) -> None:
    assert not await world.asks(query="key=wrong")
    assert not await world.asks(action="read")
    assert world.gate.asked == []


async def test_paths_that_are_not_ours_are_open_where_that_was_allowed(world: World) -> None:
    world.gate.open_paths = {("m1", "foreign"), ("m1", "show")}
    for action in ("publish", "read", "playback"):
        assert await world.asks(action=action, path="foreign")
        assert not await world.asks("m2", action=action, path="foreign")
    assert not await world.asks(action="publish"), "an input needs its key in any case"
    assert not await world.asks(action="read")


@pytest.mark.parametrize("action", ["", "delete", "API"])
async def test_what_is_no_action_of_media_is_open_to_nobody(world: World, action: str) -> None:
    world.gate.open_paths = {("m1", "foreign")}
    assert not await world.asks(action=action, path="foreign")
