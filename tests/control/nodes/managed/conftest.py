"""Fixtures of the managed MediaMTX: its hook, and settings with every listener on any port."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from streamingpro.control.settings import ControlSettings
from tests.control.nodes.managed.hook import Hook, hook_of
from tests.control.nodes.managed.watched import EVERY_PORT
from tests.peers.mediamtx import binary


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
