"""kill -9 of either program while a stream runs."""

import asyncio
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.compare import assert_arrived
from tests.peers.ffmpeg import wait_for_end
from tests.peers.nginx import Nginx
from tests.peers.stack import EngineApi, Stack
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e

PATHS_BACK_S = 2.0
LIVE_AGAIN_S = 3.0
MARGIN = 2.0
"""Factor on the two promises above for a loaded machine; the measured times are printed."""


async def test_killing_serve_loses_no_frame_and_a_new_one_adopts_the_engine(
    app: Stack, platform: Nginx, publish: Publish, clip_1080p: Path, new_key: NewKey
) -> None:
    entry = await app.rest.add_input("Studio")
    keys = [new_key("kept") for _ in range(2)]
    outputs = [
        await app.rest.add_output(entry["id"], f"Output {n}", platform.url(), key)
        for n, key in enumerate(keys)
    ]
    publisher = publish(clip_1080p, app.publish_url(entry))
    for output in outputs:
        await app.rest.output_is(output["id"], "live")
    engine = await app.engine_runs()
    app.serve.kill()
    await app.rest.http.aclose()
    await app.start()
    assert (await app.engine_runs())["pid"] == engine["pid"], "another engine was started"
    await app.rest.input_is(entry["id"], "live", within=10)
    for output in outputs:
        status = (await app.rest.output_is(output["id"], "live", within=10))["status"]
        assert status["reconnects"] == 0
    await publisher.done(60)
    for key in keys:
        await wait_for_end(platform.recording(key), clip_1080p)
        assert_arrived(clip_1080p, platform.recording(key), key, relayed=app.relayed)


async def test_killing_the_engine_is_mended_within_seconds(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    entry = await app.rest.add_input("Studio")
    outputs = [
        await app.rest.add_output(entry["id"], f"Output {n}", platform.url("sink"), new_key("out"))
        for n in range(3)
    ]
    publisher = publish(clip_small, app.publish_url(entry), loop=True)
    for output in outputs:
        await app.rest.output_is(output["id"], "live")
    old = await app.engine_runs()
    psutil.Process(old["pid"]).kill()
    killed = time.monotonic()
    if not app.relayed:  # a MediaMTX that has the stream lets nobody go
        assert await publisher.wait(10) != 0
    await app.engine_runs(other_than=old["pid"])

    async def paths_back() -> bool:
        api: EngineApi = await app.engine_api()
        try:
            found = await api.call("GET", "config/paths/list")
            return any(item["name"] == entry["path"] for item in found["items"])
        finally:
            await api.http.aclose()

    await eventually(paths_back, "paths are back", within=20, report=app.log_tail)
    back = time.monotonic() - killed
    if not app.relayed:
        publish(clip_small, app.publish_url(entry), loop=True)
    again = time.monotonic()
    await asyncio.gather(*(app.rest.output_is(o["id"], "live", within=20) for o in outputs))
    live = time.monotonic() - again
    print(f"\npaths back {back:.2f} s after the kill, all live {live:.2f} s after the encoder")
    assert publisher.running == app.relayed
    assert back <= PATHS_BACK_S * MARGIN
    assert live <= LIVE_AGAIN_S * MARGIN
