"""Every frame arrives everywhere, whatever other destinations do."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.compare import assert_arrived, assert_monotonic
from tests.peers.ffmpeg import packets, settled_packets, slices, wait_for_end, wait_for_packets
from tests.peers.hostile import garbage, hostile, never_reads, refused_port, resets
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

pytestmark = pytest.mark.e2e

TOGGLES = 50


async def test_every_frame_reaches_the_good_destinations_among_bad_ones(
    app: Stack, platform: Nginx, publish: Publish, clip_1080p: Path, new_key: NewKey
) -> None:
    rest, entry = app.rest, await app.rest.add_input("Studio")
    good = {
        key: await rest.add_output(entry["id"], f"Good {n}", platform.url(), key)
        for n, key in enumerate(new_key("good") for _ in range(3))
    }
    async with contextlib.AsyncExitStack() as bad:
        refused = bad.enter_context(refused_port())
        servers = {
            handler.__name__: await bad.enter_async_context(hostile(handler))
            for handler in (never_reads, garbage, resets)
        }
        urls = {name: server.url() for name, server in servers.items()}
        urls["refuses"] = f"rtmp://127.0.0.1:{refused}/live"
        failing = {
            name: await rest.add_output(entry["id"], name, url, new_key("bad"))
            for name, url in urls.items()
        }
        toggled = await rest.add_output(
            entry["id"], "Toggled", platform.url("sink"), new_key("toggled"), enabled=False
        )
        publisher = publish(clip_1080p, app.publish_url(entry))
        for output in good.values():
            await rest.output_is(output["id"], "live", within=10)
        for name, output in failing.items():
            status = (await rest.output(output["id"]))["status"]
            assert status["state"] in ("connecting", "error"), f"{name}: {status}"
        async with asyncio.TaskGroup() as both:
            both.create_task(_toggle(app, toggled["id"]))
            both.create_task(publisher.done(60))
        toggles = (platform.folder / "nginx.log").read_text().count("publish: name='toggled_")
        assert toggles >= TOGGLES // 2, f"only {toggles} switches reached the platform"
        assert all(server.connections > 0 for server in servers.values())
        for name, output in failing.items():
            status = (await rest.output(output["id"]))["status"]
            assert status["state"] != "live", f"{name}: {status}"

    for key, output in good.items():
        got = await wait_for_end(platform.recording(key), clip_1080p)
        assert_arrived(clip_1080p, platform.recording(key), key, relayed=app.relayed)
        assert_monotonic(got, key)
        status = (await rest.output(output["id"]))["status"]
        assert status["dropped_frames"] == 0
        assert status["reconnects"] == 0


async def _toggle(app: Stack, output_id: str) -> None:
    """Switch an output on and off, as often as fits well into the stream's length."""
    for _ in range(TOGGLES):
        await app.rest.change_output(output_id, enabled=True)
        await asyncio.sleep(0.12)
        await app.rest.change_output(output_id, enabled=False)
        await asyncio.sleep(0.08)


async def test_a_destination_added_while_live_starts_with_a_keyframe_at_once(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    sent = packets(clip_small)
    entry = await app.rest.add_input("Studio")
    first, late = new_key("first"), new_key("late")
    opened = await app.rest.add_output(entry["id"], "First", platform.url(), first)
    publisher = publish(clip_small, app.publish_url(entry))
    await app.rest.output_is(opened["id"], "live")
    await wait_for_packets(platform.recording(first), len(sent) // 3)
    added = await app.rest.add_output(entry["id"], "Late", platform.url(), late)
    await app.rest.output_is(added["id"], "live")
    await publisher.done(40)
    await wait_for_end(platform.recording(first), clip_small)
    await app.rest.delete_output(added["id"])
    await settled_packets(platform.recording(late))
    pictures, wanted = slices(platform.recording(late)), slices(clip_small)
    assert next(p for p in packets(platform.recording(late)) if p.kind == "video").key
    start = [p.digest for p in wanted].index(pictures[0].digest)
    assert [p.digest for p in pictures] == [p.digest for p in wanted[start:]]
    assert start > 0
