"""The reconciler and the engine's real API: few calls, the right ones, on every database."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from streamingpro.control.changes import ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.outputs.model import Output
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.model import ManagedPath
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.mediamtx.errors import Unreachable
from streamingpro.protocols.srt_url import parse_srt_url
from tests.control.reconcile.peer import Peer

HOOK = "http://engine:secret@127.0.0.1:8000/api/hooks/auth"


class World:
    """A database, a media server and the reconciler between them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.peer = Peer()
        self.media: MediaProvider = self.peer.provider()
        self.changes = ChangeBus()
        self.eventlog = EventLog(db)
        self.recorder = EventRecorder(self.eventlog)
        self.desired: list[Desired] = []
        self.applied = 0
        self.reconciler = self.new_reconciler()

    def new_reconciler(self) -> Reconciler:
        """As a new `serve` has it: nothing remembered but the database."""
        return Reconciler(
            self.db,
            self.media,
            self.changes,
            self.recorder,
            hook_address=lambda: HOOK,
            on_desired=self.desired.append,
            on_applied=self._count,
        )

    def _count(self) -> None:
        self.applied += 1

    async def round(self) -> list[str]:
        """One round; the calls that changed something."""
        self.peer.calls.clear()
        await self.reconciler.run_once()
        return list(self.peer.mutations)

    async def add(self, path: str, outputs: int = 0, **values: Any) -> str:
        async with self.db.transaction() as session:
            item = Input(name=path.title(), path=path, **values)
            session.add(item)
            await session.flush()
            session.add_all(_outputs(item.id, outputs))
        return item.id

    async def change(self, statement: Any) -> None:
        async with self.db.transaction() as session:
            await session.execute(statement)

    async def kinds(self) -> list[str]:
        """Kinds of all recorded events, newest first."""
        await self.recorder.drained()
        return [event.kind for event in await self.eventlog.recent()]


def _outputs(input_id: str, count: int) -> list[Output]:
    return [
        Output(
            input_id=input_id,
            name=f"Output {number}",
            url=f"rtmps://{number}.example/app",
            stream_key=f"key {number}",
            position=number,
        )
        for number in range(count)
    ]


@pytest.fixture
async def world(db: Database) -> AsyncIterator[World]:
    world = World(db)
    await world.recorder.start()
    yield world
    await world.recorder.stop()
    await world.media.clear()


async def test_an_empty_server_is_filled(world: World) -> None:
    input_id = await world.add("main", 2, grace_s=45, override_publisher=False)
    assert await world.round() == [
        "PATCH /v3/config/global/patch",
        "POST /v3/config/paths/add/main",
    ]
    store = world.peer.store
    assert store.global_.auth_method == "http"
    assert store.global_.auth_http_address == HOOK
    conf = store.get("main")
    assert (conf.reconnect_grace_s, conf.override_publisher) == (45.0, False)
    assert [dest.dest for dest in conf.forward] == [
        "rtmps://0.example/app#key%200",
        "rtmps://1.example/app#key%201",
    ]
    outputs = world.desired[-1].inputs[input_id].outputs
    assert [dest.label for dest in conf.forward] == [output.id for output in outputs]
    assert await world.round() == []


async def test_who_looks_is_told_when_the_server_was_told_something(world: World) -> None:
    """So that the state after a click is on the screen before the next usual look."""
    await world.add("main")
    await world.round()
    assert world.applied == 1
    await world.round()
    assert world.applied == 1


async def test_500_inputs_with_4_outputs_unchanged_cost_no_call_and_a_toggle_costs_one(
    world: World,
) -> None:
    async with world.db.transaction() as session:
        inputs = [Input(name=f"Input {n}", path=f"in-{n}", position=n) for n in range(500)]
        session.add_all(inputs)
        await session.flush()
        for item in inputs:
            session.add_all(_outputs(item.id, 4))
    assert len(await world.round()) == 501
    assert await world.round() == []
    assert len(world.peer.calls) == 2, "the global configuration and one page of paths are read"
    async with world.db.session() as session:
        toggled = await session.scalar(
            select(Output.id).where(Output.input_id == inputs[123].id, Output.position == 1)
        )
    await world.change(update(Output).where(Output.id == toggled).values(enabled=False))
    assert await world.round() == ["PATCH /v3/config/paths/patch/in-123"]
    assert len(world.peer.store.get("in-123").forward) == 3
    assert await world.round() == []


PULLED = {
    "source_type": "pull",
    "source_url": "rtsps://cam:secret@cam.example/ch1",
    "source_fingerprint": "ab" * 32,
    "source_on_demand": True,
    "rtsp_transport": "tcp",
}


async def test_srt_settings_and_sources_reach_the_engine(world: World) -> None:
    srt = {"srt_passphrase": "correct horse", "srt_latency_ms": 331, "srt_key_length": 24}
    await world.add("main", **srt)
    await world.add("pulled", **PULLED, **srt)
    assert len(await world.round()) == 3
    main, pulled = (world.peer.store.get(name) for name in ("main", "pulled"))
    assert (main.srt_publish_passphrase, main.srt_read_passphrase) == ("correct horse",) * 2
    assert (main.srt_latency_s, main.srt_key_length) == (0.331, 24)
    assert main.source == "publisher"
    assert pulled.source == PULLED["source_url"]
    assert (pulled.source_fingerprint, pulled.source_on_demand) == ("ab" * 32, True)
    assert pulled.rtsp_transport == "tcp"
    assert (pulled.srt_publish_passphrase, pulled.srt_read_passphrase) == ("", "correct horse")
    assert await world.round() == [], "what the engine tells is what it was told"


async def test_a_pull_becomes_an_input_for_encoders_and_back(world: World) -> None:
    input_id = await world.add("main", **PULLED)
    await world.round()
    by_id = update(Input).where(Input.id == input_id)
    await world.change(by_id.values(source_type="publish", source_url=None))
    assert await world.round() == ["PATCH /v3/config/paths/patch/main"]
    conf = world.peer.store.get("main")
    assert (conf.source, conf.source_on_demand, conf.source_fingerprint) == ("publisher", False, "")
    await world.change(by_id.values(source_type="pull", source_url="https://tv.example/a.m3u8"))
    assert await world.round() == ["PATCH /v3/config/paths/patch/main"]
    assert world.peer.store.get("main").source == "https://tv.example/a.m3u8"


async def test_a_new_key_does_not_disturb_what_is_pulled(world: World) -> None:
    input_id = await world.add("main", **PULLED)
    await world.round()
    await world.change(update(Input).where(Input.id == input_id).values(publish_key="another"))
    assert await world.round() == []


async def test_srt_destinations_reach_the_engine(world: World) -> None:
    input_id = await world.add("main")
    async with world.db.transaction() as session:
        session.add(
            Output(
                id="out",
                input_id=input_id,
                name="Edge",
                url="srt://edge.example:9000",
                stream_key="#!::r=a,m=publish",
                srt_mode="caller",
                srt_passphrase="a pass&phrase",
                srt_latency_ms=300,
                srt_key_length=16,
            )
        )
    await world.round()
    (dest,) = world.peer.store.get("main").forward
    target = parse_srt_url(dest.dest)
    assert (target.streamid, target.passphrase) == ("#!::r=a,m=publish", "a pass&phrase")
    assert (target.latency_ms, target.pbkeylen, dest.label) == (300, 16, "out")
    assert await world.round() == []


async def test_disabled_inputs_have_no_path(world: World) -> None:
    input_id = await world.add("main", 1)
    await world.round()
    await world.change(update(Input).where(Input.id == input_id).values(enabled=False))
    assert await world.round() == ["DELETE /v3/config/paths/delete/main"]
    await world.change(update(Input).where(Input.id == input_id).values(enabled=True))
    assert await world.round() == ["POST /v3/config/paths/add/main"]


async def test_a_renamed_path_goes_and_the_new_one_comes(world: World) -> None:
    input_id = await world.add("main")
    await world.round()
    await world.change(update(Input).where(Input.id == input_id).values(path="stage"))
    assert await world.round() == [
        "DELETE /v3/config/paths/delete/main",
        "POST /v3/config/paths/add/stage",
    ]


async def test_an_input_deleted_while_we_were_away_loses_its_path(world: World) -> None:
    await world.add("main")
    await world.round()
    await world.change(delete(Input))
    world.reconciler = world.new_reconciler()
    assert await world.round() == ["DELETE /v3/config/paths/delete/main"]
    async with world.db.session() as session:
        assert list(await session.scalars(select(ManagedPath.name))) == []


async def test_foreign_paths_are_listed_and_left_alone(world: World) -> None:
    world.peer.store.add("foreign", {})
    await world.add("main")
    assert "DELETE" not in " ".join(await world.round())
    assert world.reconciler.unmanaged == ("foreign",)
    assert "foreign" in world.peer.store.paths


async def test_a_path_changed_behind_our_back_is_put_back_and_told(world: World) -> None:
    await world.add("main", 2)
    await world.round()
    world.peer.store.patch("main", {"forward": []})
    assert await world.round() == ["PATCH /v3/config/paths/patch/main"]
    assert len(world.peer.store.get("main").forward) == 2
    assert await world.kinds() == ["path.restored"]
    world.peer.store.delete("main")
    assert await world.round() == ["POST /v3/config/paths/add/main"]
    assert await world.kinds() == ["path.restored", "path.restored"]


@pytest.mark.parametrize("noticed", [True, False], ids=["told by the supervisor", "by itself"])
async def test_a_server_that_restarted_empty_is_refilled_without_blame(
    world: World, noticed: bool
) -> None:
    await world.add("main", 1)
    await world.add("side", 1)
    await world.round()
    world.peer.restart()
    if noticed:
        await world.media.replace(world.peer.client())
    assert sorted(await world.round()) == [
        "PATCH /v3/config/global/patch",
        "POST /v3/config/paths/add/main",
        "POST /v3/config/paths/add/side",
    ]
    assert await world.kinds() == []


async def test_one_failing_call_hinders_no_other_and_is_shown(world: World) -> None:
    for path in ("a", "b", "c"):
        await world.add(path)
    world.peer.refuse = lambda call: call.endswith("/add/b")
    await world.round()
    assert set(world.peer.store.paths) == {"a", "c"}
    problem = world.reconciler.problem("b")
    assert problem is not None
    assert (problem.kind, problem.message) == (
        "media_server",
        "The media server at http://engine failed: out of order.",
    )
    assert world.reconciler.problem("a") is None
    await world.round()
    assert world.reconciler.problem("b") == problem, "the time of the first failure stays"
    world.peer.refuse = lambda _call: False
    assert await world.round() == ["POST /v3/config/paths/add/b"]
    assert world.reconciler.problem("b") is None


async def test_a_silent_server_is_asked_once_and_the_picture_still_gets_what_should_be(
    world: World,
) -> None:
    input_id = await world.add("main")
    world.peer.silent = True
    with pytest.raises(Unreachable):
        await world.round()
    assert len(world.peer.calls) <= 2
    assert input_id in world.desired[-1].inputs


async def test_a_new_key_is_one_patch_that_tells_the_engine_but_not_the_key(world: World) -> None:
    input_id = await world.add("main")
    await world.add("side")
    await world.round()
    async with world.db.transaction() as session:
        item = await session.get(Input, input_id)
        assert item is not None
        item.publish_key = "a-new-and-secret-key"
    assert await world.round() == ["PATCH /v3/config/paths/patch/main"]
    version = world.peer.store.paths["main"].publish_key_version
    digest = hashlib.sha256(b"main:a-new-and-secret-key").hexdigest()
    assert version == f"sha256:{digest}"
    assert await world.round() == []


async def test_a_change_starts_a_round(world: World) -> None:
    await world.reconciler.start()
    input_id = await world.add("main")
    world.changes.notify(ChangeKind.INPUTS, [input_id])
    async with asyncio.timeout(15):
        while "main" not in world.peer.store.paths:
            await asyncio.sleep(0)
    await world.reconciler.stop()


def _conn(conn_id: str, path: str, state: str, created: str) -> dict[str, Any]:
    return {"id": conn_id, "path": path, "state": state, "created": created}
