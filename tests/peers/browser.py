"""Chromium, as those use it who look at the dashboard.

A visitor has a browser profile of their own. When they leave, the test fails if a page asked
another host than the server for anything, threw an error, or complained on its console.
"""

import contextlib
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    WebSocket,
    async_playwright,
    expect,
)

from tests.peers.tools import missing

HOW = "install Chromium (Debian: apt install chromium)"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"),
    *(
        "--disable-background-networking",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
    ),
)
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
_AXE_RUN = "axe.run({resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))"
GUARD_MS = 15_000
"""How long an expectation may take to come true: a guard against hanging, no promise."""
_ANSWERED = re.compile(r"the server responded with a status of (4\d\d)")
_LINE = re.compile(
    r"net::ERR_(CONNECTION|EMPTY|INTERNET|NETWORK|SOCKET_NOT)|WebSocket connection to"
    r"|status of 50[234]"
)

expect.set_options(timeout=GUARD_MS)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser; without it tests are skipped (in CI they fail)."""
    found = next(filter(None, map(shutil.which, NAMES)), None) or missing("Chromium", HOW)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found, args=[*ARGUMENTS, *sandbox]
        )
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Visitor:
    """Somebody with a browser. `faults` is what no page may do; `line_breaks` is set by a test that
    takes the server away."""

    context: BrowserContext
    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    line_breaks: bool = False

    async def go(self, path: str = "/") -> None:
        await self.page.goto(self.address + path)

    async def take_session(self, email: str, password: str) -> None:
        """Be signed in without the page for it."""
        data = {"email": email, "password": password}
        answer = await self.context.request.post(f"{self.address}/api/auth/login", data=data)
        assert answer.ok, await answer.text()

    async def sign_in(self, email: str, password: str) -> None:
        """Through the page of the dashboard, in English or Spanish."""
        page = self.page
        await page.get_by_label(re.compile("^(E-mail|Correo electrónico)")).fill(email)
        await page.get_by_label(re.compile("^(Password|Contraseña)")).first.fill(password)
        await page.get_by_role("button", name=re.compile("^(Sign in|Iniciar sesión)$")).click()
        await expect(page.locator("#content")).to_be_visible()

    async def axe(self) -> list[str]:
        """Serious and critical faults of accessibility in what is shown now."""
        if not AXE.exists():
            missing("axe-core", "run scripts/setup-web")
        session = await self.context.new_cdp_session(self.page)
        await session.send("Runtime.evaluate", {"expression": f"{AXE.read_text()};0"})
        question = {"expression": _AXE_RUN, "awaitPromise": True, "returnByValue": True}
        answer = await session.send("Runtime.evaluate", question)
        await session.detach()
        return [
            f"{one['impact']}: {one['id']}: {node['target']} {node['failureSummary']}"
            for one in json.loads(answer["result"]["value"])
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    async def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width

    def watch(self) -> None:
        self.context.on("request", self._asked)
        self.context.on("console", self._said)
        self.context.on("weberror", self._threw)
        self.page.on("websocket", self._called)

    def _asked(self, request: Request) -> None:
        self._foreign(request.url)

    def _called(self, socket: WebSocket) -> None:
        self._foreign(socket.url)

    def _foreign(self, url: str) -> None:
        there = urlsplit(url)
        if there.scheme not in ("data", "blob") and there.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"asked a foreign host: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or self._is_an_answer(message):
            return
        if not (self.line_breaks and _LINE.search(message.text)):
            self.faults.append(f"console: {message.type}: {message.text} {message.location}")

    def _is_an_answer(self, message: ConsoleMessage) -> bool:
        """Whether it is only the browser's note of an answer of our API that the page shows."""
        url = str(message.location.get("url", ""))
        return bool(_ANSWERED.search(message.text)) and url.startswith(f"{self.address}/api/")

    def _threw(self, error: WebError) -> None:
        self.faults.append(f"error in the page: {error.error}")


@contextlib.asynccontextmanager
async def visitor(
    browser: Browser,
    address: str,
    *,
    language: str = "en",
    dark: bool = False,
    width: int = 1280,
    height: int = 900,
) -> AsyncIterator[Visitor]:
    """Somebody who looks at the server at `address`. Fails at the end for any of their `faults`."""
    context = await browser.new_context(
        locale=language,
        color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": height},
        has_touch=width < 600,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(GUARD_MS)
    try:
        me = Visitor(context, await context.new_page(), address.rstrip("/"))
        me.watch()
        yield me
    finally:
        await context.close()
    assert not me.faults, "\n".join(me.faults)
