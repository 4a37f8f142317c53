"""Rounds of the reconciler where a server depends on others, and where it keeps no key itself."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import update

from streamingpro.control.changes import ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.model import Input
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import ServerError
from tests.control.reconcile.peer import Peer


class World:
    """A reconciler of node `m` with all that the fleet gives it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.peer = Peer()
        self.media = self.peer.provider()
        self.ready = True
        self.desired: list[Desired] = []
        self.kicked: list[str] = []
        self.kick_fails = False
        self.reconciler = Reconciler(
            db,
            self.media,
            ChangeBus(),
            EventRecorder(EventLog(db)),
            hook_address=lambda: None,
            on_desired=self.desired.append,
            ready=lambda: self.ready,
            kick=self._kick,
            node="m",
            node_name="Media 1",
        )

    async def round(self) -> list[str]:
        self.peer.calls.clear()
        await self.reconciler.run_once()
        return list(self.peer.mutations)

    async def set(self, **values: Any) -> None:
        async with self.db.transaction() as session:
            await session.execute(update(Input).values(**values))

    async def _kick(self, _client: MediaClient, path: str) -> None:
        if self.kick_fails:
            raise ServerError("out of order")
        self.kicked.append(path)


@pytest.fixture
async def world(db: Database) -> AsyncIterator[World]:
    world = World(db)
    async with db.transaction() as session:
        session.add(Input(name="Show", path="show", publish_key="first"))
    yield world
    await world.media.clear()


async def test_before_all_is_known_a_server_is_left_as_it_is_but_what_should_be_is_told(
    world: World,
) -> None:
    world.ready = False
    assert await world.round() == []
    assert world.peer.calls == []
    assert "show" in world.desired[-1].by_path
    world.ready = True
    assert await world.round() == ["POST /v3/config/paths/add/show"]


async def test_a_new_key_sends_away_who_came_with_the_old_one_once(world: World) -> None:
    await world.round()
    assert world.kicked == [], "nobody came with another key"
    await world.set(publish_key="second")
    await world.round()
    await world.round()
    assert world.kicked == ["show"]


async def test_who_could_not_be_sent_away_is_tried_again(world: World) -> None:
    await world.round()
    await world.set(publish_key="second")
    world.kick_fails = True
    await world.round()
    world.kick_fails = False
    await world.round()
    await world.round()
    assert world.kicked == ["show"]


async def test_an_input_that_was_switched_off_meanwhile_has_nobody_to_send_away(
    world: World,
) -> None:
    await world.round()
    await world.set(enabled=False)
    assert await world.round() == ["DELETE /v3/config/paths/delete/show"]
    await world.set(enabled=True, publish_key="second")
    await world.round()
    assert world.kicked == []


async def test_what_should_be_of_a_path_is_told_with_its_input(world: World) -> None:
    assert world.reconciler.wanted("show") is None
    await world.round()
    found = world.reconciler.wanted("show")
    assert found is not None
    assert found[0] == world.desired[-1].by_path["show"].id
    assert world.reconciler.wanted("foreign") is None
    world.reconciler.forget()
    assert world.reconciler.wanted("show") is None
    assert await world.round() == [], "it is there still"
    assert world.reconciler.wanted("show") is not None


async def test_trouble_is_what_failed_in_the_last_round(world: World) -> None:
    world.peer.refuse = lambda call: "/add/" in call
    await world.round()
    assert world.reconciler.trouble is not None
    assert "out of order" in world.reconciler.trouble
    world.peer.refuse = lambda _call: False
    await world.round()
    assert world.reconciler.trouble is None
