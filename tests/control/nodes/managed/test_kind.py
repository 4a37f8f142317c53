"""A real MediaMTX under supervision: start, adopt, restart after death and hang, end."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from streamingpro.control.nodes.managed.kind import (
    CONFIGURATION,
    MEDIAMTX_TIMING,
    TOKEN,
    MediaMtxSupervisor,
    credentials,
)
from streamingpro.control.nodes.managed.record import MediaMtxRecord
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.supervision import Timing
from streamingpro.control.settings import ControlSettings, MediaMtxSettings
from streamingpro.control.status.schemas import MediaServerState
from tests.control.nodes.managed.hook import Hook, hook_of
from tests.peers.mediamtx import binary
from tests.peers.tls import certificate
from tests.processes import runs

GUARD_S = 30.0
PATIENT = replace(MEDIAMTX_TIMING, probe_every=0.05, backoff=(0.0, 0.05))
QUICK = replace(PATIENT, probe_timeout=0.3, hung_after=1.0)
EVERY_PORT = MediaMtxSettings(
    api_port=0,
    metrics_port=0,
    rtsp_port=0,
    rtsp_udp_port=0,
    rtsps_port=0,
    webrtc_port=0,
    webrtc_udp_port=0,
    moq_port=0,
    moq_quic_port=0,
)


@pytest.fixture
def hook(tmp_path: Path) -> Iterator[Hook]:
    with hook_of(tmp_path) as hook:
        yield hook


@pytest.fixture
def settings(tmp_path: Path) -> ControlSettings:
    """Every listener on, on any ports of this machine."""
    return ControlSettings(
        data_dir=tmp_path,
        rtmp_host="127.0.0.1",
        rtmp_port=0,
        rtmps_port=0,
        srt_port=0,
        hls_port=0,
        mediamtx=replace(EVERY_PORT, program=Path(binary())),
    )


class Watched:
    """A supervisor with what it has told."""

    def __init__(self, settings: ControlSettings, hook: Hook, timing: Timing = PATIENT) -> None:
        self.media = MediaProvider()
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._lost: asyncio.Queue[str] = asyncio.Queue()
        self.supervisor = MediaMtxSupervisor(
            settings,
            self.media,
            hook_address=hook.address,
            on_ready=self._on_ready,
            on_lost=self._lost.put_nowait,
            timing=timing,
        )

    def _on_ready(self) -> None:
        pid = self.supervisor.status().pid
        assert pid is not None
        self._ready.put_nowait(pid)

    async def ready(self) -> int:
        """The pid of the next MediaMTX that answers."""
        return await asyncio.wait_for(self._ready.get(), GUARD_S)

    async def lost(self) -> str:
        return await asyncio.wait_for(self._lost.get(), GUARD_S)

    def port(self, name: str) -> int:
        port = self.supervisor.status().services[name].port
        assert port is not None
        return port


@asynccontextmanager
async def supervising(
    settings: ControlSettings, hook: Hook, timing: Timing = PATIENT
) -> AsyncIterator[Watched]:
    watched = Watched(settings, hook, timing)
    await watched.supervisor.start()
    try:
        yield watched
    finally:
        await watched.supervisor.stop()


async def left_running(settings: ControlSettings, hook: Hook) -> int:
    """The pid of a MediaMTX whose supervisor has gone."""
    former = Watched(settings, hook)
    await former.supervisor.start()
    pid = await former.ready()
    await former.supervisor.stop(stop_server=False)
    return pid


async def test_starts_and_ends_it(settings: ControlSettings, hook: Hook) -> None:
    async with supervising(settings, hook) as watched:
        pid = await watched.ready()
        status = watched.supervisor.status()
        assert (status.state, status.pid, status.restarts) == (MediaServerState.RUNNING, pid, 0)
        assert os.getsid(pid) == pid, "no Ctrl-C of ours reaches it"
        client = watched.media.client()
        assert client is not None
        assert f"{(await client.info()).version}" == status.version
    assert not runs(pid)
    assert watched.media.client() is None
    assert watched.supervisor.status().state is MediaServerState.OFF


async def test_every_protocol_listens_where_it_says(settings: ControlSettings, hook: Hook) -> None:
    async with supervising(settings, hook) as watched:
        await watched.ready()
        services = watched.supervisor.status().services
        assert {name for name, service in services.items() if service.port is None} == {
            "rtmps",
            "rtsps",
        }
        for name in ("rtmp", "rtsp", "hls", "webrtc", "moq"):
            _, writer = await asyncio.open_connection("127.0.0.1", watched.port(name))
            writer.close()
        for name in ("srt", "moq"):
            probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            with probe, pytest.raises(OSError, match="in use"):
                probe.bind(("127.0.0.1", watched.port(name)))


async def test_with_a_certificate_it_encrypts(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    made = certificate(tmp_path / "tls")
    secure = replace(settings, tls_cert=made.file, tls_key=made.key)
    trusting = ssl.create_default_context(cafile=str(made.file))
    async with supervising(secure, hook) as watched:
        await watched.ready()
        for name in ("rtmps", "rtsps", "webrtc"):
            _, writer = await asyncio.open_connection(
                "127.0.0.1",
                watched.port(name),
                ssl=trusting,
                server_hostname="localhost",
            )
            writer.close()


async def test_a_bad_certificate_costs_encryption_alone(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    (tmp_path / "cert.pem").write_text("nothing")
    async with supervising(replace(settings, tls_cert=tmp_path / "cert.pem"), hook) as watched:
        await watched.ready()
        services = watched.supervisor.status().services
        assert services["rtmps"].port is None
        assert "can't be used" in (services["rtmps"].reason or "")
        assert services["rtmp"].port


async def test_the_api_and_the_metrics_are_for_us_alone(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    async with supervising(settings, hook) as watched:
        await watched.ready()
        record = MediaMtxRecord.load(tmp_path)
        assert record is not None
        metrics = f"http://127.0.0.1:{record.ports['metrics']}/metrics"
        async with httpx.AsyncClient(trust_env=False) as http:
            for url in (f"{record.api_address}/v3/info", metrics):
                assert (await http.get(url)).status_code == 401
                wrong = await http.get(url, auth=("streamingpro", "wrong"))
                assert wrong.status_code == 401
                right = await http.get(url, auth=credentials(tmp_path))
                assert right.status_code == 200


async def test_secrets_are_in_private_files_and_nowhere_else(
    settings: ControlSettings, hook: Hook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMINGPRO_SECRET_KEY", "private")
    monkeypatch.setenv("MTX_RTMP", "no")
    async with supervising(settings, hook) as watched:
        pid = await watched.ready()
        for name in (CONFIGURATION, TOKEN, "mediamtx.json", "logs/mediamtx.log", "mediamtx.lock"):
            assert (tmp_path / name).stat().st_mode & 0o077 == 0, name
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"=private" not in environment
        assert b"MTX_RTMP=" not in environment
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert b"hook-secret" not in command
    assert "hook-secret" not in (tmp_path / "logs/mediamtx.log").read_text()
    assert "hook-secret" not in (tmp_path / "mediamtx.json").read_text()


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
    try:
        assert parent.stderr is not None
        pid = int(await asyncio.wait_for(parent.stderr.readline(), GUARD_S))
    finally:
        parent.kill()
        await parent.wait()
    assert runs(pid)
    async with supervising(settings, hook) as watched:
        assert await watched.ready() == pid


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


async def test_one_that_never_lets_us_in_is_told_of(settings: ControlSettings, hook: Hook) -> None:
    hook.refuses_all = True
    async with supervising(settings, hook, replace(PATIENT, start_limit=0.5)) as watched:
        assert "could not ask this server" in await watched.lost()
        hook.refuses_all = False
        await watched.ready()


async def test_a_taken_port_is_said_in_plain_words(settings: ControlSettings, hook: Hook) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        fixed = replace(settings, mediamtx=replace(settings.mediamtx, rtsp_port=port))
        async with supervising(fixed, hook) as watched:
            assert await watched.lost() == (
                f"MediaMTX could not start: another program already uses port {port} (RTSP). Stop"
                " that program, or choose another port with STREAMINGPRO_RTSP_PORT."
            )
            assert watched.supervisor.status().state is MediaServerState.UNREACHABLE
            taken.close()
            await watched.ready()
            assert watched.supervisor.status().reason is None


async def test_a_missing_program_is_told_and_found_once_it_is_there(
    settings: ControlSettings, hook: Hook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    nowhere = replace(settings, mediamtx=replace(settings.mediamtx, program=None))
    async with supervising(nowhere, hook) as watched:
        assert "streamingpro mediamtx install" in await watched.lost()
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/mediamtx").symlink_to(settings.mediamtx.program or "")
        await watched.ready()


async def test_what_it_says_when_it_fails_is_passed_on(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    program = tmp_path / "broken"
    program.write_text(
        "#!/bin/sh\nif [ $1 = --version ]; then echo v1.20.1; exit; fi\n"
        "echo 'ERR: no such thing, rtmp://host/app/secret-key'; exit 7\n"
    )
    program.chmod(0o700)
    broken = replace(settings, mediamtx=replace(settings.mediamtx, program=program))
    async with supervising(broken, hook) as watched:
        reason = await watched.lost()
    assert reason == (
        "MediaMTX could not start (exit code 7). It said: no such thing, rtmp://host/app/***"
    )


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


async def test_waits_for_the_address_of_the_hook(
    settings: ControlSettings, hook: Hook, tmp_path: Path
) -> None:
    known: list[str] = []
    asked, ready = asyncio.Event(), asyncio.Event()

    def address() -> str | None:
        asked.set()
        return known[0] if known else None

    supervisor = MediaMtxSupervisor(
        settings, MediaProvider(), hook_address=address, on_ready=ready.set, on_lost=print
    )
    await supervisor.start()
    await asyncio.wait_for(asked.wait(), GUARD_S)
    assert MediaMtxRecord.load(tmp_path) is None
    known.append(hook.address())
    await asyncio.wait_for(ready.wait(), GUARD_S)
    await supervisor.stop()
    given = json.loads((tmp_path / CONFIGURATION).read_text())
    assert given["authHTTPAddress"] == hook.address()
