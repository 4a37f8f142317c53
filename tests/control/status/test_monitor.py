"""The monitor and the engine's real API: what it tells, and what it says when nobody answers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.status import monitor as monitor_module
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import MediaServerState, MediaServerStatus
from tests.control.reconcile.peer import Peer
from tests.control.status.pictures import desired, entry, output

pytestmark = pytest.mark.any_database

LIVE: dict[str, Any] = {
    "name": "main",
    "available": True,
    "online": True,
    "bitrate": 6_000_000,
    "forward": [{"conf": {"label": "out-1"}, "status": "live"}],
}


class Scene:
    """A monitor of a peer, with a clock that the test moves."""

    def __init__(self, db: Database, *, expects_server: bool = True) -> None:
        self.peer = Peer()
        self.media = self.peer.provider()
        self.eventlog = EventLog(db)
        self.recorder = EventRecorder(self.eventlog)
        self.clock = 100.0
        self.reason: str | None = None
        self.state = MediaServerState.RUNNING
        self.deltas: list[Delta] = []
        self.monitor = Monitor(
            self.media,
            self.recorder,
            warn=lambda _platform, _path: [],
            problem=lambda _path: None,
            server_status=self._server,
            expects_server=expects_server,
            now=lambda: self.clock,
        )
        self.monitor.subscribe(self.deltas.append)
        self.monitor.set_desired(desired(entry(output(1))))

    def _server(self) -> MediaServerStatus:
        return MediaServerStatus(state=self.state, reason=self.reason)

    async def poll(self, *paths: dict[str, Any]) -> tuple[str, str]:
        """One poll; the states of the input and the output."""
        self.peer.state.paths = list(paths)
        await self.monitor.poll_once()
        picture = self.monitor.picture()
        return picture.inputs[0].status.state.value, picture.outputs[0].status.state.value


@pytest.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    scene = Scene(db)
    await scene.recorder.start()
    yield scene
    await scene.recorder.stop()
    await scene.media.clear()


async def test_a_server_whose_process_has_ended_is_not_believed_for_another_moment(
    scene: Scene,
) -> None:
    assert await scene.poll(LIVE) == ("live", "live")
    scene.peer.silent = True
    assert await scene.poll(LIVE) == ("live", "live"), "one unanswered question says nothing"
    scene.state, scene.reason = MediaServerState.UNREACHABLE, "The media engine stopped."
    assert await scene.poll(LIVE) == ("error", "error")
    scene.state, scene.peer.silent = MediaServerState.RUNNING, False
    assert await scene.poll(LIVE) == ("live", "live")


async def test_one_call_tells_everything(scene: Scene) -> None:
    assert await scene.poll(LIVE) == ("live", "live")
    assert scene.peer.calls == ["GET /v3/paths/list"]


async def test_a_short_silence_changes_nothing_a_longer_one_is_an_error(scene: Scene) -> None:
    await scene.poll(LIVE)
    scene.peer.silent = True
    scene.clock += 1.0
    assert await scene.poll(LIVE) == ("live", "live")
    scene.clock += 1.0
    assert await scene.poll(LIVE) == ("error", "error")
    assert scene.monitor.server_error is not None
    assert scene.monitor.server_error.kind == "media_server"
    scene.peer.silent = False
    assert await scene.poll(LIVE) == ("live", "live")
    assert scene.monitor.server_error is None


async def test_the_reason_of_the_supervisor_is_the_words_of_the_error(scene: Scene) -> None:
    scene.reason = "Port 1935 is in use."
    await scene.media.clear()
    scene.clock += 5
    assert await scene.poll() == ("error", "error")
    assert scene.monitor.server_error is not None
    assert scene.monitor.server_error.message == "Port 1935 is in use."


async def test_where_no_server_is_expected_its_absence_is_no_error(db: Database) -> None:
    scene = Scene(db, expects_server=False)
    await scene.media.clear()
    scene.clock += 60
    assert await scene.poll() == ("offline", "waiting")


async def test_listeners_are_told_of_every_refresh_and_one_that_fails_hinders_nobody(
    scene: Scene,
) -> None:
    def fail(_delta: Delta) -> None:
        raise ValueError("a listener's bug")

    scene.deltas.clear()
    scene.monitor.subscribe(fail)
    later: list[Delta] = []
    end = scene.monitor.subscribe(later.append)
    await scene.poll(LIVE)
    await scene.poll(LIVE)
    assert [bool(delta.inputs) for delta in scene.deltas] == [True, False]
    assert len(later) == 2
    end()
    await scene.poll(LIVE)
    assert len(later) == 2


async def test_who_calls_during_a_question_gets_another_look_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer that is on its way may be older than what the media server was just told."""
    monkeypatch.setattr(monitor_module, "POLL_S", 3600.0)
    looks = 0
    again = asyncio.Event()

    def asked() -> list[dict[str, Any]]:
        nonlocal looks
        looks += 1
        if looks == 1:
            scene.monitor.poll_soon()
        else:
            again.set()
        return []

    monkeypatch.setattr(scene.peer.state, "list_paths", asked)
    await scene.monitor.start()
    async with asyncio.timeout(20):
        await again.wait()
    await scene.monitor.stop()


async def test_what_happens_is_written_into_the_event_log(scene: Scene) -> None:
    await scene.poll()
    await scene.poll(LIVE)
    await scene.poll()
    await scene.recorder.drained()
    events = [(event.kind, event.output_id) for event in await scene.eventlog.recent()]
    assert events == [("input.offline", None), ("output.live", "out-1"), ("input.live", None)]
