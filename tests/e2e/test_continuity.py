"""The encoder goes and comes back; a second one appears. Destinations must not notice."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.compare import assert_arrived, assert_monotonic, assert_pictures_arrived
from tests.peers.ffmpeg import packets, wait_for_end, wait_for_packets
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

pytestmark = pytest.mark.e2e

AWAY_S = 5.0
FLOWS_AGAIN_S = 2.0
"""Promised from the new publish on; an encoder needs its own time to connect before."""
START_S = 2.0
"""Allowance for a new ffmpeg process to start, probe its file and connect on a busy machine."""


async def test_a_killed_encoder_comes_back_and_destinations_stay(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    clip_small: Path,
    clip_other: Path,
    new_key: NewKey,
) -> None:
    rest, entry = app.rest, await app.rest.add_input("Studio")
    keys = [new_key("keep") for _ in range(2)]
    outputs = [
        await rest.add_output(entry["id"], f"Output {n}", platform.url(), key)
        for n, key in enumerate(keys)
    ]
    first = publish(clip_small, app.publish_url(entry), loop=True)
    for output in outputs:
        await rest.output_is(output["id"], "live")
    await wait_for_packets(platform.recording(keys[0]), 150)
    first.kill()
    status = (await rest.input_is(entry["id"], "reconnecting", within=5))["status"]
    assert status["error"] is None or "key=" not in str(status["error"])
    held = await rest.output_when(outputs[0]["id"], lambda s: s["held"], "held open", within=5)
    assert held["status"]["state"] == "waiting", "a green lamp while nothing flows"
    await asyncio.sleep(AWAY_S)  # the outage itself, as long as the promise says
    before = [len(packets(platform.recording(key))) for key in keys]

    second = publish(clip_other, app.publish_url(entry))
    async with asyncio.timeout(START_S + FLOWS_AGAIN_S):
        for key, count in zip(keys, before, strict=True):
            await wait_for_packets(platform.recording(key), count + 1)
    await second.done(40)
    for key, count in zip(keys, before, strict=True):
        got = await wait_for_end(platform.recording(key), clip_other)
        assert_monotonic(got, key)
        recording = platform.recording(key)
        assert_arrived(clip_other, recording, key, relayed=app.relayed, after=count)
    for output in outputs:
        assert (await rest.output(output["id"]))["status"]["reconnects"] == 0


async def test_a_second_publisher_takes_over_where_that_is_allowed(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    clip_small: Path,
    clip_other: Path,
    new_key: NewKey,
) -> None:
    key, entry = new_key("over"), await app.rest.add_input("Open", override_publisher=True)
    output = await app.rest.add_output(entry["id"], "Output", platform.url(), key)
    first = publish(clip_small, app.publish_url(entry), loop=True)
    await app.rest.output_is(output["id"], "live")
    await wait_for_packets(platform.recording(key), 150)
    second = publish(clip_other, app.publish_url(entry))
    assert await first.wait(10) != 0, "the first encoder was not told"
    await second.done(40)
    got = await wait_for_end(platform.recording(key), clip_other)
    assert_monotonic(got, key)
    assert_pictures_arrived(clip_other, platform.recording(key), key, relayed=app.relayed)
    assert (await app.rest.output(output["id"]))["status"]["reconnects"] == 0


async def test_a_second_publisher_is_refused_where_it_may_not_take_over(
    app: Stack,
    platform: Nginx,
    publish: Publish,
    clip_small: Path,
    clip_other: Path,
    new_key: NewKey,
) -> None:
    key, entry = new_key("first"), await app.rest.add_input("Closed", override_publisher=False)
    await app.rest.add_output(entry["id"], "Output", platform.url(), key)
    first = publish(clip_small, app.publish_url(entry))
    await app.rest.input_is(entry["id"], "live")
    second = publish(clip_other, app.publish_url(entry))
    assert await second.wait(10) != 0
    await first.done(40)
    await wait_for_end(platform.recording(key), clip_small)
    assert_arrived(clip_small, platform.recording(key), key, relayed=app.relayed)
