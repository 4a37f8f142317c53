"""Servers with other roles: one that redistributes by itself, one that only serves viewers."""

from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.ffmpeg import ffmpeg
from tests.peers.nginx import Nginx
from tests.peers.node import Node, node
from tests.peers.rest import Json
from tests.peers.stack import Stack
from tests.peers.tools import Child, eventually, tail

pytestmark = pytest.mark.e2e


async def test_native_forwarding_keeps_every_destination_in_its_place(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    added = await media.join(rest, redistribution="native")
    assert added["status"]["limits"], "what is less is said"
    show = await rest.add_input("Show")
    outputs = [
        await rest.add_output(show["id"], f"Out {n}", platform.url("sink"), new_key(f"out-{n}"))
        for n in range(3)
    ]
    publish(clip_small, media.rtmp(show), loop=True)
    for output in outputs:
        await rest.output_is(output["id"], "live", within=15)

    async def places() -> list[Json]:
        found = await media.call("GET", f"paths/forward/list?path={show['path']}")
        items: list[Json] = found["items"]
        return items

    before = [place["id"] for place in await places()]
    await rest.change_output(outputs[0]["id"], enabled=False)
    await rest.output_is(outputs[0]["id"], "off")

    async def vacant() -> list[Json] | None:
        found = await places()
        return found if found[0]["id"] != before[0] else None

    left = await eventually(vacant, "the first place is vacant", within=10)
    assert [place["id"] for place in left[1:]] == before[1:], "the others were restarted"
    late = await rest.add_output(show["id"], "Late", platform.url("sink"), new_key("late"))
    await rest.output_is(late["id"], "live", within=15)
    now = await places()
    assert len(now) == 3
    assert [place["id"] for place in now[1:]] == before[1:]
    api = await app.engine_api()
    try:
        assert await api.forward(show["path"]) == [], "nothing is sent twice"
    finally:
        await api.http.aclose()


async def test_a_replica_has_the_stream_of_the_others_while_somebody_watches(
    app: Stack, media: Node, publish: Publish, clip_small: Path, tmp_path: Path
) -> None:
    rest = app.rest
    async with node(tmp_path / "media-2", "Viewers") as viewers:
        await media.join(rest)
        added = await viewers.join(rest, role="replica")
        show = await rest.add_input("Show")
        publish(clip_small, media.rtmp(show), loop=True)
        await rest.input_is(show["id"], "live")
        urls = (await rest.input(show["id"]))["urls"]["servers"]
        place = next(one for one in urls if one["node"] == added["id"])
        assert place["publish"] is None
        refused = publish(clip_small, viewers.rtmp(show))
        assert await refused.wait(15) != 0, "encoders don't come here"
        url = place["play"]["rtmp"]
        words = [ffmpeg(), "-hide_banner", "-nostdin", "-i", url, "-t", "1", "-f", "null", "-"]
        player = Child.start(words, tmp_path / "player.log")
        try:
            assert await player.wait(30) == 0, tail(player.log)
        finally:
            await player.stop(0)
        assert (await rest.input(show["id"]))["status"]["node"] != added["id"]
