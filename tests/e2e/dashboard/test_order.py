"""Inputs and destinations are put into an order, by keyboard and by mouse, and stay in it."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.dashboard.conftest import Visit
from tests.peers.stack import Stack
from tests.peers.tools import eventually


async def test_inputs_are_put_into_order(app: Stack, visit: Visit) -> None:
    names = ["Uno", "Dos", "Tres"]
    for name in names:
        await app.rest.add_input(name)
    async with visit("/") as who:
        await _move_by_keyboard(who.page, "Uno", "ArrowRight")
        await _order_is(app, "/api/inputs", ["Dos", "Uno", "Tres"])
        await _move_by_mouse(who.page, "Tres", "Dos")
        await _order_is(app, "/api/inputs", ["Tres", "Dos", "Uno"])
        assert await _shown(who.page, names) == ["Tres", "Dos", "Uno"]
    async with visit("/") as who:
        await expect(_handle(who.page, "Tres")).to_be_visible()
        assert await _shown(who.page, names) == ["Tres", "Dos", "Uno"]


async def test_destinations_are_put_into_order(app: Stack, visit: Visit) -> None:
    entry = await app.rest.add_input("Order")
    names = ["Uno", "Dos", "Tres"]
    for place, name in enumerate(names):
        await app.rest.add_output(entry["id"], name, "rtmp://127.0.0.1:9/live", f"order-{place}")
    path = f"/api/inputs/{entry['id']}/outputs"
    async with visit(f"/inputs/{entry['id']}") as who:
        await _move_by_keyboard(who.page, "Uno", "ArrowDown")
        await _order_is(app, path, ["Dos", "Uno", "Tres"])
        await _move_by_mouse(who.page, "Tres", "Dos")
        await _order_is(app, path, ["Tres", "Dos", "Uno"])
        assert await _shown(who.page, names) == ["Tres", "Dos", "Uno"]


def _handle(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Move {name}")


async def _move_by_keyboard(page: Page, name: str, key: str) -> None:
    """One place on. Each step is done when it has been told to screen readers."""
    said = page.locator("[id^=DndLiveRegion]")
    await _handle(page, name).focus()
    await page.keyboard.press("Space")
    await expect(said).to_contain_text(name)
    before = await said.inner_text()
    await page.keyboard.press(key)
    await expect(said).not_to_have_text(before)
    before = await said.inner_text()
    await page.keyboard.press("Space")
    await expect(said).not_to_have_text(before)


async def _move_by_mouse(page: Page, name: str, onto: str) -> None:
    source, target = (
        await _handle(page, name).bounding_box(),
        await _handle(page, onto).bounding_box(),
    )
    assert source
    assert target
    await page.mouse.move(source["x"] + 5, source["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(target["x"] + 5, target["y"] + 5, steps=12)
    await page.mouse.up()


async def _shown(page: Page, names: list[str]) -> list[str]:
    """The names in the order of the page."""
    found = await page.get_by_role("heading").all_inner_texts()
    return [name for name in found if name in names]


async def _order_is(app: Stack, path: str, names: list[str]) -> None:
    """The server has this order."""

    async def look() -> bool:
        return [one["name"] for one in await app.rest.call("GET", path)] == names

    await eventually(look, f"the order is {names}", within=15)
