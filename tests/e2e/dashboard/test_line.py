"""The line to the server breaks: nothing of before is shown as of now, and it mends itself."""

from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.dashboard.scene import scene
from tests.peers.browser import Visitor, visitor
from tests.peers.nginx import Nginx
from tests.peers.stack import EMAIL, stack
from tests.peers.tools import free_port

LOST = "No connection to the server."
UNKNOWN = "–"


async def test_without_the_server_nothing_is_shown_as_current_and_it_comes_back_by_itself(
    browser: Browser, platform: Nginx, clip_light: Path, tmp_path: Path
) -> None:
    async with (
        stack(tmp_path / "data", HTTP_PORT=free_port()) as app,
        scene(app, platform, clip_light, tmp_path / "publisher.log") as show,
        visitor(browser, app.home) as overview,
        visitor(browser, app.home) as details,
    ):
        for who, path in ((overview, "/"), (details, show.path("/inputs/ID"))):
            await who.take_session(EMAIL, app.password)
            await who.go(path)
            await expect(_live(who.page)).not_to_have_count(0)
            await who.page.evaluate("window.sameAsBefore = true")
            who.line_breaks = True

        app.serve.kill()  # the engine goes on: the show is not over
        for who in (overview, details):
            await expect(who.page.get_by_text(LOST)).to_be_visible()
            await expect(_live(who.page)).to_have_count(0)
            await _no_figures(who)

        await app.start()
        made = await app.rest.add_input("Sala nueva")
        await app.rest.change_output(show.off["id"], name="Canal 33")
        for who in (overview, details):
            await expect(who.page.get_by_text(LOST)).to_have_count(0)
            await expect(_live(who.page)).not_to_have_count(0)
            assert await who.page.evaluate("window.sameAsBefore"), "the page was loaded anew"
        await expect(overview.page.get_by_text(made["name"])).to_be_visible()
        await expect(details.page.get_by_text("Canal 33").first).to_be_visible()


async def test_who_has_no_network_is_told_at_once(
    browser: Browser, platform: Nginx, clip_light: Path, tmp_path: Path
) -> None:
    async with (
        stack(tmp_path / "data") as app,
        visitor(browser, app.home) as who,
    ):
        await who.take_session(EMAIL, app.password)
        await who.go("/system")
        await expect(who.page.get_by_text("Running", exact=True)).to_be_visible()
        who.line_breaks = True
        await who.context.set_offline(True)
        await expect(who.page.get_by_text(LOST)).to_be_visible()
        await expect(who.page.get_by_text("Running", exact=True)).to_have_count(0)
        await who.context.set_offline(False)
        await expect(who.page.get_by_text("Running", exact=True)).to_be_visible()


def _live(page: Page) -> Locator:
    return page.locator("main").get_by_text("Live", exact=True)


async def _no_figures(who: Visitor) -> None:
    """Each figure that is live by nature is a dash; the least and the most of a curve are not."""
    figures = who.page.locator("dd:not(figure dd), figure [data-strong] dd")
    shown = await figures.filter(visible=True).all_inner_texts()
    wrong = [text for text in shown if text.strip() not in (UNKNOWN, "")]
    assert wrong == [], f"shown as if it were current: {wrong}"
