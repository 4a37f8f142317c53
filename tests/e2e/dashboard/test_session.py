"""Signing in and out, password and API tokens."""

import re

import httpx
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Visit
from tests.peers.stack import EMAIL, Stack


async def test_who_is_not_signed_in_signs_in_and_is_where_they_wanted_to_be(
    app: Stack, visit: Visit
) -> None:
    async with visit("/system", signed_in=False) as who:
        page = who.page
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_label("Password", exact=True).fill("not the right one")
        await page.get_by_role("button", name="Sign in").click()
        await expect(
            page.get_by_text("The e-mail address or the password is not right.")
        ).to_be_visible()
        await who.sign_in(EMAIL, app.password)
        await expect(page.get_by_role("heading", name="System", level=1)).to_be_visible()


async def test_after_signing_out_nothing_is_shown_any_more(visit: Visit) -> None:
    async with visit("/") as who:
        page = who.page
        await page.get_by_role("button", name="Your account").click()
        await page.get_by_role("menuitem", name="Sign out").click()
        await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        await who.go("/system")
        await expect(page.get_by_role("button", name="Sign in")).to_be_visible()


async def test_a_token_is_shown_once_works_and_is_revoked(app: Stack, visit: Visit) -> None:
    async with visit("/account") as who:
        page = who.page
        await page.get_by_role("button", name="New token").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("Hall display")
        await dialog.get_by_label("What it may do").select_option("viewer")
        await dialog.get_by_role("button", name="Create token").click()
        token = await dialog.get_by_text(re.compile("^sp_")).inner_text()
        app.secrets.add(token)
        await dialog.get_by_role("button", name="Copy Token of “Hall display”").click()
        assert await page.evaluate("navigator.clipboard.readText()") == token
        await dialog.get_by_role("button", name="Done").click()
        await expect(page.get_by_text(token)).to_have_count(0)
        assert await _status_with(app, token) == 200

        row = page.get_by_role("listitem").filter(has_text="Hall display")
        await expect(row).to_contain_text("Viewer")
        await row.get_by_role("button", name="Revoke Hall display").click()
        asked = page.get_by_role("dialog")
        await expect(asked.get_by_role("button", name="Cancel")).to_be_focused()
        await asked.get_by_role("button", name="Revoke").click()
        await expect(row).to_have_count(0)
        assert await _status_with(app, token) == 401


async def test_the_password_is_changed_and_the_old_one_is_of_no_use(
    app: Stack, visit: Visit
) -> None:
    old, new = app.password, f"{app.password}-and-more"
    app.secrets.add(new)
    async with visit("/account") as who:
        page = who.page
        button = page.get_by_role("button", name="Change password")
        await page.get_by_label("Current password", exact=True).fill("a wrong one")
        await page.get_by_label("New password", exact=True).fill(new)
        await page.get_by_label("New password, again", exact=True).fill(new)
        await button.click()
        await expect(page.get_by_text("The current password is not right.")).to_be_visible()
        await page.get_by_label("Current password", exact=True).fill(old)
        await button.click()
        await expect(page.get_by_text("Your password is changed.")).to_be_visible()
    app.password = new
    async with visit("/account", signed_in=False) as who:
        await who.sign_in(EMAIL, new)


async def _status_with(app: Stack, token: str) -> int:
    """What the API answers to a call with this token."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=app.home, headers=headers, trust_env=False) as http:
        return (await http.get("/api/inputs")).status_code
