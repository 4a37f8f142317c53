"""A show: what is done in the dashboard happens, and what happens is seen there."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import NewKey, Publish
from tests.e2e.dashboard.conftest import Visit
from tests.peers.compare import assert_tail_of
from tests.peers.ffmpeg import clip, packets, settled_packets
from tests.peers.nginx import Nginx
from tests.peers.rest import Json
from tests.peers.stack import Stack

SEEN_WITHIN_S = 1.0
"""From the call that changes something to the new state on the screen."""
SLACK_S = 1.0
"""Allowance for a busy machine."""


@pytest.fixture(scope="session")
def clip_show() -> Path:
    """15 s of a small picture, sent once: every packet is known."""
    return clip(15, size="320x180", bitrate="300k")


def row_of(page: Page, name: str) -> Locator:
    """A destination in the list of its input."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name))


async def test_one_destination_is_switched_and_the_other_loses_no_frame(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    visit: Visit,
    clip_show: Path,
    new_key: NewKey,
) -> None:
    entry = await app.rest.add_input("Switching")
    steady, switched = new_key("steady"), new_key("switched")
    await app.rest.add_output(entry["id"], "Steady", platform.url(), steady)
    await app.rest.add_output(entry["id"], "Switched", platform.url(), switched, enabled=False)
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        await expect(row_of(page, "Steady")).to_contain_text("Waiting")
        await expect(row_of(page, "Switched")).to_contain_text("Off")
        encoder = publish(clip_show, app.publish_url(entry), loop=False)
        await expect(row_of(page, "Steady")).to_contain_text("Live")
        switch = page.get_by_role("switch", name="Send to Switched")
        for word in ("Live", "Off", "Live"):
            await switch.press("Space")
            await expect(row_of(page, "Switched")).to_contain_text(word)
        await encoder.done(30)
    got = await settled_packets(platform.recording(steady))
    assert_tail_of(packets(clip_show), got, "the destination that nobody touched")
    assert len(platform.recordings(switched)) == 2


async def test_a_wrong_key_is_told_in_words_and_put_right(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    visit: Visit,
    clip_light: Path,
    new_key: NewKey,
) -> None:
    entry = await app.rest.add_input("Wrong key")
    wrong, right = new_key("wrong"), new_key("right")
    app.secrets.add(right)
    platform.allowed.add(right)
    await app.rest.add_output(entry["id"], "Channel", platform.url("checked"), wrong)
    publish(clip_light, app.publish_url(entry))
    async with visit(f"/inputs/{entry['id']}") as who:
        page, row = who.page, row_of(who.page, "Channel")
        await expect(row).to_contain_text("Error")
        await expect(row).to_contain_text("The destination refuses the stream")
        await expect(row).to_contain_text("Copy the stream key from the platform’s page again")
        assert wrong not in await page.content()
        await row.get_by_role("button", name="What to do with Channel").click()
        await page.get_by_role("menuitem", name="Edit").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Stream key", exact=True).fill(right)
        await dialog.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("Live")
        assert right not in await page.content()


async def test_an_encoder_dies_and_comes_back(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    visit: Visit,
    clip_light: Path,
    new_key: NewKey,
) -> None:
    entry = await app.rest.add_input("Encoder")
    await app.rest.add_output(entry["id"], "Held", platform.url("sink"), new_key("held"))
    encoder = publish(clip_light, app.publish_url(entry))
    async with visit(f"/inputs/{entry['id']}") as who:
        page, row = who.page, row_of(who.page, "Held")
        await expect(row).to_contain_text("Live")
        encoder.kill()
        await expect(page.get_by_text("Signal lost", exact=True).first).to_be_visible()
        publish(clip_light, app.publish_url(entry))
        await expect(page.get_by_text("Signal lost", exact=True)).to_have_count(0)
        await expect(row).to_contain_text("Live")


async def test_a_new_key_sends_the_old_encoder_away(
    app: Stack, publish: Publish, visit: Visit, clip_light: Path
) -> None:
    entry = await app.rest.add_input("New key")
    encoder = publish(clip_light, app.publish_url(entry))
    await app.rest.input_is(entry["id"], "live")
    async with visit(f"/inputs/{entry['id']}") as who:
        page = who.page
        await page.get_by_role("button", name="More for this input").click()
        await page.get_by_role("menuitem", name="New stream key").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Interrupt and make a new key").click()
        await dialog.get_by_role("button", name="Copy Stream key for RTMP and RTMPS").click()
        stream_key = await page.evaluate("navigator.clipboard.readText()")
        app.secrets.add(stream_key.partition("key=")[2])
        assert await encoder.wait(15) != 0, "the old encoder was let go on"
        await page.keyboard.press("Escape")
        await expect(page.get_by_text("Signal lost", exact=True).first).to_be_visible()
        publish(clip_light, f"rtmp://127.0.0.1:{app.rtmp_port}/{stream_key}")
        await expect(page.get_by_text("Live", exact=True).first).to_be_visible()


async def test_a_change_is_on_the_screen_within_a_second(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    visit: Visit,
    clip_light: Path,
    new_key: NewKey,
) -> None:
    entry = await app.rest.add_input("Seconds")
    output = await app.rest.add_output(entry["id"], "Seen", platform.url("sink"), new_key("seen"))
    publish(clip_light, app.publish_url(entry))
    async with visit(f"/inputs/{entry['id']}") as who:
        row = row_of(who.page, "Seen")
        await expect(row).to_contain_text("Live")
        off = await _seen(app, output, row, enabled=False, word="Off")
        on = await _seen(app, output, row, enabled=True, word="Live", since="status")
        renamed = await _seen(app, output, row, name="Seen anew", word="Seen anew")
        print(f"on the screen after: off {off:.2f} s, live {on:.2f} s, name {renamed:.2f} s")
        assert max(off, on, renamed) < SEEN_WITHIN_S + SLACK_S


async def test_the_preview_plays(
    app: Stack, publish: Publish, visit: Visit, clip_light: Path
) -> None:
    entry = await app.rest.add_input("Picture")
    publish(clip_light, app.publish_url(entry))
    await app.rest.input_is(entry["id"], "live")
    async with visit(f"/inputs/{entry['id']}") as who:
        video = who.page.locator("video")
        await expect(video).to_have_count(1)
        await _plays(video)
        before, frames = await _position(video)
        await _plays(video, after=before + 2)
        after, more = await _position(video)
        assert after > before
        assert more > frames, "no new picture was shown"
        close = who.page.get_by_role("button", name="Close the preview")
        await expect(close).to_be_visible()
        await expect(close, "a preview that plays by itself took the focus").not_to_be_focused()
        await close.press("Enter")
        again = who.page.get_by_role("button", name="Play the preview")
        await expect(again).to_be_focused()
        await expect(video).to_have_count(0)
        await again.press("Enter")
        await expect(close).to_be_focused()
        await _plays(video)


async def _position(video: Locator) -> tuple[float, int]:
    """Where it plays, in seconds, and how many pictures were shown."""
    seen: Any = await video.evaluate(
        "video => [video.currentTime, video.getVideoPlaybackQuality().totalVideoFrames]"
    )
    return float(seen[0]), int(seen[1])


async def _plays(video: Locator, *, after: float = 0.0) -> None:
    """Wait until it has played beyond `after`."""
    async with asyncio.timeout(20):
        await video.evaluate(
            """(video, after) => new Promise(done => {
              const look = () => (video.currentTime > after && !video.paused) && done();
              video.addEventListener('timeupdate', look);
              look();
            })""",
            after,
        )


async def _seen(
    app: Stack, output: Json, row: Locator, *, word: str, since: str = "call", **change: Any
) -> float:
    """Seconds from the call, or from when the destination is live, to `word` in the row."""
    script = """(row, word) => new Promise(done => {
      const look = () => { if (row.innerText.includes(word)) { watch.disconnect(); done(); } };
      const watch = new MutationObserver(look);
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    })"""
    seen = asyncio.ensure_future(row.evaluate(script, word))
    begun = time.monotonic()
    await app.rest.change_output(output["id"], **change)
    if since == "status":
        await app.rest.output_is(output["id"], "live")
        begun = time.monotonic()
    async with asyncio.timeout(20):
        await seen
    return max(0.0, time.monotonic() - begun)
