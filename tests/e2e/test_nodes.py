"""MediaMTX servers beside the built-in engine: streams come in there and go out from here."""

from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.nginx import Nginx
from tests.peers.node import Node
from tests.peers.stack import Stack
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e


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

    async def known() -> bool:
        return show["path"] in await media.configured()

    await eventually(known, "the path is on the node", within=5)
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
