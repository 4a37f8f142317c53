"""The hub: one sequence, small messages, and a slow client that gets a snapshot, not a queue."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from streamingpro.control.eventlog.model import Event
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.live.hub import QUEUE_SIZE, LiveHub, Subscriber
from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.board import Board
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.schemas import (
    MediaServerState,
    MediaServerStatus,
    NodeStatus,
    Picture,
)
from streamingpro.mediamtx.models import Path
from tests.control.status.pictures import START, at, desired, dest, entry, idle, live, output

STARTING, UNREACHABLE = MediaServerState.STARTING, MediaServerState.UNREACHABLE


class Stage:
    """A hub between a board and its clients."""

    def __init__(self, *inputs: InputEntry) -> None:
        self.clock = 0.0
        self.server = MediaServerStatus(state=MediaServerState.RUNNING)
        self.nodes: list[NodeStatus] = []
        self.board = Board(lambda _platform, _path: [])
        # The hub asks its monitor for the whole picture only.
        self.hub = LiveHub(
            cast("Monitor", self),
            cast("EventLog", None),
            lambda: self.server,
            node_statuses=lambda: self.nodes,
            now=lambda: self.clock,
        )
        self.want(*inputs)
        self.show(idle())
        self.clock = 10.0

    def picture(self) -> Picture:
        return Picture(at=START, media_server=self.server, inputs=[], outputs=[])

    def show(self, *paths: Path, nodes: Mapping[str, str] | None = None) -> None:
        self.board.set_paths(paths, nodes)
        self._refresh()

    def want(self, *inputs: InputEntry) -> None:
        self.board.set_desired(desired(*inputs))
        self._refresh()

    def _refresh(self) -> None:
        self.hub.on_delta(self.board.refresh(at(self.clock), lambda _path: None))


def waiting(client: Subscriber) -> list[dict[str, Any]]:
    """All messages that a client can have without waiting."""
    loop_free: list[dict[str, Any]] = []
    while True:
        step = client.next()
        try:
            step.send(None)
        except StopIteration as done:
            loop_free.append(json.loads(done.value))
        else:
            step.close()
            return loop_free


async def test_first_a_snapshot_then_only_what_is_different() -> None:
    stage = Stage(entry(output(1), output(2)))
    client = stage.hub.join()
    (first,) = waiting(client)
    assert (first["type"], first["seq"]) == ("snapshot", 0)
    stage.show(live(dest(1)))
    (message,) = waiting(client)
    assert (message["type"], message["seq"]) == ("changes", 1)
    assert set(message["data"]["inputs"]) == {"in-1"}
    assert message["data"]["outputs"]["out-1"]["status"]["state"] == "live"
    assert message["data"]["removed"] == {"inputs": [], "outputs": []}
    assert "media_server" not in message["data"]
    stage.show(live(dest(1)))
    assert waiting(client) == []


async def test_figures_come_once_a_second_states_at_once() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    stage.show(live(dest(1), bitrate=1))
    waiting(client)
    stage.clock += 0.5
    stage.show(live(dest(1), bitrate=2))
    assert waiting(client) == [], "a figure can wait"
    stage.clock += 0.5
    stage.show(live(dest(1), bitrate=3))
    (message,) = waiting(client)
    assert message["data"]["inputs"]["in-1"]["status"]["bitrate_bps"] == 3
    stage.clock += 0.1
    stage.show(live(dest(1, "error", lastErrorTime=at(1)), bitrate=4))
    (message,) = waiting(client)
    assert message["data"]["outputs"]["out-1"]["status"]["state"] == "error"


async def test_a_figure_that_waited_is_sent_even_if_nothing_else_happens() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    stage.show(live(dest(1), bitrate=1))
    stage.clock += 0.5
    stage.show(live(dest(1), bitrate=2))
    waiting(client)
    stage.clock += 0.5
    stage.show(live(dest(1), bitrate=2))
    (message,) = waiting(client)
    assert message["data"]["inputs"]["in-1"]["status"]["bitrate_bps"] == 2


async def test_new_and_edited_things_come_with_their_head_deleted_ones_by_id() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    waiting(client)
    stage.want(entry(output(1, name="New name"), output(2)))
    (message,) = waiting(client)
    outputs = message["data"]["outputs"]
    assert outputs["out-1"]["name"] == "New name"
    assert outputs["out-2"]["input_id"] == "in-1"
    stage.want()
    (message,) = waiting(client)
    assert message["data"]["removed"]["inputs"] == ["in-1"]
    assert sorted(message["data"]["removed"]["outputs"]) == ["out-1", "out-2"]


async def test_an_edit_of_what_is_not_told_is_told_as_an_edit() -> None:
    """An address or a key: who shows it must know that it has to ask again."""
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    waiting(client)
    stage.want(entry(output(1, updated_at=at(5)), updated_at=at(6)))
    (message,) = waiting(client)
    assert datetime.fromisoformat(message["data"]["outputs"]["out-1"]["updated_at"]) == at(5)
    assert datetime.fromisoformat(message["data"]["inputs"]["in-1"]["updated_at"]) == at(6)


async def test_a_slow_client_starts_anew_and_hinders_nobody() -> None:
    stage = Stage(entry(output(1)))
    slow, quick = stage.hub.join(), stage.hub.join()
    waiting(slow)
    seen = len(waiting(quick))
    for number in range(QUEUE_SIZE + 5):
        stage.clock += 1
        stage.show(live(dest(1), bitrate=number))
        seen += len(waiting(quick))
    assert seen == QUEUE_SIZE + 6
    (message,) = waiting(slow)
    assert (message["type"], message["seq"]) == ("snapshot", QUEUE_SIZE + 5)
    stage.clock += 1
    stage.show(live(dest(1), bitrate=-1))
    (message,) = waiting(slow)
    assert (message["type"], message["seq"]) == ("changes", QUEUE_SIZE + 6)


async def test_events_of_the_log_are_part_of_the_sequence() -> None:
    stage = Stage(entry())
    client = stage.hub.join()
    waiting(client)
    stage.hub.on_event(Event(id=7, at=START, kind="input.live", input_id="in-1", message="Hello"))
    (message,) = waiting(client)
    assert (message["type"], message["seq"]) == ("event", 1)
    assert message["data"] == {
        "id": 7,
        "at": "2026-01-01T00:00:00.000000Z",
        "kind": "input.live",
        "input_id": "in-1",
        "output_id": None,
        "message": "Hello",
    }


async def test_a_change_of_the_media_server_is_told() -> None:
    stage = Stage(entry())
    client = stage.hub.join()
    waiting(client)
    stage.server = MediaServerStatus(state=MediaServerState.UNREACHABLE, reason="It is gone.")
    stage.show()
    (message,) = waiting(client)
    assert message["data"]["media_server"]["reason"] == "It is gone."


async def test_nothing_is_kept_for_nobody() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    stage.hub.leave(client)
    stage.show(live(dest(1)))
    assert stage.hub.clients == 0
    late = stage.hub.join()
    assert [message["type"] for message in waiting(late)] == ["snapshot"]


async def test_a_client_waits_without_turning() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    waiting(client)
    reading = asyncio.ensure_future(client.next())
    await asyncio.sleep(0)
    assert not reading.done()
    stage.show(live(dest(1)))
    assert json.loads(await reading)["type"] == "changes"


async def test_media_servers_come_whole_when_one_of_them_is_different() -> None:
    stage = Stage(entry(output(1)))
    stage.nodes = [NodeStatus(id="a", name="A", kind="mediamtx", state=STARTING)]
    client = stage.hub.join()
    waiting(client)
    stage.show(idle())
    (message,) = waiting(client)
    assert [one["state"] for one in message["data"]["nodes"]] == ["starting"]
    stage.show(idle())
    assert waiting(client) == [], "it is as it was"
    stage.nodes = [stage.nodes[0].model_copy(update={"state": UNREACHABLE, "reason": "Why."})]
    stage.clock += 0.1
    stage.show(idle())
    (message,) = waiting(client)
    assert message["data"]["nodes"][0]["reason"] == "Why."
    assert message["data"]["inputs"] == {}
    stage.nodes = []
    stage.show(idle())
    (message,) = waiting(client)
    assert message["data"]["nodes"] == []


async def test_figures_of_media_servers_come_once_a_second() -> None:
    stage = Stage(entry(output(1)))
    stage.nodes = [NodeStatus(id="a", name="A", kind="mediamtx", state=STARTING)]
    client = stage.hub.join()
    waiting(client)
    stage.show(idle())
    waiting(client)
    stage.clock += 0.4
    stage.nodes = [stage.nodes[0].model_copy(update={"inbound_bps": 1})]
    stage.show(idle())
    assert waiting(client) == [], "a figure can wait"
    stage.clock += 0.6
    stage.show(idle())
    (message,) = waiting(client)
    assert message["data"]["nodes"][0]["inbound_bps"] == 1


async def test_a_stream_that_comes_in_at_another_server_is_told_at_once() -> None:
    stage = Stage(entry(output(1)))
    client = stage.hub.join()
    stage.show(live(dest(1)), nodes={"main": "a"})
    waiting(client)
    stage.clock += 0.1
    stage.show(live(dest(1)), nodes={"main": "b"})
    (message,) = waiting(client)
    assert message["data"]["inputs"]["in-1"]["status"]["node"] == "b"
