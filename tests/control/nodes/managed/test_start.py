"""A real MediaMTX that is started: what it offers, to whom, and why it may not start."""

import asyncio
import json
import os
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from streamingpro.control.nodes.managed.kind import (
    CONFIGURATION,
    TOKEN,
    MediaMtxSupervisor,
    credentials,
)
from streamingpro.control.nodes.managed.record import MediaMtxRecord
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import MediaServerState
from tests.control.nodes.managed.hook import Hook
from tests.control.nodes.managed.watched import (
    GUARD_S,
    PATIENT,
    supervising,
)
from tests.peers.tls import certificate
from tests.processes import runs


async def test_starts_and_ends_it(settings: ControlSettings, hook: Hook) -> None:
    async with supervising(settings, hook) as watched:
        pid = await watched.ready()
        status = watched.supervisor.status()
        assert (status.state, status.pid, status.restarts) == (MediaServerState.RUNNING, pid, 0)
        assert os.getsid(pid) == pid, "no Ctrl-C of ours reaches it"
        client = watched.media.client()
        assert client is not None
        assert await client.config_paths_list() == []
        assert status.version
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
