"""`streamingpro mediamtx …` from the terminal."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mediamtxinstall.material import ARCHIVE, NAME

SUM = hashlib.sha256(ARCHIVE).hexdigest()


def mediamtx(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    base = {name: value for name, value in os.environ.items() if "STREAMINGPRO_" not in name}
    return subprocess.run(
        [sys.executable, "-m", "streamingpro", "mediamtx", *arguments],
        capture_output=True,
        text=True,
        env=base | environment,
        check=False,
        timeout=60,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / NAME
    file.write_bytes(ARCHIVE)
    return file


def test_install_once_and_where_it_is(tmp_path: Path, file: Path) -> None:
    data = {"STREAMINGPRO_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"}
    placed = tmp_path / "data/bin/mediamtx"
    done = mediamtx("install", "--from", str(file), "--sha256", SUM, **data)
    assert (done.returncode, done.stdout) == (0, f"MediaMTX v1.20.1 is installed: {placed}\n")
    again = mediamtx("install", "--from", "/nowhere", **data)
    assert again.returncode == 0
    assert "is installed already" in again.stdout
    where = mediamtx("where", **data)
    assert where.stdout == f"MediaMTX v1.20.1: {placed} (by streamingpro mediamtx install)\n"


def test_a_failure_is_one_sentence_and_code_1(tmp_path: Path, file: Path) -> None:
    done = mediamtx("install", "--from", str(file), STREAMINGPRO_DATA_DIR=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"streamingpro: {NAME} is not what it should be")
    assert done.stderr.count("\n") == 1


def test_the_mirror_of_the_settings_is_used(tmp_path: Path) -> None:
    done = mediamtx(
        "install",
        STREAMINGPRO_DATA_DIR=str(tmp_path / "data"),
        STREAMINGPRO_MEDIAMTX_URL="http://127.0.0.1:1/mirror",
        NO_PROXY="*",
    )
    assert done.returncode == 1
    assert "127.0.0.1 can't be reached" in done.stderr


def test_where_there_is_none_says_how_to_get_one(tmp_path: Path) -> None:
    done = mediamtx("where", STREAMINGPRO_DATA_DIR=str(tmp_path), PATH=str(tmp_path))
    assert done.returncode == 1
    assert "Run “streamingpro mediamtx install”" in done.stderr
