"""Who may only look sees no secret, and nothing that they may not do."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.e2e.dashboard.scene import scene
from tests.peers.browser import visitor
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

PAGES = ("/", "/start", "/inputs/ID", "/activity", "/servers", "/system")
FORBIDDEN = re.compile(
    r"^(Add|New|Edit|Delete|Move|Rename|Duplicate|Disconnect|Make a new|All o(n|ff)|Switch)\b"
    r"|key|What to do with",
    re.IGNORECASE,
)


async def test_a_viewer_sees_no_secret_and_no_control(
    app: Stack, platform: Nginx, browser: Browser, clip_light: Path, tmp_path: Path
) -> None:
    made = await app.rest.call("POST", "/api/auth/tokens", {"name": "Hall", "role": "viewer"})
    app.secrets.add(made["token"])
    async with (
        scene(app, platform, clip_light, tmp_path / "publisher.log") as show,
        visitor(browser, app.home) as who,
    ):
        cookie = {"name": "streamingpro_session", "value": made["token"], "url": app.home}
        await who.context.add_cookies([cookie])  # type: ignore[list-item]
        for path in PAGES:
            await who.go(show.path(path))
            page = who.page
            await expect(page.get_by_role("heading").first).to_be_visible()
            await expect(page.locator(".mantine-Loader-root")).to_have_count(0)
            content = await page.content()
            assert [secret for secret in app.secrets if secret in content] == []
            await expect(page.get_by_role("switch")).to_have_count(0)
            main = page.locator("main")
            await expect(main.get_by_role("button", name=FORBIDDEN)).to_have_count(0)
        await who.go("/")
        await expect(who.page.get_by_text("Aula Magna").first).to_be_visible()
