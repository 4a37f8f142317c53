"""Media servers that misbehave hurt nobody else, and it is said which one it is and why."""

import asyncio
import contextlib
import math
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.badapi import ALL, bad_api
from tests.peers.frames import assert_part_of, frames
from tests.peers.nginx import Nginx
from tests.peers.node import Node
from tests.peers.rest import Json, Rest
from tests.peers.stack import Stack, stack
from tests.peers.tools import eventually, free_port

pytestmark = pytest.mark.e2e

CALLS = 200
GUARD_S = 1.0
"""What a busy test machine may need for one `GET /api/status`; the promise is 0.2 s, printed."""
MOST_BYTES = 500_000_000


async def test_broken_apis_slow_nobody_down_and_are_named(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    await media.join(rest)
    here, there = await rest.add_input("Here"), await rest.add_input("There")
    await media.knows(there["path"])
    outputs = [
        await rest.add_output(one["id"], one["name"], platform.url("sink"), new_key("out"))
        for one in (here, there)
    ]
    publish(clip_small, app.publish_url(here), loop=True)
    publish(clip_small, media.rtmp(there), loop=True)
    for output in outputs:
        await rest.output_is(output["id"], "live")
    async with contextlib.AsyncExitStack() as bad:
        servers = {talk.__name__: await bad.enter_async_context(bad_api(talk)) for talk in ALL}
        added = {
            name: await rest.call(
                "POST",
                "/api/nodes",
                {"name": name, "api_url": server.url, "api_user": "u", "api_password": "p"},
            )
            for name, server in servers.items()
        }
        reasons = {name: await _why(rest, node["id"]) for name, node in added.items()}
        print("\n".join(f"{name:>10}: {reason}" for name, reason in reasons.items()))
        assert all("127.0.0.1" in reason or "reached" in reason for reason in reasons.values())
        took = await _status_calls(rest)
        p99 = took[math.ceil(0.99 * len(took)) - 1]
        print(f"GET /api/status x {CALLS}: median {took[CALLS // 2]:.0f} ms, p99 {p99:.0f} ms")
        assert p99 < GUARD_S * 1000
        assert psutil.Process(app.serve.pid).memory_info().rss < MOST_BYTES
        assert all(server.calls > 1 for server in servers.values()), "they are asked again"

        # Everything else goes on as if they weren't there: changes, too.
        late = await rest.add_output(there["id"], "Late", platform.url("sink"), new_key("late"))
        await rest.output_is(late["id"], "live", within=10)
        fresh = await rest.add_input("Fresh")
        await media.knows(fresh["path"])
        for output in outputs:
            status = (await rest.output(output["id"]))["status"]
            told = (status["state"], status["reconnects"], status["dropped_frames"])
            assert told == ("live", 0, 0)
        connections = await rest.call("GET", f"/api/inputs/{there['id']}/connections")
        assert [one["protocol"] for one in connections] == ["rtmp"]
        states = {one["name"]: one["state"] for one in (await _status(rest))["nodes"]}
        assert states.pop("Media 1") == states.pop("StreamingPro engine") == "running"
        assert set(states.values()) <= {"unreachable", "starting"}, states
        for node in added.values():
            await rest.call("DELETE", f"/api/nodes/{node['id']}")


async def test_a_killed_control_plane_costs_streams_at_other_servers_no_frame(
    platform: Nginx,
    publish: Publish,
    media: Node,
    clip_distinct: Path,
    new_key: NewKey,
    tmp_path: Path,
) -> None:
    async with stack(tmp_path / "data", HTTP_PORT=free_port()) as app:
        added = await media.join(app.rest)
        show = await app.rest.add_input("Show")
        key = new_key("out")
        output = await app.rest.add_output(show["id"], "Out", platform.url(), key)
        await media.knows(show["path"])
        encoder = publish(clip_distinct, media.rtmp(show), loop=True)
        await app.rest.output_is(output["id"], "live")
        app.serve.kill()
        await app.start()
        await Node.is_(app.rest, added["id"], "running")
        live = await app.rest.input_is(show["id"], "live")
        assert live["status"]["node"] == added["id"]
        before = (await app.rest.output_is(output["id"], "live"))["status"]["bytes_acked"]

        def goes_on(status: Json) -> bool:
            return bool(status["bytes_acked"] > before)

        again = await app.rest.output_when(output["id"], goes_on, "more is sent")
        assert again["status"]["reconnects"] == 0
        assert encoder.running
        await encoder.stop()
        await app.rest.input_is(show["id"], "reconnecting", "offline")
        assert_part_of(frames(clip_distinct), frames(platform.recording(key)), key, least=60)


async def _why(rest: Rest, node_id: str) -> str:
    """What is said of a node that does not work, once it is said."""

    async def look() -> str | None:
        status = (await rest.call("GET", f"/api/nodes/{node_id}"))["status"]
        return status["reason"] if status["state"] != "running" else None

    return await eventually(look, "it is said what is wrong", within=10)


async def _status(rest: Rest) -> Json:
    found: Json = await rest.call("GET", "/api/status")
    return found


async def _status_calls(rest: Rest) -> list[float]:
    """How long each of many calls took (ms), sorted."""
    loop = asyncio.get_running_loop()
    took: list[float] = []
    for _ in range(CALLS):
        began = loop.time()
        await _status(rest)
        took.append((loop.time() - began) * 1000)
    return sorted(took)
