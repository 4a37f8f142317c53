"""The dashboard in a real browser, on a real server, between real peers.

Browser and platform serve all tests of a process, a server those of one file; all of them live on
one event loop. Expectations wait by themselves; a deadline that the product promises is measured.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.conftest import Publish
from tests.peers.browser import Visitor, chromium, visitor
from tests.peers.ffmpeg import Publisher, clip
from tests.peers.nginx import Nginx, nginx
from tests.peers.stack import EMAIL, Stack, stack

Visit = Callable[..., AbstractAsyncContextManager[Visitor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these tests share a loop with the browser, the platform and their server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.e2e)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def platform(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nginx]:
    """An nginx-rtmp that records."""
    async with nginx(tmp_path_factory.mktemp("nginx")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """`streamingpro serve`, for all tests of a file."""
    async with stack(tmp_path_factory.mktemp("app") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def clip_light() -> Path:
    """10 s of a small picture: what is seen in the dashboard does not depend on it."""
    return clip(10, size="320x180", bitrate="300k")


@pytest_asyncio.fixture(loop_scope="session")
async def publish(tmp_path: Path) -> AsyncIterator[Publish]:
    """Starts publishers (source, URL, …) that send over and over, and stops them."""
    async with contextlib.AsyncExitStack() as cleanup:
        count = 0

        def start(
            source: Path, url: str, *, loop: bool = True, binary: str | None = None
        ) -> Publisher:
            nonlocal count
            count += 1
            log = tmp_path / f"publisher{count}.log"
            publisher = Publisher.publish(source, url, log, loop=loop, binary=binary)
            cleanup.push_async_callback(publisher.stop, 0)
            return publisher

        yield start


@pytest.fixture
def visit(browser: Browser, app: Stack) -> Visit:
    """Opens the dashboard as the administrator: `async with visit("/system") as who: …`"""

    @contextlib.asynccontextmanager
    async def come(
        path: str = "/",
        *,
        language: str = "en",
        dark: bool = False,
        width: int = 1280,
        signed_in: bool = True,
    ) -> AsyncIterator[Visitor]:
        size = {"width": width, "height": 844 if width < 600 else 900}
        async with visitor(browser, app.home, language=language, dark=dark, **size) as who:
            if signed_in:
                await who.take_session(EMAIL, app.password)
            await who.go(path)
            yield who

    return come
