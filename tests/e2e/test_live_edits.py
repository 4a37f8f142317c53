"""Edits while the stream runs do what a user expects, and only that."""

from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.compare import assert_arrived
from tests.peers.ffmpeg import packets, settled_packets, wait_for_end, wait_for_packets
from tests.peers.nginx import Nginx
from tests.peers.observer import FAREWELLS, Observer, observer
from tests.peers.stack import Stack
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e


async def test_edits_of_one_output_leave_the_others_alone(
    app: Stack, platform: Nginx, publish: Publish, clip_1080p: Path, new_key: NewKey
) -> None:
    rest = app.rest
    entry = await rest.add_input("Studio")
    keys = {name: new_key(name) for name in ("first", "second", "third", "leaving")}
    outputs = {
        name: await rest.add_output(entry["id"], name, platform.url(), key)
        for name, key in keys.items()
    }
    ids = {name: output["id"] for name, output in outputs.items()}
    publisher = publish(clip_1080p, app.publish_url(entry))
    for output_id in ids.values():
        await rest.output_is(output_id, "live")

    order = [ids[name] for name in ("third", "leaving", "first", "second")]
    await rest.reorder_outputs(entry["id"], order)
    listed = await rest.call("GET", f"/api/inputs/{entry['id']}/outputs")
    assert [output["id"] for output in listed] == order

    await rest.change_output(ids["first"], name="Renamed")
    await rest.change_input(entry["id"], name="Renamed studio")
    await rest.delete_output(ids["leaving"])
    moved = new_key("moved")
    await rest.change_output(ids["second"], stream_key=moved)
    await platform.first_recording(moved)
    await rest.output_is(ids["second"], "live")
    assert await settled_packets(platform.recording(keys["leaving"]))
    await publisher.done(60)

    for name in ("first", "third"):
        recording = platform.recording(keys[name])
        await wait_for_end(recording, clip_1080p)
        assert_arrived(clip_1080p, recording, name, relayed=app.relayed)
        assert (await rest.output(ids[name]))["status"]["reconnects"] == 0
    assert len(packets(platform.recording(moved))) > 0


async def test_rotating_the_key_of_a_live_input_ends_the_old_encoder_only(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest, key = app.rest, new_key("out")
    entry, neighbour = await rest.add_input("Studio"), await rest.add_input("Neighbour")
    output = await rest.add_output(entry["id"], "Output", platform.url(), key)
    old = publish(clip_small, app.publish_url(entry), loop=True)
    unhurt = publish(clip_small, app.publish_url(neighbour), loop=True)
    await rest.output_is(output["id"], "live")
    rotated = await rest.rotate_key(entry["id"])
    assert await old.wait(10) != 0, "the encoder with the old key kept publishing"
    publish(clip_small, app.publish_url(rotated), loop=True)
    await rest.input_is(entry["id"], "live")
    before = len(packets(platform.recording(key)))
    await wait_for_packets(platform.recording(key), before + 30)
    assert (await rest.output(output["id"]))["status"]["reconnects"] == 0
    assert unhurt.running
    await rest.input_is(neighbour["id"], "live")


async def test_deleting_or_disabling_a_live_input_closes_its_outputs_cleanly(
    app: Stack, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest, keys = app.rest, [new_key("gone") for _ in range(2)]
    entry = await rest.add_input("Studio")
    async with observer() as server:
        outputs = [
            await rest.add_output(entry["id"], f"Output {n}", server.url(), key)
            for n, key in enumerate(keys)
        ]
        encoder = publish(clip_small, app.publish_url(entry), loop=True)
        for output in outputs:
            await rest.output_is(output["id"], "live")

        await rest.change_input(entry["id"], enabled=False)
        assert await encoder.wait(10) != 0, "a disabled input kept its encoder"
        await rest.input_is(entry["id"], "disabled", within=5)
        await _said_goodbye(server, keys, visits=1)
        encoder = publish(clip_small, app.publish_url(entry))
        assert await encoder.wait(10) != 0, "a disabled input was published to"

        await rest.change_input(entry["id"], enabled=True)
        encoder = publish(clip_small, app.publish_url(entry), loop=True)
        for output in outputs:
            await rest.output_is(output["id"], "live")
        await rest.delete_input(entry["id"])
        assert await encoder.wait(10) != 0, "a deleted input kept its encoder"
        await _said_goodbye(server, keys, visits=2)
    assert await rest.call("GET", "/api/inputs") == []
    for output in outputs:
        assert (await rest.http.get(f"/api/outputs/{output['id']}")).status_code == 404
    api = await app.engine_api()
    assert await api.path(entry["path"]) is None
    await api.http.aclose()


async def _said_goodbye(server: Observer, keys: list[str], *, visits: int) -> None:
    """Every key came so many times, and each time left with FCUnpublish, deleteStream and FIN."""

    async def gone() -> bool:
        return len(server.visits) == visits * len(keys) and all(
            visit.end != "open" for visit in server.visits
        )

    await eventually(gone, "the publishers left", within=10, report=lambda: str(server.visits))
    for visit in server.visits:
        assert visit.farewell == list(FAREWELLS), visit
        assert visit.end == "closed", visit
    assert sorted({visit.key for visit in server.visits}) == sorted(keys)
