"""The engine's own tests run on the loop that the engine runs on; its API's on asyncio's."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import uvloop

HERE = Path(__file__).parent
OURS = (HERE, *(HERE / name for name in ("forward", "hub", "servers", "servers/hls", "srt")))


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.path.parent in OURS:
        return {"uvloop": uvloop.new_event_loop}
    return {"asyncio": asyncio.new_event_loop}
