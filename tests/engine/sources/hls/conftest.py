"""What the tests of HLS share."""

from collections.abc import AsyncIterator

import pytest

from streamingpro.engine.sources import pace
from streamingpro.engine.sources.hls import fetch, rendition
from tests.engine.sources.origin import Origin, origin


@pytest.fixture
async def server() -> AsyncIterator[Origin]:
    """An HTTP server without anything on it yet."""
    async with origin() as made:
        yield made


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Media time runs fifty times as fast, and pauses are short."""
    monkeypatch.setattr(pace, "REAL_TIME", 50.0)
    monkeypatch.setattr(fetch, "PAUSE_S", 0.01)
    monkeypatch.setattr(rendition, "RETRY_S", 0.01)
