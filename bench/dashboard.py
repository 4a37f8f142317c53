"""The dashboard in Chromium with 100 inputs of 5 outputs each, whose figures change every second.

`python -m bench.dashboard [--inputs 100] [--outputs 5] [--seconds 20] [--visits 10] [--json FILE]`:
frames per second while nothing is touched and while the page is scrolled (goal: above 50), long
tasks, memory; what is loaded before the first picture of the page (goal: below 300 kB of compressed
JavaScript) and how long the first state takes. Built by `make web`.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from bench.show import RECORD
from tests.peers.browser import chromium
from tests.peers.tools import Child, eventually, tail

GOAL_FPS = 50.0
GOAL_KB = 300.0
STATE = '[data-tone="live"]'
_FIRST_STATE = f"""
window.firstState = new Promise(done => {{
  new MutationObserver((_, observer) => {{
    if (!document.querySelector('{STATE}')) return;
    observer.disconnect();
    requestAnimationFrame(() => done(performance.now()));
  }}).observe(document, {{ childList: true, subtree: true }});
}});
"""
_FRAMES = """
async ([seconds, step]) => {
  let frames = 0, longest = 0, last = performance.now(), down = 1;
  const long = [];
  const watch = new PerformanceObserver(list => {
    for (const task of list.getEntries()) long.push(task.duration);
  });
  watch.observe({ type: 'longtask' });
  const begun = last;
  await new Promise(done => {
    const frame = now => {
      frames += 1;
      longest = Math.max(longest, now - last);
      last = now;
      if (step) {
        const end = document.documentElement.scrollHeight - innerHeight;
        if (scrollY >= end) down = -1;
        if (scrollY <= 0) down = 1;
        scrollBy(0, down * step);
      }
      if (now - begun < seconds * 1000) requestAnimationFrame(frame); else done();
    };
    requestAnimationFrame(frame);
  });
  watch.disconnect();
  return {
    fps: frames / (performance.now() - begun) * 1000,
    longest_frame_ms: longest,
    long_tasks: long.length,
    longest_task_ms: Math.max(0, ...long),
  };
}
"""
_LOADED = """
() => performance.getEntriesByType('resource')
  .filter(one => /\\.(js|css)$/.test(new URL(one.name).pathname))
  .map(one => [new URL(one.name).pathname.split('.').pop(), one.encodedBodySize])
"""


async def context_of(browser: Browser, address: str, token: str) -> BrowserContext:
    """A browser profile with an empty cache that is signed in."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    cookie = {"name": "streamingpro_session", "value": token, "url": address}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    return context


async def first_states(browser: Browser, address: str, token: str, visits: int) -> dict[str, Any]:
    """Milliseconds from navigation to the first state on screen, and what was loaded till then."""
    times, loaded = [], []
    for _ in range(visits):
        context = await context_of(browser, address, token)
        page = await context.new_page()
        await page.add_init_script(_FIRST_STATE)
        await page.goto(address)
        times.append(await page.evaluate("window.firstState"))
        loaded = await page.evaluate(_LOADED)
        await context.close()
    return {
        "first_state_ms": statistics.median(times),
        "first_state_max_ms": max(times),
        "js_kb": sum(size for kind, size in loaded if kind == "js") / 1000,
        "css_kb": sum(size for kind, size in loaded if kind == "css") / 1000,
    }


async def heap_mb(page: Page) -> float:
    """JavaScript's memory after a collection."""
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.collectGarbage")
    used = (await session.send("Runtime.getHeapUsage"))["usedSize"]
    await session.detach()
    return float(used) / 1e6


async def measure(address: str, token: str, given: argparse.Namespace) -> dict[str, Any]:
    async with chromium() as browser:
        found = await first_states(browser, address, token, given.visits)
        context = await context_of(browser, address, token)
        page = await context.new_page()
        await page.goto(address)
        await page.locator(STATE).first.wait_for()
        await page.wait_for_timeout(5000)  # pictures and late parts
        found["heap_before_mb"] = await heap_mb(page)
        for name, step in (("idle", 0), ("scrolling", 25)):
            frames = await page.evaluate(_FRAMES, [given.seconds, step])
            found |= {f"{name}_{key}": value for key, value in frames.items()}
        found["heap_after_mb"] = await heap_mb(page)
        await context.close()
    return found


async def run(given: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = [sys.executable, "-m", "bench.show", "--folder", folder]
        counts = ["--inputs", str(given.inputs), "--outputs", str(given.outputs)]
        child = Child.start([*words, *counts], folder / "show.log")

        async def ready() -> dict[str, Any] | None:
            file = folder / RECORD
            assert child.running, "the server ended"
            return json.loads(file.read_bytes()) if file.exists() else None

        try:
            show = await eventually(
                ready, "the server is ready", within=300, report=lambda: tail(child.log)
            )
            address = f"http://127.0.0.1:{show['port']}"
            return await measure(address, show["token"], given)
        finally:
            await child.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100)
    parser.add_argument("--outputs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = asyncio.run(run(given))
    for key, value in found.items():
        print(f"{key:28} {value:10.1f}")
    fps = min(found["idle_fps"], found["scrolling_fps"])
    print(f"goal fps > {GOAL_FPS:g}: {'met' if fps > GOAL_FPS else 'MISSED'}")
    print(f"goal JavaScript < {GOAL_KB:g} kB: {'met' if found['js_kb'] < GOAL_KB else 'MISSED'}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
