"""MediaMTX servers beside the built-in engine: streams come in there and go out from here."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.frames import assert_part_of, frames
from tests.peers.nginx import Nginx
from tests.peers.node import Node
from tests.peers.stack import Stack
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e

SWITCHES, OTHERS = 200, 10
LEAST = 60
"""Pictures in a recording that is worth looking at."""


async def test_a_stream_that_comes_to_mediamtx_goes_to_every_destination(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    added = await media.join(rest)
    show = await rest.add_input("Show")
    outputs = [
        await rest.add_output(show["id"], f"Out {n}", platform.url("sink"), new_key(f"out-{n}"))
        for n in range(2)
    ]
    await media.knows(show["path"])
    encoder = publish(clip_small, media.rtmp(show), loop=True)
    live = await rest.input_is(show["id"], "live")
    assert (live["status"]["node"], live["status"]["protocol"]) == (added["id"], "rtmp")
    assert live["status"]["readers"] == 0, "our own engine is no viewer"
    for output in outputs:
        await rest.output_is(output["id"], "live", within=10)
    connections = await rest.call("GET", f"/api/inputs/{show['id']}/connections")
    assert [(one["protocol"], one["state"], one["node"]) for one in connections] == [
        ("rtmp", "publish", added["id"])
    ]
    # One destination is switched: the other one does not notice.
    await rest.change_output(outputs[0]["id"], enabled=False)
    await rest.output_is(outputs[0]["id"], "off")
    other = (await rest.output(outputs[1]["id"]))["status"]
    assert (other["state"], other["reconnects"], other["dropped_frames"]) == ("live", 0, 0)
    await encoder.stop()
    await rest.input_is(show["id"], "reconnecting", "offline")
    encoder = publish(clip_small, media.rtmp(show), loop=True)
    await rest.output_is(outputs[1]["id"], "live")
    assert (await rest.output(outputs[1]["id"]))["status"]["reconnects"] == 0
    await encoder.stop()


async def test_two_hundred_switches_of_one_destination_cost_the_others_no_frame(
    app: Stack,
    media: Node,
    platform: Nginx,
    publish: Publish,
    clip_distinct: Path,
    new_key: NewKey,
) -> None:
    rest, loop = app.rest, asyncio.get_running_loop()
    await media.join(rest)
    show = await rest.add_input("Show")
    keys = [new_key(f"good-{n}") for n in range(OTHERS)]
    others = [
        await rest.add_output(show["id"], f"Good {n}", platform.url(), key)
        for n, key in enumerate(keys)
    ]
    key = new_key("switched")
    switched = await rest.add_output(show["id"], "Switched", platform.url("sink"), key)
    await media.knows(show["path"])
    encoder = publish(clip_distinct, media.rtmp(show), loop=True)
    for output in (*others, switched):
        await rest.output_is(output["id"], "live")
    began = loop.time()
    for count in range(SWITCHES):
        await rest.change_output(switched["id"], enabled=count % 2 == 1)
    print(f"{SWITCHES} switches took {loop.time() - began:.1f} s")
    await rest.output_is(switched["id"], "live")
    for output in others:
        status = (await rest.output(output["id"]))["status"]
        told = (status["state"], status["reconnects"], status["dropped_frames"])
        assert told == ("live", 0, 0)
    await encoder.stop()
    await rest.input_is(show["id"], "reconnecting", "offline")
    came = (platform.folder / "nginx.log").read_text().count(f"publish: name='{key}'")
    assert came > 1, "the platform has seen it come and go"
    sent = frames(clip_distinct)
    for one in keys:
        assert_part_of(sent, frames(platform.recording(one)), one, least=LEAST)


async def test_the_encoder_that_came_last_has_the_input_wherever_it_came(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    added = await media.join(rest)
    show = await rest.add_input("Show")
    output = await rest.add_output(show["id"], "Out", platform.url("sink"), new_key("out"))
    await media.knows(show["path"])

    async def comes_in_at(node: str) -> None:
        """There, and nowhere else."""

        async def so() -> bool:
            status = (await rest.input(show["id"]))["status"]
            found = await rest.call("GET", f"/api/inputs/{show['id']}/connections")
            publishers = [one["node"] for one in found if one["state"] == "publish"]
            return (status["state"], status["node"], publishers) == ("live", node, [node])

        await eventually(so, f"the stream comes in at {node}", within=10)

    there = publish(clip_small, media.rtmp(show), loop=True)
    await comes_in_at(added["id"])
    await rest.output_is(output["id"], "live", within=10)
    for _ in range(2):
        here = publish(clip_small, app.publish_url(show), loop=True)
        await comes_in_at("engine")
        await there.stop()
        there = publish(clip_small, media.rtmp(show), loop=True)
        await comes_in_at(added["id"])
        await here.stop()
    again = await rest.output_is(output["id"], "live")
    assert again["status"]["reconnects"] == 0
    await there.stop()
