"""Only an input's own key may publish to it, and keys stay out of every log."""

from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

pytestmark = pytest.mark.e2e


async def test_only_the_own_key_publishes_and_no_key_is_logged(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    mine, other = await rest.add_input("Mine"), await rest.add_input("Other")
    output = await rest.add_output(mine["id"], "Out", platform.url("sink"), new_key("out"))
    inline = new_key("inline")
    app.secrets.add(inline)
    in_url = await rest.add_output(mine["id"], "Key in URL", platform.url("sink") + f"/{inline}")
    intruders = {
        "wrong": publish(clip_small, app.publish_url(mine, new_key("intruder"))),
        "missing": publish(clip_small, app.publish_url(mine, "")),
        "another input's": publish(clip_small, app.publish_url(mine, other["publish_key"])),
        "unknown path": publish(
            clip_small,
            f"rtmp://127.0.0.1:{app.rtmp_port}/nowhere?key={mine['publish_key']}",
        ),
    }
    for name, intruder in intruders.items():
        assert await intruder.wait(15) != 0, f"{name} key was let in"
    assert (await rest.input(mine["id"]))["status"]["state"] == "offline"
    assert (await rest.output(output["id"]))["status"]["state"] == "waiting"

    encoder = publish(clip_small, app.publish_url(mine), loop=True)
    await rest.input_is(mine["id"], "live")
    for found in (output, in_url):
        await rest.output_is(found["id"], "live")
    await encoder.stop()

    # The key rejected by a platform, and the old key after a change, are keys too.
    await rest.change_output(output["id"], url=platform.url("checked"), stream_key=new_key("bad"))
    encoder = publish(clip_small, app.publish_url(mine), loop=True)
    await rest.output_is(output["id"], "error")
    rotated = await rest.rotate_key(mine["id"])
    assert rotated["publish_key"] != mine["publish_key"]
    assert await encoder.wait(10) != 0, "the old key kept publishing"
    late = publish(clip_small, app.publish_url(mine))
    assert await late.wait(15) != 0, "the old key was let in again"
    assert app.leaked_secrets() == []
    # Every other stack of these tests makes the same search when it stops.


async def test_search_in_the_logs_would_find_a_key(app: Stack) -> None:
    """The search itself works: a word that is surely logged counts as a leak."""
    app.secrets.add("engine")
    assert app.leaked_secrets()
    app.secrets.discard("engine")
