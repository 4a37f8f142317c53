"""A whole engine in the test's event loop, reached through its API."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from streamingpro.engine.run import Engine
from streamingpro.engine.settings import EngineSettings
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord


@contextlib.asynccontextmanager
async def running_engine(
    folder: Path, token: str
) -> AsyncIterator[tuple[Engine, httpx.AsyncClient]]:
    """The engine on free ports, and a client without credentials for its API."""
    (folder / ENGINE_TOKEN).write_text(token)
    engine = Engine(EngineSettings(folder, api_port=0, rtmp_host="127.0.0.1", rtmp_port=0))
    await engine.start()
    record = EngineRecord.load(folder)
    assert record is not None
    try:
        async with httpx.AsyncClient(base_url=record.api_address) as client:
            yield engine, client
    finally:
        await engine.stop()
