"""A stream that an encoder feeds, for destinations to take."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from streamingpro.engine.hub import Stream
from tests.engine.media import Encoder


@pytest.fixture
async def encoder() -> AsyncIterator[Encoder]:
    """An encoder that has sent its headers and first GOP."""
    made = Encoder(Stream(asyncio.get_running_loop()))
    made.headers()
    made.gop()
    yield made
    made.stream.end()
