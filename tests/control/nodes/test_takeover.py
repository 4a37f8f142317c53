"""What is on a media server and not here: adopted as inputs, or taken over into them. The server is
the engine's real API on a real port."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.services import Services
from tests.control.conftest import errors_of
from tests.control.reconcile.peer import TOKEN, Peer
from tests.control.serving import http_server

pytestmark = pytest.mark.any_database

KEY = "key-of-the-destination"
PASSPHRASE = "passphrase-of-theirs"


@dataclass
class World:
    """A media server with paths of somebody else's, added here and looked at."""

    peer: Peer
    http: httpx.AsyncClient
    services: Services
    id: str

    @property
    def node(self) -> FleetNode:
        return self.services.runtime.fleet.nodes[self.id]

    async def round(self) -> None:
        """Bring the server up to date now."""
        await self.services.runtime.reconciler.run_once()  # it reads what should be
        await self.node.reconciler.run_once()

    async def unmanaged(self) -> dict[str, dict[str, Any]]:
        answer = await self.http.get(f"/api/nodes/{self.id}/unmanaged")
        assert answer.status_code == 200, answer.text
        return {path["name"]: path for path in answer.json()}

    async def adopt(self, path: str) -> httpx.Response:
        return await self.http.post(f"/api/nodes/{self.id}/unmanaged/{path}/adopt")

    async def drift(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/api/nodes/{self.id}/drift")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    async def accept(self, path: str) -> httpx.Response:
        return await self.http.post(f"/api/nodes/{self.id}/drift/{path}/accept")


@pytest.fixture
async def world(admin: httpx.AsyncClient, services: Services) -> AsyncIterator[World]:
    peer = Peer()
    async with http_server(peer.app) as port:
        body = {"name": "M1", "api_url": f"http://127.0.0.1:{port}", "api_password": TOKEN}
        answer = await admin.post("/api/nodes", json=body)
        assert answer.status_code == 201, answer.text
        made = World(peer, admin, services, answer.json()["id"])
        await services.runtime.fleet.reload()
        await made.node.watch.look()
        await made.round()
        yield made


async def test_what_is_there_is_listed_without_its_secrets(world: World) -> None:
    dest = {"dest": f"rtmp://x.example/app#{KEY}"}
    world.peer.store.add("show", {"srtPublishPassphrase": PASSPHRASE, "forward": [dest]})
    world.peer.store.add("cam", {"source": "rtsp://user:secret@h.example/1"})
    world.peer.store.add("live/deep", {})
    await world.round()
    found = await world.unmanaged()
    assert set(found) == {"show", "cam", "live/deep"}
    show = found["show"]
    assert (show["source"], show["encrypted"], show["destinations"]) == ("publisher", True, 1)
    assert (show["adoptable"], show["live"]) == (True, False)
    assert found["cam"]["source"] == "rtsp"
    assert not found["live/deep"]["adoptable"]
    assert "characters" in found["live/deep"]["reason"]
    for secret in (PASSPHRASE, KEY, "secret"):
        assert secret not in str(found)


async def test_a_path_becomes_an_input_with_its_outputs_and_is_not_touched(world: World) -> None:
    dest = {"dest": f"rtmp://x.example/app#{KEY}"}
    world.peer.store.add(
        "show",
        {"overridePublisher": False, "srtPublishPassphrase": PASSPHRASE, "forward": [dest]},
    )
    await world.round()
    world.peer.calls.clear()
    answer = await world.adopt("show")
    assert answer.status_code == 201, answer.text
    item = answer.json()
    assert (item["path"], item["node"], item["override_publisher"]) == ("show", world.id, False)
    assert item["srt"]["passphrase"] == PASSPHRASE
    (output,) = (await world.http.get(f"/api/inputs/{item['id']}/outputs")).json()
    assert output["url"] == "rtmp://x.example/app"
    await world.round()
    assert await world.unmanaged() == {}
    assert not any(" /v3/config/paths/delete" in call for call in world.peer.calls)
    assert world.peer.store.get("show").srt_publish_passphrase == PASSPHRASE
    assert (await world.adopt("show")).status_code == 404, "it is an input already"


async def test_a_pulled_path_becomes_a_pulled_input(world: World) -> None:
    source = "rtsp://user:secret@cam.example/1"
    world.peer.store.add("cam", {"source": source, "sourceOnDemand": True})
    await world.round()
    item = (await world.adopt("cam")).json()
    assert (item["source"]["type"], item["source"]["on_demand"]) == ("pull", True)
    stored = await world.services.inputs.get(item["id"])
    assert stored.source_url == source


@pytest.mark.parametrize("path", ["nowhere", "live/deep"])
async def test_what_can_not_be_adopted(world: World, path: str) -> None:
    world.peer.store.add("live/deep", {})
    await world.round()
    answer = await world.adopt(path)
    assert answer.status_code == {"nowhere": 404, "live/deep": 409}[path]
    assert (await world.http.get("/api/inputs")).json() == []


async def test_a_path_that_went_meanwhile(world: World) -> None:
    world.peer.store.add("show", {})
    await world.round()
    world.peer.store.delete("show")
    assert (await world.adopt("show")).status_code == 404


async def shown(world: World, **fields: Any) -> dict[str, Any]:
    """An input that the server has been told of."""
    answer = await world.http.post("/api/inputs", json={"name": "Show"} | fields)
    assert answer.status_code == 201, answer.text
    await world.round()
    item: dict[str, Any] = answer.json()
    assert item["path"] in world.peer.store.paths
    return item


async def test_a_change_over_there_is_undone_told_and_can_be_taken_over(world: World) -> None:
    item = await shown(world)
    theirs = {"srtPublishPassphrase": PASSPHRASE, "overridePublisher": False}
    world.peer.store.patch("show", theirs)
    await world.round()
    assert world.peer.store.get("show").srt_publish_passphrase == ""
    fields = ["override_publisher", "srt.passphrase"]
    drift = await world.drift()
    assert drift == [{"input_id": item["id"], "path": "show", "fields": fields}]
    answer = await world.accept("show")
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert changed["override_publisher"] is False
    assert changed["srt"]["passphrase"] == PASSPHRASE
    assert await world.drift() == []
    assert (await world.accept("show")).status_code == 404
    await world.round()
    assert world.peer.store.get("show").srt_publish_passphrase == PASSPHRASE
    await world.services.runtime.recorder.drained()
    events = await world.services.eventlog.recent()
    restored = [event for event in events if event.kind == "path.restored"]
    assert [event.input_id for event in restored] == [item["id"]]
    assert "“M1”" in restored[0].message
    assert PASSPHRASE not in "".join(event.message for event in events)


async def test_a_new_source_over_there_can_be_taken_over(world: World) -> None:
    item = await shown(world)
    world.peer.store.patch("show", {"source": "rtsp://cam.example/1", "sourceOnDemand": True})
    await world.round()
    (drift,) = await world.drift()
    assert drift["fields"] == ["source.on_demand", "source.type", "source.url"]
    assert (await world.accept("show")).status_code == 200
    stored = await world.services.inputs.get(item["id"])
    assert (stored.source_type, stored.source_url) == ("pull", "rtsp://cam.example/1")
    assert stored.source_on_demand


async def test_a_source_that_is_not_allowed_here_is_refused_at_its_field(world: World) -> None:
    await shown(world)
    world.peer.store.patch("show", {"source": "rtsp://10.0.0.5/1"})
    await world.round()
    answer = await world.accept("show")
    assert answer.status_code == 422
    assert list(errors_of(answer)) == ["source.url"]
    assert len(await world.drift()) == 1, "it can still be looked at"


async def test_a_setting_that_an_input_can_not_have_is_named_without_its_value(
    world: World,
) -> None:
    theirs = f"{PASSPHRASE} with spaces"
    world.peer.store.add("other", {"srtPublishPassphrase": theirs})
    await shown(world)
    world.peer.store.patch("show", {"srtPublishPassphrase": theirs})
    await world.round()
    for answer in (await world.adopt("other"), await world.accept("show")):
        assert answer.status_code == 409, answer.text
        assert "passphrase” is one that an input can't have" in answer.json()["detail"]
        assert PASSPHRASE not in answer.text


async def test_a_change_that_was_made_here_too_is_no_drift_any_more(world: World) -> None:
    item = await shown(world)
    world.peer.store.patch("show", {"overridePublisher": False})
    await world.round()
    patch = {"override_publisher": False}
    assert (await world.http.patch(f"/api/inputs/{item['id']}", json=patch)).status_code == 200
    await world.round()
    assert await world.drift() == []


async def test_a_path_that_was_deleted_over_there_is_back_and_nothing_to_take_over(
    world: World,
) -> None:
    await shown(world)
    world.peer.store.delete("show")
    await world.round()
    assert "show" in world.peer.store.paths
    assert await world.drift() == []


async def test_who_is_removed_is_left_tidy(world: World) -> None:
    await shown(world)
    world.peer.store.add("theirs", {})
    assert (await world.http.delete(f"/api/nodes/{world.id}")).status_code == 204
    assert set(world.peer.store.paths) == {"theirs"}
