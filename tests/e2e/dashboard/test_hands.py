"""What people do with an input and its destinations during a show, and where the focus is then."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.e2e.conftest import NewKey, Publish
from tests.e2e.dashboard.conftest import Visit
from tests.e2e.dashboard.test_live import row_of
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack


async def test_an_encoder_is_disconnected(
    app: Stack, publish: Publish, visit: Visit, clip_light: Path
) -> None:
    entry = await app.rest.add_input("Kick")
    encoder = publish(clip_light, app.publish_url(entry))
    await app.rest.input_is(entry["id"], "live")
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        await page.get_by_role("tab", name="Connections").click()
        await page.get_by_role("button", name=re.compile("^Disconnect Sends")).click()
        dialog = page.get_by_role("dialog")
        assert encoder.running, "it was sent away before the question was answered"
        await dialog.get_by_role("button", name="Disconnect it").click()
        await expect(dialog).to_have_count(0)
        assert await encoder.wait(15) != 0
        await expect(page.get_by_text("Signal lost", exact=True).first).to_be_visible()
        panel = page.get_by_role("tabpanel").locator("> div")
        await expect(panel).to_contain_text("Nobody is connected")
        await expect(panel).to_be_focused()


async def test_all_destinations_are_switched_together(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    visit: Visit,
    clip_light: Path,
    new_key: NewKey,
) -> None:
    entry = await app.rest.add_input("Together")
    for name in ("Uno", "Dos"):
        await app.rest.add_output(entry["id"], name, platform.url("sink"), new_key(name))
    publish(clip_light, app.publish_url(entry))
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        off, on = (
            page.get_by_label(re.compile("^All off")),
            page.get_by_label(re.compile("^All on")),
        )
        for name in ("Uno", "Dos"):
            await expect(row_of(page, name)).to_contain_text("Live")
        await off.press("Enter")
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("2 destinations are live")
        await dialog.get_by_role("button", name="Switch all off").click()
        for name in ("Uno", "Dos"):
            await expect(row_of(page, name)).to_contain_text("Off")
        await expect(off).to_be_focused()
        await on.press("Enter")
        for name in ("Uno", "Dos"):
            await expect(row_of(page, name)).to_contain_text("Live")
        await expect(on).to_be_focused()
        await expect(on).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_switch_goes_back_when_the_server_refuses(
    app: Stack, platform: Nginx, visit: Visit, new_key: NewKey, dark: bool
) -> None:
    entry = await app.rest.add_input("Refused")
    await app.rest.add_output(entry["id"], "Uno", platform.url("sink"), new_key("refused"))
    answer_now = asyncio.Event()

    async def refuse(route: Route) -> None:
        await answer_now.wait()
        why = {"title": "Conflict", "status": 409, "detail": "Somebody else was quicker."}
        await route.fulfill(status=409, content_type="application/problem+json", json=why)

    async with visit(f"/inputs/{entry['id']}", dark=dark) as who:
        page = who.page
        await page.route("**/api/outputs/*", refuse)
        switch = page.get_by_role("switch", name="Send to Uno")
        await expect(switch).to_be_checked()
        await switch.press("Space")
        await expect(switch).not_to_be_checked()
        answer_now.set()
        await expect(switch).to_be_checked()
        await expect(page.get_by_role("alert")).to_contain_text("Somebody else was quicker.")
        await expect(switch).to_be_focused()
        assert await who.axe() == []


async def test_a_destination_is_asked_whether_it_accepts_the_key(
    app: Stack, platform: Nginx, visit: Visit, new_key: NewKey
) -> None:
    entry = await app.rest.add_input("Asked")
    wrong, right = new_key("wrong"), new_key("right")
    app.secrets.add(right)
    platform.allowed.add(right)
    url = platform.url("checked")
    added = await app.rest.add_output(entry["id"], "Channel", url, wrong, enabled=False)
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        menu = page.get_by_role("button", name="What to do with Channel")
        for words in ("The destination refuses the stream", "The destination accepts your key"):
            await menu.click()
            await page.get_by_role("menuitem", name="Does it accept my key?").click()
            dialog = page.get_by_role("dialog")
            await expect(dialog.get_by_text(words)).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(dialog).to_have_count(0)
            await expect(menu).to_be_focused()
            await app.rest.change_output(added["id"], stream_key=right)


async def test_an_input_is_deleted_from_its_page(
    app: Stack, publish: Publish, visit: Visit, clip_light: Path
) -> None:
    entry = await app.rest.add_input("Deleted")
    encoder = publish(clip_light, app.publish_url(entry))
    await app.rest.input_is(entry["id"], "live")
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        await page.get_by_role("button", name="More for this input").click()
        await page.get_by_role("menuitem", name="Delete").click()
        dialog = page.get_by_role("dialog")
        delete = dialog.get_by_role("button", name="Delete")
        await expect(delete).to_be_disabled()
        await dialog.get_by_role("checkbox", name=re.compile("end the live stream")).check()
        await delete.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Inputs")
        await expect(page.locator("#content")).to_be_focused()
        await expect(page.get_by_role("heading", name="Deleted")).to_have_count(0)
    assert await encoder.wait(15) != 0
