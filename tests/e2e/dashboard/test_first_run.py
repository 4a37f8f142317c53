"""From nothing to live, as somebody does it who has never seen it before."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import NewKey, Publish
from tests.e2e.dashboard.conftest import Visit
from tests.peers.browser import visitor
from tests.peers.nginx import Nginx
from tests.peers.stack import EMAIL, Stack, stack

_BROKEN = """list => [...list.querySelectorAll('button')].flatMap(button => {
  const text = button.lastChild;
  return [...text.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return range.getClientRects().length > 1;
  }).map(([word]) => word);
})"""
"""Words of a list of buttons that stand on more than one line."""


async def test_first_run_and_guided_start_lead_to_a_live_stream(
    browser: Browser,
    platform: Nginx,
    publish: Publish,
    clip_light: Path,
    new_key: NewKey,
    tmp_path: Path,
) -> None:
    key = new_key("first")
    async with (
        stack(tmp_path / "data", administrator=False) as app,
        visitor(browser, app.home, width=390, height=844) as who,
    ):
        app.secrets.add(key)
        page = who.page
        await who.go("/")
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_label("Password", exact=True).fill("short")
        await page.get_by_role("button", name="Create the account").click()
        await expect(page.get_by_label("Password", exact=True)).to_be_focused()
        await page.get_by_label("Password", exact=True).fill(app.password)
        await page.get_by_role("button", name="Create the account").click()

        await page.get_by_role("textbox", name="Name").fill("Main stage")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_text("Waiting for the signal…").first).to_be_visible()
        server, stream_key = await _copied(page, "Server"), await _copied(page, "Stream key")
        app.secrets.add(stream_key.partition("key=")[2])
        publish(clip_light, f"{server}/{stream_key}")
        await expect(page.get_by_text("Signal received").first).to_be_visible()
        await expect(page.get_by_text("320 × 180").first).to_be_visible()

        await page.get_by_role("button", name="Add a destination").first.click()
        await page.get_by_role("button", name="Custom RTMP server").click()
        await page.get_by_label("Server address").fill(platform.url())
        await page.get_by_label("Stream key", exact=True).fill(key)
        await page.get_by_role("button", name="Add destination").click()
        await expect(page.get_by_role("heading", name="You are live")).to_be_visible()
        assert await platform.first_recording(key)
        await page.get_by_role("link", name="Open the input").click()
        await expect(page.get_by_role("heading", name="Main stage", level=1)).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
async def test_no_name_of_a_platform_is_broken(app: Stack, visit: Visit, width: int) -> None:
    entry = await app.rest.add_input("Names")
    async with visit(f"/start?input={entry['id']}", width=width) as who:
        await who.page.get_by_role("button", name="Go on without a signal").click()
        youtube = who.page.get_by_role("button", name="YouTube", exact=True)
        assert await youtube.locator("xpath=ancestor::ul").evaluate(_BROKEN) == []


async def _copied(page: Page, label: str) -> str:
    """What the button beside a value puts on the clipboard."""
    await page.get_by_role("button", name=f"Copy {label}", exact=True).click()
    text: str = await page.evaluate("navigator.clipboard.readText()")
    return text
