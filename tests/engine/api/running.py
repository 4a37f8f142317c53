"""A whole engine in the test's event loop, reached through its API."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from streamingpro.engine.run import Engine
from streamingpro.engine.settings import EngineSettings
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord
from tests.peers.tls import certificate


def free_ports(folder: Path, **more: Any) -> EngineSettings:
    """Settings of an engine for one test."""
    ports: dict[str, Any] = {f"{name}_port": 0 for name in ("api", "rtmp", "rtmps", "srt", "hls")}
    return EngineSettings(folder, rtmp_host="127.0.0.1", **ports, **more)


@contextlib.asynccontextmanager
async def running_engine(
    folder: Path, token: str
) -> AsyncIterator[tuple[Engine, httpx.AsyncClient]]:
    """The engine on free ports, RTMPS too, and a client without credentials for its API."""
    (folder / ENGINE_TOKEN).write_text(token)
    made = certificate(folder / "certificate")
    engine = Engine(free_ports(folder, tls_cert=made.file, tls_key=made.key))
    await engine.start()
    record = EngineRecord.load(folder)
    assert record is not None
    try:
        async with httpx.AsyncClient(base_url=record.api_address) as client:
            yield engine, client
    finally:
        await engine.stop()
