"""Which server runs which pulled input, remembered in the database."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from streamingpro.control.db import Database
from streamingpro.control.fleet.placement import Candidate
from streamingpro.control.fleet.placer import UNDECIDED, Placer
from streamingpro.control.fleet.trust import PullTrust
from streamingpro.control.inputs.model import Input
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.control.nodes.model import Placement
from streamingpro.control.reconcile.desired import Desired
from tests.control.fleet.made import desired

PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.5"
A, B = Candidate("a", 0), Candidate("b", 0)
DEAD_A = Candidate("a", 0, eligible=False)
ENGINE = Candidate("engine", 0, guarded=True)
CAM: dict[str, str | None] = {"cam": "rtsp://cam.example/1"}


class World:
    """A placer, its database, and name servers that answer when the test says."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.moved = 0
        self.known = asyncio.Event()
        self.names = asyncio.Event()
        self.address = PUBLIC
        self.placer = self.new_placer()

    def new_placer(self) -> Placer:
        """As a new `serve` has it."""
        trust = PullTrust(PullRules(), self._resolve, self.known.set)
        return Placer(self.db, trust, fallback="engine", on_moved=self._count)

    async def add(self, *paths: str) -> None:
        async with self.db.transaction() as session:
            session.add_all(Input(id=f"id-{path}", name=path, path=path) for path in paths)

    async def remove(self, path: str) -> None:
        async with self.db.transaction() as session:
            await session.execute(delete(Input).where(Input.path == path))

    async def decide(self, wanted: Desired, *candidates: Candidate) -> dict[str, str]:
        await self.placer.decide(wanted, candidates)
        return dict(self.placer.placed)

    async def looked_up(self) -> None:
        """Let the name servers answer, and wait until that is known."""
        self.names.set()
        async with asyncio.timeout(15):
            await self.known.wait()

    async def stored(self) -> dict[str, str]:
        async with self.db.session() as session:
            rows: Sequence[Placement] = (await session.scalars(select(Placement))).all()
            return {row.input_id: row.node for row in rows}

    async def _resolve(self, _host: str) -> Iterable[str]:
        await self.names.wait()
        return [self.address]

    def _count(self) -> None:
        self.moved += 1


@pytest.fixture
def world(db: Database) -> World:
    return World(db)


@pytest.fixture
async def placed(world: World) -> World:
    """One input whose name has been looked up and that runs at `a`."""
    await world.add("cam")
    await world.decide(desired(CAM), A, B)
    await world.looked_up()
    assert await world.decide(desired(CAM), A, B) == {"id-cam": "a"}
    return world


async def test_nobody_runs_an_input_before_its_name_was_looked_up(world: World) -> None:
    await world.add("cam")
    for _ in range(3):  # something or other happens meanwhile
        assert await world.decide(desired(CAM), A, ENGINE) == {"id-cam": UNDECIDED}
    assert await world.stored() == {}
    await world.looked_up()
    assert await world.decide(desired(CAM), A, ENGINE) == {"id-cam": "a"}
    assert await world.stored() == {"id-cam": "a"}


async def test_what_leads_to_a_private_network_stays_with_our_engine(world: World) -> None:
    await world.add("cam")
    world.address = PRIVATE
    await world.decide(desired(CAM), A)
    await world.looked_up()
    assert await world.decide(desired(CAM), A) == {"id-cam": "engine"}
    assert await world.stored() == {"id-cam": "engine"}


async def test_who_listens_is_told_only_when_something_moved(placed: World) -> None:
    told = placed.moved
    await placed.decide(desired(CAM), A, B)
    assert placed.moved == told
    assert await placed.decide(desired(CAM), DEAD_A, B) == {"id-cam": "b"}
    assert placed.moved == told + 1
    assert await placed.stored() == {"id-cam": "b"}
    assert await placed.decide(desired(CAM), A, B) == {"id-cam": "b"}, "it does not come back"


async def test_inputs_for_encoders_run_nowhere(world: World) -> None:
    assert await world.decide(desired({"show": None}), A) == {}
    assert world.moved == 0


async def test_a_pull_that_becomes_one_for_encoders_is_forgotten(placed: World) -> None:
    assert await placed.decide(desired({"cam": None}), A, B) == {}
    assert await placed.stored() == {}


async def test_after_a_restart_who_runs_somewhere_stays_there_while_names_are_looked_up(
    placed: World,
) -> None:
    placed.names.clear()
    placed.known.clear()
    placed.placer = placed.new_placer()
    await placed.placer.load()
    assert placed.placer.placed == {"id-cam": "a"}
    busy = Candidate("a", 9)
    for _ in range(2):
        assert await placed.decide(desired(CAM), busy, B, ENGINE) == {"id-cam": "a"}
    await placed.looked_up()
    assert await placed.decide(desired(CAM), busy, B, ENGINE) == {"id-cam": "a"}


async def test_a_new_address_is_given_to_nobody_before_it_was_looked_up(placed: World) -> None:
    """Else a server without a guard would call it for that moment."""
    placed.names.clear()
    placed.known.clear()
    placed.address = PRIVATE
    elsewhere = desired({"cam": "rtsp://inside.example/1"})
    for _ in range(2):
        assert await placed.decide(elsewhere, A, B) == {"id-cam": UNDECIDED}
    await placed.looked_up()
    assert await placed.decide(elsewhere, A, B) == {"id-cam": "engine"}


async def test_what_the_engine_had_to_keep_is_given_to_nobody_unseen_after_a_restart(
    world: World,
) -> None:
    await world.add("cam")
    world.address = PRIVATE
    await world.decide(desired(CAM), A)
    await world.looked_up()
    await world.decide(desired(CAM), A)
    world.names.clear()
    world.placer = world.new_placer()
    await world.placer.load()
    assert await world.decide(desired(CAM), A) == {"id-cam": "engine"}


async def test_an_input_that_was_deleted_meanwhile_hinders_no_other(placed: World) -> None:
    """What should be was read before; the next reading has it no more."""
    await placed.add("new", "gone")
    await placed.remove("gone")
    sources = CAM | {name: f"rtsp://cam.example/{name}" for name in ("new", "gone")}
    await placed.decide(desired(sources), DEAD_A, B)
    assert await placed.stored() == {"id-cam": "b", "id-new": "b"}
    del sources["gone"]
    assert await placed.decide(desired(sources), B) == {"id-cam": "b", "id-new": "b"}
    assert await placed.stored() == {"id-cam": "b", "id-new": "b"}


async def test_what_the_database_did_not_take_holds_and_is_stored_the_next_time(
    placed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_order(*_args: Any) -> Any:
        raise SQLAlchemyError("the disk is full")

    told = placed.moved
    with monkeypatch.context() as broken:
        broken.setattr(placed.db, "transaction", out_of_order)
        with pytest.raises(SQLAlchemyError):
            await placed.decide(desired(CAM), DEAD_A, B)
    assert (placed.placer.placed, placed.moved) == ({"id-cam": "b"}, told + 1)
    assert await placed.stored() == {"id-cam": "a"}
    await placed.decide(desired(CAM), DEAD_A, B)
    assert await placed.stored() == {"id-cam": "b"}
    assert placed.moved == told + 1
