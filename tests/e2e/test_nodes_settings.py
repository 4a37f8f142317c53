"""What is set on a MediaMTX stays as it should be, whoever restarts it or turns its knobs."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.nginx import Nginx
from tests.peers.node import Node
from tests.peers.rest import Json, Rest
from tests.peers.stack import Stack
from tests.peers.tools import eventually, free_port

pytestmark = pytest.mark.e2e

REFILLED_WITHIN_S = 2.0
INPUTS = 20


async def _events(rest: Rest, kind: str) -> list[str]:
    events = await rest.call("GET", "/api/events?limit=200")
    return [one["message"] for one in events if one["kind"] == kind]


async def test_a_media_server_that_was_restarted_is_filled_again(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest, loop = app.rest, asyncio.get_running_loop()
    await media.join(rest)
    shows = [await rest.add_input(f"Show {n}") for n in range(INPUTS)]
    names = {show["path"] for show in shows}
    output = await rest.add_output(shows[0]["id"], "Out", platform.url("sink"), new_key("out"))

    async def filled() -> bool:
        return names <= (await media.configured()).keys()

    await eventually(filled, "every path is there", within=10)
    encoder = publish(clip_small, media.rtmp(shows[0]), loop=True)
    await rest.output_is(output["id"], "live")

    await media.kill()
    await encoder.stop(5)
    await media.start()
    answered = loop.time()
    await eventually(filled, "every path is there again", within=REFILLED_WITHIN_S)
    print(f"refilled {loop.time() - answered:.2f} s after the API answered")
    publish(clip_small, media.rtmp(shows[0]), loop=True)
    await rest.input_is(shows[0]["id"], "live")
    again = await rest.output_is(output["id"], "live")
    assert again["status"]["reconnects"] == 0, "the destination was kept meanwhile"
    assert not await _events(rest, "path.restored"), "nobody has changed anything"
    assert (await media.call("GET", "config/global/get"))["authMethod"] == "http"


async def test_what_somebody_changes_there_is_put_back_and_may_be_accepted(
    app: Stack, media: Node
) -> None:
    rest = app.rest
    added = await media.join(rest)
    show = await rest.add_input("Show")
    name = show["path"]
    await media.knows(name)

    async def is_back() -> bool:
        return bool((await media.configured())[name]["overridePublisher"])

    await media.call("PATCH", f"config/paths/patch/{name}", {"overridePublisher": False})
    await eventually(is_back, "the change is undone", within=6)
    assert await _events(rest, "path.restored") == [
        f"Somebody changed the path {name} on the media server “Media 1”; it is undone."
    ]
    drifts = await rest.call("GET", f"/api/nodes/{added['id']}/drift")
    assert drifts == [{"input_id": show["id"], "path": name, "fields": ["override_publisher"]}]
    taken = await rest.call("POST", f"/api/nodes/{added['id']}/drift/{name}/accept")
    assert taken["override_publisher"] is False

    async def is_taken() -> bool:
        return not (await media.configured())[name]["overridePublisher"]

    await eventually(is_taken, "the change holds now", within=5)
    assert await rest.call("GET", f"/api/nodes/{added['id']}/drift") == []
    await media.call("DELETE", f"config/paths/delete/{name}")
    await media.knows(name, within=6)
    assert len(await _events(rest, "path.restored")) == 2


async def test_a_foreign_path_is_left_alone_until_it_is_adopted(
    app: Stack, media: Node, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    added = await media.join(rest)
    listed = f"/api/nodes/{added['id']}/unmanaged"
    key = new_key("theirs")
    conf = {"maxReaders": 7, "forward": [{"dest": f"{platform.url('sink')}#{key}"}]}
    await media.call("POST", "config/paths/add/theirs", conf)

    async def seen() -> list[Json]:
        found: list[Json] = await rest.call("GET", listed)
        return found

    (path,) = await eventually(seen, "it is listed", within=6)
    assert (path["name"], path["destinations"], path["adoptable"]) == ("theirs", 1, True)
    ours = await rest.add_input("Ours")
    await media.knows(ours["path"])
    theirs = (await media.configured())["theirs"]
    assert (theirs["maxReaders"], len(theirs["forward"])) == (7, 1), "it was not touched"

    adopted = await rest.call("POST", f"{listed}/theirs/adopt")
    assert (adopted["path"], adopted["node"]) == ("theirs", added["id"])
    (output,) = await rest.call("GET", f"/api/inputs/{adopted['id']}/outputs")
    assert (output["url"], output["stream_key"]) == (platform.url("sink"), key)

    async def ours_now() -> bool:
        return not (await media.configured())["theirs"]["forward"]

    await eventually(ours_now, "the engine sends it on from now on", within=6)
    assert await rest.call("GET", listed) == []
    publish(clip_small, media.rtmp(adopted), loop=True)
    await rest.input_is(adopted["id"], "live")
    await rest.output_is(output["id"], "live")


async def test_a_media_server_that_is_removed_is_as_free_as_before(
    app: Stack, media: Node, publish: Publish, clip_small: Path
) -> None:
    rest = app.rest
    added = await media.join(rest)
    await media.call("POST", "config/paths/add/theirs", {})
    show = await rest.add_input("Show")
    await media.knows(show["path"])
    encoder = publish(clip_small, media.rtmp(show), loop=True)
    await rest.input_is(show["id"], "live")
    # Not used any more, and used again.
    await rest.call("PATCH", f"/api/nodes/{added['id']}", {"enabled": False})

    async def free() -> bool:
        return set(await media.configured()) == {"theirs"}

    await eventually(free, "our paths are gone", within=10)
    await encoder.wait(10)
    await rest.call("PATCH", f"/api/nodes/{added['id']}", {"enabled": True})
    await Node.is_(rest, added["id"], "running")
    await media.knows(show["path"])
    encoder = publish(clip_small, media.rtmp(show), loop=True)
    await rest.input_is(show["id"], "live")

    await rest.call("DELETE", f"/api/nodes/{added['id']}")
    assert await free()
    assert (await media.call("GET", "config/global/get"))["authMethod"] == "internal"
    await encoder.wait(10)
    await rest.input_is(show["id"], "reconnecting", "offline")
    assert [one["id"] for one in await rest.call("GET", "/api/nodes")] == ["engine"]
    # The way back to our own engine is open at once.
    publish(clip_small, app.publish_url(show), loop=True)
    live = await rest.input_is(show["id"], "live")
    assert live["status"]["node"] == "engine"


async def test_a_media_server_that_does_not_reach_us_keeps_its_own_users(
    app: Stack, media: Node
) -> None:
    rest = app.rest
    show = await rest.add_input("Show")
    nowhere = f"http://127.0.0.1:{free_port()}"
    added = await media.join(rest, control_url=nowhere)

    async def told() -> str | None:
        problem: str | None = (await rest.call("GET", f"/api/nodes/{added['id']}"))["status"][
            "problem"
        ]
        return problem

    assert f"does not reach us at {nowhere}," in await eventually(told, "it is said", within=15)
    assert (await media.call("GET", "config/global/get"))["authMethod"] == "internal"
    assert await media.configured() == {}, "and has nothing of ours"
    await rest.call("PATCH", f"/api/nodes/{added['id']}", {"control_url": str(rest.http.base_url)})
    await media.knows(show["path"])

    async def well() -> bool:
        return (await told()) is None

    await eventually(well, "all is well", within=5)
    assert set(await media.configured()) == {show["path"]}
