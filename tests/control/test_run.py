"""`serve` as a process: start, record, clean stop, and plain words when it can't start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

_SERVE = """
import sys
from pathlib import Path
from streamingpro.control.run import serve
from streamingpro.control.settings import ControlSettings
sys.exit(serve(ControlSettings(
    data_dir=Path(sys.argv[1]), database_url=sys.argv[4], secret_key=sys.argv[3] or None,
    http_host="127.0.0.1", http_port=int(sys.argv[2]), rtmp_port=0, engine_api_port=0,
)))
"""
Start = Callable[..., "subprocess.Popen[str]"]
_PATIENCE_S = 60


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `serve`; ends what is still running after the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(
        folder: str = "data", port: int = 0, key: str = "", database_url: str = ""
    ) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, tmp_path / folder, str(port), key, database_url],
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=_PATIENCE_S)


def record_of(folder: Path) -> dict[str, int]:
    """What `serve.json` says, as soon as it is there."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            read: dict[str, int] = json.loads((folder / "serve.json").read_text())
            return read
        except FileNotFoundError:
            time.sleep(0.02)
    raise AssertionError("serve.json never came")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    process = start()
    record = record_of(tmp_path / "data")
    assert record["pid"] == process.pid
    health = httpx.get(f"http://127.0.0.1:{record['http_port']}/api/health")
    assert health.json()["database"]["state"] == "ok"
    process.send_signal(number)
    _, said = process.communicate(timeout=_PATIENCE_S)
    assert process.returncode == 0, said
    assert f"http://127.0.0.1:{record['http_port']}" in said
    assert f"open http://127.0.0.1:{record['http_port']} in a browser" in said
    assert not (tmp_path / "data" / "serve.json").exists()
    assert not (tmp_path / "data" / "engine.json").exists()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "streamingpro.db").stat().st_mode & 0o077 == 0


def test_a_port_in_use_is_told_plainly(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start(port=port)
        _, said = process.communicate(timeout=_PATIENCE_S)
    assert process.returncode == 1
    assert f"port {port} is already in use" in said
    assert "Traceback" not in said


def test_two_can_not_share_a_data_folder(start: Start, tmp_path: Path) -> None:
    start()
    record_of(tmp_path / "data")
    second = start()
    _, said = second.communicate(timeout=_PATIENCE_S)
    assert second.returncode == 1
    assert "already uses the data folder" in said


def test_another_secret_key_is_told_plainly(start: Start, tmp_path: Path) -> None:
    first = start(key="the first secret key")
    record_of(tmp_path / "data")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=_PATIENCE_S)
    second = start(key="the second secret key")
    _, said = second.communicate(timeout=_PATIENCE_S)
    assert second.returncode == 1
    assert "does not belong to this database" in said
    assert "Traceback" not in said
    assert "the second secret key" not in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:hidden@h/d", "DATABASE_URL must begin with"),
        ("postgresql://u:hidden@127.0.0.1:1/d", "can't be opened"),
    ],
)
def test_a_wrong_database_is_told_plainly(start: Start, url: str, words: str) -> None:
    process = start(database_url=url)
    _, said = process.communicate(timeout=_PATIENCE_S)
    assert process.returncode == 1
    assert words in said
    assert "hidden" not in said
    assert "Traceback" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_is_told_plainly(start: Start, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    process = start()
    _, said = process.communicate(timeout=_PATIENCE_S)
    assert process.returncode == 1
    assert "can't use the data folder" in said
