"""Inputs and destinations are put into an order, by keyboard, mouse and touch, and stay in it."""

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


async def test_on_a_phone_they_are_put_into_order_by_touch(app: Stack, visit: Visit) -> None:
    entry = await app.rest.add_input("Touch")
    await app.rest.add_input("Touch too")
    names = ["Uno", "Dos", "Tres"]
    for place, name in enumerate(names):
        await app.rest.add_output(entry["id"], name, "rtmp://127.0.0.1:9/live", f"touch-{place}")
    path = f"/api/inputs/{entry['id']}/outputs"
    async with visit(f"/inputs/{entry['id']}", width=390) as who:
        await _move_by_touch(who.page, "Uno", "Dos")
        await _order_is(app, path, ["Dos", "Uno", "Tres"])
        assert await _shown(who.page, names) == ["Dos", "Uno", "Tres"]
    async with visit("/", width=390) as who:
        inputs = [one["name"] for one in await app.rest.call("GET", "/api/inputs")]
        await expect(_handle(who.page, inputs[0])).to_have_css("opacity", "1")
        await _move_by_touch(who.page, inputs[0], inputs[1])
        await _order_is(app, "/api/inputs", [inputs[1], inputs[0], *inputs[2:]])


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


async def _move_by_touch(page: Page, name: str, onto: str) -> None:
    """With one finger, from handle to handle; both fit on the screen."""
    target = _handle(page, onto)
    await target.scroll_into_view_if_needed()
    begin, end = await _corner(_handle(page, name)), await _corner(target)
    session = await page.context.new_cdp_session(page)

    async def touch(kind: str, part: float | None = None) -> None:
        x, y = (a + 18 + (b - a) * (part or 0) for a, b in zip(begin, end, strict=True))
        points = [] if part is None else [{"x": x, "y": y}]
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await touch("touchStart", 0)
    for step in range(1, 13):
        await touch("touchMove", step / 12)
    await touch("touchEnd")
    await session.detach()


async def _corner(element: Locator) -> tuple[float, float]:
    box = await element.bounding_box()
    assert box
    return box["x"], box["y"]


async def _shown(page: Page, names: list[str]) -> list[str]:
    """The names in the order of the page."""
    found = await page.get_by_role("heading").all_inner_texts()
    return [name for name in found if name in names]


async def _order_is(app: Stack, path: str, names: list[str]) -> None:
    """The server has this order."""

    async def look() -> bool:
        return [one["name"] for one in await app.rest.call("GET", path)] == names

    await eventually(look, f"the order is {names}", within=15)
