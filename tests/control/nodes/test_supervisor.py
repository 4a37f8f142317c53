"""The supervisor with real processes: adopt, start, restart after death and hang, end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.supervisor import EngineSupervisor, Timing
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import MediaServerState, ServiceStatus
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord, ensure_token
from tests.processes import children_running, runs

CHILD = Path(__file__).with_name("child.py")
QUICK = Timing(
    probe_every=0.05, probe_timeout=0.2, hung_after=0.6, stop_patience=0.3, backoff=(0.0, 0.05)
)
PATIENT = Timing(probe_every=0.05, backoff=(0.0, 0.05))
GUARD_S = 15.0


class Watched:
    """A supervisor with what it has told."""

    def __init__(self, data_dir: Path, timing: Timing) -> None:
        self.data_dir = data_dir
        self.media = MediaProvider()
        self.losses: list[str] = []
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._lost: asyncio.Queue[str] = asyncio.Queue()
        self.supervisor = EngineSupervisor(
            ControlSettings(data_dir=data_dir, rtmp_port=0, engine_api_port=0),
            self.media,
            on_ready=self._on_ready,
            on_lost=self._lost.put_nowait,
            command=(sys.executable, str(CHILD)),
            timing=timing,
        )

    def _on_ready(self) -> None:
        pid = self.supervisor.status().pid
        assert pid is not None
        self._ready.put_nowait(pid)

    async def ready(self) -> int:
        """The pid of the next engine that answers."""
        return await asyncio.wait_for(self._ready.get(), GUARD_S)

    async def lost(self) -> str:
        return await asyncio.wait_for(self._lost.get(), GUARD_S)


@asynccontextmanager
async def supervising(data_dir: Path, timing: Timing = PATIENT) -> AsyncIterator[Watched]:
    watched = Watched(data_dir, timing)
    await watched.supervisor.start()
    try:
        yield watched
    finally:
        await watched.supervisor.stop()


async def test_starts_an_engine_and_ends_it(tmp_path: Path) -> None:
    async with supervising(tmp_path) as watched:
        pid = await watched.ready()
        status = watched.supervisor.status()
        assert status.state is MediaServerState.RUNNING
        assert (status.pid, status.version, status.restarts) == (pid, "test", 0)
        assert status.services == {
            "srt": ServiceStatus(port=40002),
            "hls": ServiceStatus(reason="Port 8888 is in use."),
        }
        client = watched.media.client()
        assert client is not None
        assert (await client.info()).pid == pid
    assert not psutil.pid_exists(pid)
    assert EngineRecord.load(tmp_path) is None, "it had the time to leave in good order"
    assert watched.media.client() is None
    assert watched.supervisor.status().state is MediaServerState.OFF


async def test_the_engine_lives_in_a_session_of_its_own(tmp_path: Path) -> None:
    async with supervising(tmp_path) as watched:
        pid = await watched.ready()
        assert os.getsid(pid) == pid


async def test_restarts_after_kill_9_on_the_same_ports(tmp_path: Path) -> None:
    async with supervising(tmp_path) as watched:
        first = await watched.ready()
        before = EngineRecord.load(tmp_path)
        generation = watched.media.generation
        os.kill(first, signal.SIGKILL)
        assert "signal 9" in await watched.lost()
        second = await watched.ready()
        after = EngineRecord.load(tmp_path)
        assert second != first
        assert before is not None
        assert after is not None
        assert after.api_address == before.api_address
        assert after.rtmp_port == before.rtmp_port
        assert watched.media.generation == generation + 1
        assert watched.supervisor.status().restarts == 1


async def test_adopts_what_the_one_before_left_running(tmp_path: Path) -> None:
    former = Watched(tmp_path, PATIENT)
    await former.supervisor.start()
    pid = await former.ready()
    await former.supervisor.stop(stop_engine=False)
    async with supervising(tmp_path) as watched:
        assert await watched.ready() == pid
    assert not runs(pid), "an adopted engine is ended too"


async def test_an_adopted_engine_is_restarted_when_it_dies(tmp_path: Path) -> None:
    former = Watched(tmp_path, PATIENT)
    await former.supervisor.start()
    pid = await former.ready()
    await former.supervisor.stop(stop_engine=False)
    async with supervising(tmp_path) as watched:
        assert await watched.ready() == pid
        os.kill(pid, signal.SIGKILL)
        assert await watched.ready() != pid


async def test_a_hung_engine_is_killed_and_restarted(tmp_path: Path) -> None:
    async with supervising(tmp_path, QUICK) as watched:
        pid = await watched.ready()
        os.kill(pid, signal.SIGSTOP)
        assert "did not answer" in await watched.lost()
        assert await watched.ready() != pid


async def test_an_engine_that_hangs_already_is_replaced(tmp_path: Path) -> None:
    former = Watched(tmp_path, PATIENT)
    await former.supervisor.start()
    pid = await former.ready()
    await former.supervisor.stop(stop_engine=False)
    os.kill(pid, signal.SIGSTOP)
    async with supervising(tmp_path, QUICK) as watched:
        assert await watched.ready() != pid
        assert not runs(pid)


async def test_an_engine_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    (tmp_path / "mode").write_text("stubborn")
    async with supervising(tmp_path, QUICK) as watched:
        pid = await watched.ready()
    assert not psutil.pid_exists(pid)


async def test_says_why_an_engine_does_not_start_and_tries_on(tmp_path: Path) -> None:
    mode = tmp_path / "mode"
    mode.write_text("fail: port 1935 is in use, rtmp://host/app/secret-key")
    async with supervising(tmp_path) as watched:
        reason = await watched.lost()
        assert "exit code 3" in reason
        assert "port 1935 is in use" in reason
        assert "secret-key" not in reason
        status = watched.supervisor.status()
        assert (status.state, status.reason) == (MediaServerState.UNREACHABLE, reason)
        mode.unlink()
        await watched.ready()
        assert watched.supervisor.status().reason is None


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has nothing to do with us."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)
    yield process
    process.communicate()


async def test_a_taken_port_is_said_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "mode").write_text("fail: [Errno 98] Address already in use")
    async with supervising(tmp_path) as watched:
        reason = await watched.lost()
        assert "another program already uses port" in reason
        assert "STREAMINGPRO_RTMP_PORT" in reason


async def test_a_foreign_process_with_a_recorded_pid_is_left_alone(
    tmp_path: Path, stranger: "subprocess.Popen[bytes]"
) -> None:
    EngineRecord(stranger.pid, "http://127.0.0.1:1", 1935, "", "").save(tmp_path)
    (tmp_path / "engine.lock").touch()
    async with supervising(tmp_path, QUICK) as watched:
        # Its ports are tried first, and given up when they can't be had.
        assert await watched.ready() != stranger.pid
    assert stranger.poll() is None


async def test_two_supervisors_never_make_two_engines(tmp_path: Path) -> None:
    async with supervising(tmp_path) as first:
        pid = await first.ready()
        second = Watched(tmp_path, PATIENT)
        await second.supervisor.start()
        assert await second.ready() == pid
        await second.supervisor.stop(stop_engine=False)
        assert runs(pid)


async def test_the_engine_gets_no_secret_of_the_control_plane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "ADMIN_PASSWORD"):
        monkeypatch.setenv(f"STREAMINGPRO_{name}", "private")
    async with supervising(tmp_path) as watched:
        await watched.ready()
    env = json.loads((tmp_path / "child-env.json").read_text())
    assert "private" not in env.values()
    assert env["STREAMINGPRO_DATA_DIR"] == str(tmp_path)


async def test_stopping_during_a_start_leaves_nothing_behind(tmp_path: Path) -> None:
    ensure_token(tmp_path, ENGINE_TOKEN)
    watched = Watched(tmp_path, PATIENT)
    await watched.supervisor.start()
    while not (children := children_running(str(CHILD))):
        await asyncio.sleep(0)
    await watched.supervisor.stop()
    assert not any(runs(pid) for pid in children)
