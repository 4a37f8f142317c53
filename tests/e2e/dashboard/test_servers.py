"""Media servers in the dashboard: one is added, used, emptied, lost and removed."""

import functools
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Publish
from tests.e2e.dashboard.conftest import Visit
from tests.e2e.dashboard.words import english_on, word
from tests.peers.browser import Visitor
from tests.peers.node import API_USER, Node, node
from tests.peers.stack import Stack

LOST_WITHIN_S = 4.0
"""From the death of a server to the word for it on the screen."""
SLACK_S = 1.0
"""Allowance for a busy machine."""
PHONE = 390


@pytest_asyncio.fixture(loop_scope="session")
async def media(tmp_path: Path) -> AsyncIterator[Node]:
    """A MediaMTX with a path of its own."""
    async with node(tmp_path / "media-1", paths={"lobby": {}}) as running:
        yield running


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


def state(server: Locator) -> Locator:
    """The word for how it is; a list that is still on its way has a status too."""
    return server.get_by_role("status").first


async def _add(page: Page, media: Node) -> None:
    await page.get_by_role("button", name="Add server").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill(media.name)
    await dialog.get_by_label("Address of its Control API").fill(media.api_url)
    await dialog.get_by_label("User", exact=True).fill(API_USER)
    await dialog.get_by_label("Password or token", exact=True).fill(media.password)
    await dialog.get_by_role("button", name="Add server").click()
    await expect(state(card(page, media.name))).to_have_text("Running")


async def _choose(page: Page, name: str, entry: str) -> Locator:
    """Something from a server's menu; the dialog that asks about it."""
    await page.get_by_role("button", name=f"What to do with {name}").click()
    await page.get_by_role("menuitem", name=entry).click()
    return page.get_by_role("dialog")


async def test_a_server_from_its_first_day_to_its_last(
    app: Stack, media: Node, publish: Publish, visit: Visit, clip_light: Path
) -> None:
    app.secrets.add(media.password)
    show = await app.rest.add_input("Hall")
    async with visit("/servers") as who:
        page, server = who.page, card(who.page, media.name)
        await expect(state(card(page, "StreamingPro engine"))).to_have_text("Running")
        await _add(page, media)
        for listener in ("RTMP", "RTSP", "SRT", "WebRTC", "HLS"):
            await expect(server.get_by_role("listitem").filter(has_text=listener)).to_be_visible()
        assert media.password not in await page.content()

        await media.knows(show["path"])
        first = publish(clip_light, media.rtmp(show))
        await expect(server.get_by_text("Live streams").locator("..")).to_contain_text("1")
        await who.go(f"/inputs/{show['id']}")
        await expect(page.get_by_text(f"at {media.name}").first).to_be_visible()
        await page.get_by_role("tab", name="Connections").click()
        encoder = page.get_by_role("row").filter(has_text="Sends")
        await expect(encoder).to_contain_text(media.name)
        await encoder.get_by_role("button", name="Disconnect").click()
        await page.get_by_role("button", name="Disconnect it").click()
        await expect(encoder).to_have_count(0)
        assert await first.wait(10) != 0, "it was sent away"
        publish(clip_light, media.rtmp(show))
        await expect(encoder).to_contain_text("RTMP")
        await page.get_by_role("tab", name="Connection data").click()
        await page.get_by_role("combobox", name="Media server").click()
        await page.get_by_role("option", name=media.name).click()
        await page.get_by_role("tab", name="RTSP").click()
        await page.get_by_role("button", name="Copy RTSP address").click()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == media.rtsp(show)

        await who.go("/servers")
        await server.get_by_role("button", name="Adopt as input: lobby").click()
        await expect(page.get_by_text("“lobby” is an input now.")).to_be_visible()
        await expect(server.get_by_text("Adopt as input")).to_have_count(0)
        adopted = [one for one in await app.rest.call("GET", "/api/inputs") if one["node"]]
        assert [one["path"] for one in adopted] == ["lobby"]

        dialog = await _choose(page, media.name, "Empty it")
        await dialog.get_by_role("button", name="Empty it").click()
        await expect(server).to_contain_text("Being emptied")

        began = time.monotonic()
        await media.kill()
        await expect(state(server)).to_have_text("Does not answer")
        assert time.monotonic() - began < LOST_WITHIN_S + SLACK_S
        await expect(server).to_contain_text("Nothing listens at")

        dialog = await _choose(page, media.name, "Remove")
        await expect(dialog).to_contain_text("It does not answer now")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(dialog).to_contain_text("Inputs are bound to this media server: “lobby”.")
        await app.rest.delete_input(adopted[0]["id"])
        await dialog.get_by_role("button", name="Remove").click()
        await expect(server).to_have_count(0)
        await expect(page.get_by_text("Everything runs on the built-in server")).to_be_visible()


async def test_the_page_of_servers_is_for_everybody(app: Stack, media: Node, visit: Visit) -> None:
    added = await media.join(app.rest, redistribution="native", max_streams=9)
    try:
        for language, dark, width in (("en", False, 1280), ("es", True, PHONE)):
            async with visit("/servers", language=language, dark=dark, width=width) as who:
                await _every_part_is_for_everybody(who, language, media.name)
    finally:
        await app.rest.call("DELETE", f"/api/nodes/{added['id']}")


async def _every_part_is_for_everybody(who: Visitor, language: str, name: str) -> None:
    say, page = functools.partial(word, language), who.page
    server = card(page, name)
    await expect(server).to_contain_text("lobby")
    await expect(state(server)).to_have_text(say("servers.states.running"))
    await _is_fine(who, language, "page")
    for button, entry in (
        (say("servers.add"), None),
        (say("servers.menu.editLabel", name=name), None),
        (say("servers.menu.label", name=name), say("servers.menu.drain")),
        (say("servers.menu.label", name=name), say("servers.menu.remove")),
    ):
        await page.get_by_role("button", name=button, exact=True).click()
        if entry:
            await page.get_by_role("menuitem", name=entry, exact=True).click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        fold = dialog.get_by_role("button", name=say("servers.form.advanced"))
        if await fold.count() and await fold.get_attribute("aria-expanded") == "false":
            await fold.click()
        await _is_fine(who, language, f"dialog {button} {entry}")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


async def _is_fine(who: Visitor, language: str, where: str) -> None:
    assert await who.axe() == [], where
    assert await who.sideways() == 0, where
    if language == "es":
        assert await english_on(who.page) == [], where
