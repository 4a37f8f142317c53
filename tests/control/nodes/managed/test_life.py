"""A real MediaMTX under supervision: adopted, restarted after death and hang, ended."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from streamingpro.control.nodes.managed.kind import credentials
from streamingpro.control.nodes.managed.record import MediaMtxRecord
from streamingpro.control.settings import ControlSettings
from streamingpro.mediamtx.client import MediaClient
from tests.control.nodes.managed.hook import Hook, hook_of
from tests.control.nodes.managed.watched import (
    GUARD_S,
    PATIENT,
    QUICK,
    Watched,
    left_running,
    supervising,
)
from tests.peers.ffmpeg import Publisher, clip
from tests.peers.mediamtx import binary
from tests.peers.tools import eventually, tail
from tests.processes import runs


async def test_restarts_after_kill_9_on_the_same_ports(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    async with supervising(settings, hook) as watched:
        first = await watched.ready()
        before, generation = MediaMtxRecord.load(tmp_path), watched.media.generation
        os.kill(first, signal.SIGKILL)
        assert "signal 9" in await watched.lost()
        assert await watched.ready() != first
        after = MediaMtxRecord.load(tmp_path)
        assert before is not None
        assert after is not None
        assert after.ports == before.ports
        assert watched.media.generation == generation + 1
        assert watched.supervisor.status().restarts == 1


async def test_adopts_what_the_one_before_left_running(
    settings: ControlSettings, hook: Hook
) -> None:
    pid = await left_running(settings, hook)
    async with supervising(settings, hook) as watched:
        assert await watched.ready() == pid
        assert watched.port("rtmp")
    assert not runs(pid), "an adopted one is ended too"


async def test_one_that_asks_another_hook_is_replaced(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    pid = await left_running(settings, hook)
    with hook_of(tmp_path) as elsewhere:
        async with supervising(settings, elsewhere) as watched:
            assert await watched.ready() != pid
            assert not runs(pid)


async def test_one_that_listens_elsewhere_than_the_settings_say_is_replaced(
    settings: ControlSettings, hook: Hook
) -> None:
    pid = await left_running(settings, hook)
    async with supervising(replace(settings, srt_port=None), hook) as watched:
        assert await watched.ready() != pid
        assert watched.supervisor.status().services["srt"].port is None


@asynccontextmanager
async def going_live(data_dir: Path) -> AsyncIterator[Publisher]:
    """An encoder that sends `show` to the MediaMTX of the data folder."""
    record = MediaMtxRecord.load(data_dir)
    assert record is not None
    url = f"rtmp://127.0.0.1:{record.ports['rtmp']}/show"
    source = clip(bitrate="1M", size="640x360")
    async with MediaClient(record.api_address, credentials=credentials(data_dir)) as client:
        await client.config_path_add("show", {})
        encoder = Publisher.publish(source, url, data_dir / "encoder.log", loop=True)

        async def live() -> bool:
            return (await client.path_get("show")).online

        try:
            await eventually(live, "it is live", within=15, report=lambda: tail(encoder.log))
            yield encoder
        finally:
            await encoder.stop()


async def test_survives_kill_9_of_the_program_that_started_it(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    """The lock and the session are MediaMTX's own then."""
    program = Path(__file__).with_name("parent.py")
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        str(tmp_path),
        binary(),
        hook.address(),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[4],
    )
    pid = None
    try:
        assert parent.stderr is not None
        pid = int(await asyncio.wait_for(parent.stderr.readline(), GUARD_S))
        async with going_live(tmp_path) as encoder:
            parent.kill()
            await parent.wait()
            async with supervising(settings, hook) as watched:
                assert await watched.ready() == pid
                await still_live(watched)
                assert encoder.process.poll() is None
    finally:
        if parent.returncode is None:
            parent.kill()
            await parent.wait()
        if pid is not None and runs(pid):
            os.kill(pid, signal.SIGKILL)


async def still_live(watched: Watched) -> None:
    """The stream is the same all the time, and goes on."""
    client = watched.media.client()
    assert client is not None
    before = await client.path_get("show")

    async def more() -> bool:
        return (await client.path_get("show")).inbound_bytes > before.inbound_bytes

    await eventually(more, "the stream goes on", within=10)
    after = await client.path_get("show")
    assert after.online
    assert after.online_time == before.online_time


async def test_a_hung_one_is_killed_and_restarted(settings: ControlSettings, hook: Hook) -> None:
    async with supervising(settings, hook, QUICK) as watched:
        pid = await watched.ready()
        os.kill(pid, signal.SIGSTOP)
        assert "did not answer" in await watched.lost()
        assert await watched.ready() != pid


async def test_one_that_hangs_already_is_replaced(settings: ControlSettings, hook: Hook) -> None:
    pid = await left_running(settings, hook)
    os.kill(pid, signal.SIGSTOP)
    async with supervising(settings, hook, QUICK) as watched:
        assert await watched.ready() != pid
        assert not runs(pid)


async def test_a_refusal_is_no_hang(settings: ControlSettings, hook: Hook) -> None:
    """While our database fails the hook refuses all: no reason to end everybody's stream."""
    timing = replace(PATIENT, hung_after=0.2)
    async with supervising(settings, hook, timing) as watched:
        pid = await watched.ready()
        hook.refuses_all = True
        asked = len(hook.questions)
        async with asyncio.timeout(GUARD_S):
            while len(hook.questions) < asked + 4:
                await asyncio.sleep(0.05)
        assert watched.supervisor.status().pid == pid
        assert runs(pid)


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has nothing to do with us."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)
    yield process
    process.communicate()


async def test_a_foreign_process_with_a_recorded_pid_is_left_alone(
    settings: ControlSettings, hook: Hook, tmp_path: Path, stranger: "subprocess.Popen[bytes]"
) -> None:
    MediaMtxRecord(stranger.pid, "then", "v1.20.1", "x", {"api": 1}).save(tmp_path)
    (tmp_path / "mediamtx.lock").touch()
    async with supervising(settings, hook) as watched:
        assert await watched.ready() != stranger.pid
    assert stranger.poll() is None


async def test_two_supervisors_never_make_two(settings: ControlSettings, hook: Hook) -> None:
    async with supervising(settings, hook) as first:
        pid = await first.ready()
        second = Watched(settings, hook)
        await second.supervisor.start()
        assert await second.ready() == pid
        await second.supervisor.stop(stop_server=False)
        assert runs(pid)
