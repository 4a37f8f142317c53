"""The two media servers that the control plane may have, behind the same client.

Needs mediamtx on PATH or its file name in STREAMINGPRO_MEDIAMTX_BIN for one of them.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.servers import TOKEN, Server, mediamtx, our_engine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Server]:
    """The embedded engine, with the path "live"."""
    async with our_engine(tmp_path, TOKEN) as server:
        yield server


@pytest.fixture
async def theirs(tmp_path: Path) -> AsyncIterator[Server]:
    """A real MediaMTX, with the path "live"."""
    async with mediamtx(tmp_path, TOKEN) as server:
        yield server


@pytest.fixture(params=["engine", "mediamtx"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """Each of them in turn."""
    made = our_engine if request.param == "engine" else mediamtx
    async with contextlib.AsyncExitStack() as stack:
        yield await stack.enter_async_context(made(tmp_path, TOKEN))
