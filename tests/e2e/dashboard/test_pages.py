"""Every page for everybody: by eye and screen reader, large and small, in both languages."""

import functools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Visit
from tests.e2e.dashboard.scene import Scene, scene
from tests.e2e.dashboard.words import english_on, word, words_on
from tests.peers.browser import Visitor
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

PAGES = (
    "/",
    "/start",
    "/start?input=ID",
    "/inputs/ID",
    "/activity",
    "/servers",
    "/system",
    "/account",
    "/nowhere",
)
PHONE = 390


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def show(
    app: Stack, platform: Nginx, clip_light: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    log = tmp_path_factory.mktemp("show") / "publisher.log"
    async with scene(app, platform, clip_light, log) as running:
        yield running


async def _settled(who: Visitor) -> None:
    """What the page waits for is there."""
    await expect(who.page.get_by_role("heading").first).to_be_visible()
    await expect(who.page.locator(".mantine-Loader-root")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_for_everybody(show: Scene, visit: Visit, path: str) -> None:
    async with visit(show.path(path)) as who:
        await _settled(who)
        assert await who.axe() == []
        assert await who.sideways() == 0
    async with visit(show.path(path), language="es", dark=True, width=PHONE) as who:
        await _settled(who)
        assert await who.axe() == []
        assert await who.sideways() == 0
        assert await english_on(who.page) == []
        assert len(await words_on(who.page)) > 5


async def _is_for_everybody(who: Visitor, language: str, where: str) -> None:
    await expect(who.page.locator(".mantine-Loader-root")).to_have_count(0)
    assert await who.axe() == [], where
    assert await who.sideways() == 0, where
    if language == "es":
        assert await english_on(who.page) == [], where


@pytest.mark.parametrize(("language", "dark", "width"), [("en", False, 1280), ("es", True, PHONE)])
async def test_tabs_and_dialogs_are_for_everybody(
    show: Scene, visit: Visit, language: str, dark: bool, width: int
) -> None:
    say = functools.partial(word, language)
    async with visit(show.path("/inputs/ID"), language=language, dark=dark, width=width) as who:
        page = who.page
        await _settled(who)
        for tab in await page.get_by_role("tab").all():
            if await tab.is_visible():
                await tab.click()
                await _is_for_everybody(who, language, f"tab {await tab.inner_text()}")
        for button, entry in (
            (say("input.head.edit"), None),
            (say("destinations.add"), None),
            (say("input.head.more"), say("input.head.rotate")),
            (say("input.head.more"), say("input.head.duplicate")),
            (say("input.head.more"), say("input.head.delete")),
            (say("destinations.menu.label", name="Canal 1"), say("destinations.menu.edit")),
            (say("destinations.menu.label", name="Canal 1"), say("destinations.menu.test")),
            (say("destinations.menu.label", name="Canal 1"), say("destinations.menu.copy")),
            (say("destinations.menu.label", name="Canal 1"), say("destinations.menu.delete")),
        ):
            await page.get_by_role("button", name=button, exact=True).click()
            if entry:
                await page.get_by_role("menuitem", name=entry, exact=True).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            await _is_for_everybody(who, language, f"dialog {button} {entry}")
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_door_is_for_everybody(visit: Visit) -> None:
    async with visit("/", signed_in=False) as who:
        await _settled(who)
        assert await who.axe() == []
    async with visit("/", signed_in=False, language="es", dark=True, width=PHONE) as who:
        await _settled(who)
        assert await who.axe() == []
        assert await who.sideways() == 0
        assert await english_on(who.page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_page_of_the_api_works_as_who_is_signed_in(visit: Visit, dark: bool) -> None:
    async with visit("/api/docs", dark=dark) as who:
        page = who.page
        call = page.locator("#operations-auth-get_me")
        await call.get_by_role("button", name="Who you are").click()
        await call.get_by_role("button", name="Execute").click()
        await expect(call.locator(".live-responses-table")).to_contain_text("admin@example.com")
        assert await who.axe() == []
        assert await who.sideways() == 0
        await page.get_by_role("link", name="Back to the dashboard").click()
        await expect(page.get_by_role("navigation")).to_be_visible()


async def test_on_a_phone_every_page_is_reached(show: Scene, visit: Visit) -> None:
    async with visit("/", width=PHONE) as who:
        page = who.page
        for name, title in (
            ("Activity", "Activity"),
            ("Servers", "Servers"),
            ("System", "System"),
            ("Overview", "Inputs"),
        ):
            await page.get_by_role("button", name="Menu").click()
            await page.get_by_role("dialog").get_by_role("link", name=name).click()
            await expect(page.get_by_role("heading", level=1)).to_have_text(title)
            await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_language_and_appearance_are_changed_and_kept(visit: Visit) -> None:
    async with visit("/system") as who:
        page = who.page
        await page.get_by_role("button", name="Language: EN").click()
        await page.get_by_role("menuitem", name="Español").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sistema")
        await page.get_by_role("button", name="Apariencia").click()
        await page.get_by_role("menuitem", name="Oscuro").click()
        await who.go("/system")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sistema")
        await expect(page.locator("html")).to_have_attribute("lang", "es")
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
