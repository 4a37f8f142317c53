"""The whole product between real peers: ffmpeg publishes, nginx-rtmp plays the platforms.

Every deadline is either one that the product promises (then it is measured from the event) or a
generous guard against hanging. A stack searches its own logs for every key when it stops.
"""

import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from tests.peers.ffmpeg import FLV, Publisher, clip
from tests.peers.nginx import Nginx, nginx
from tests.peers.node import Node, node
from tests.peers.stack import Stack, stack, with_mediamtx

NewKey = Callable[[str], str]
Publish = Callable[..., Publisher]


@pytest.fixture(scope="session")
def clip_1080p() -> Path:
    """20 s, 1080p30, 6 Mb/s H.264 with B-frames, AAC: some 600 pictures and 940 sounds."""
    return clip(20)


@pytest.fixture(scope="session")
def clip_small() -> Path:
    """10 s, 640x360, 1 Mb/s, for scenarios where the picture does not matter."""
    return clip(10, size="640x360", bitrate="1M")


@pytest.fixture(scope="session")
def clip_other() -> Path:
    """As `clip_small` with other packets, from "another encoder"."""
    return clip(10, size="640x360", bitrate="900k", frequency=880)


@pytest.fixture(scope="session")
def clip_distinct() -> Path:
    """8 s of pictures with B-frames, and noise: no two frames are the same."""
    return clip(8, size="320x180", bitrate="400k", noise=True, audio=("-c:a", "aac"))


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Nginx]:
    """An nginx-rtmp that records."""
    async with nginx(tmp_path / "nginx") as server:
        yield server


WITH_EVERY_MEDIA_SERVER = frozenset(
    f"tests.e2e.test_{name}"
    for name in ("fanout", "failures", "continuity", "keys", "live_edits", "crashes")
)
"""Modules whose tests with an `app` hold for the built-in engine and for a MediaMTX alike."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" in metafunc.fixturenames and metafunc.module.__name__ in WITH_EVERY_MEDIA_SERVER:
        metafunc.parametrize("app", ("embedded", "mediamtx"), indirect=True)


@pytest.fixture
async def app(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stack]:
    """`streamingpro serve`, signed in; with the engine alone unless a test asks for both."""
    mediamtx = getattr(request, "param", "embedded") == "mediamtx"
    settings = with_mediamtx() if mediamtx else {}
    async with stack(tmp_path / "data", **settings) as running:
        yield running


@pytest.fixture
async def media(tmp_path: Path) -> AsyncIterator[Node]:
    """A MediaMTX that is not added yet."""
    async with node(tmp_path / "media-1") as running:
        yield running


@pytest.fixture
def new_key() -> NewKey:
    """Makes stream keys that occur nowhere else, so that a search in the logs means something."""
    return lambda name: f"{name}_{secrets.token_hex(8)}"


@pytest.fixture
async def publish(tmp_path: Path) -> AsyncIterator[Publish]:
    """Starts publishers (source, URL, …) and stops those that still run."""
    async with contextlib.AsyncExitStack() as cleanup:
        count = 0

        def start(
            source: Path,
            url: str,
            *,
            loop: bool = False,
            binary: str | None = None,
            form: Sequence[str] = FLV,
        ) -> Publisher:
            nonlocal count
            count += 1
            log = tmp_path / f"publisher{count}.log"
            publisher = Publisher.publish(source, url, log, loop=loop, binary=binary, form=form)
            cleanup.push_async_callback(publisher.stop, 0)
            return publisher

        yield start
