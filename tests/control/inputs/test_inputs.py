"""Inputs over REST."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.changes import Change, ChangeKind
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.conftest import HOST, client_of, errors_of, token_for


async def make(client: httpx.AsyncClient, name: str = "A", **fields: Any) -> dict[str, Any]:
    response = await client.post("/api/inputs", json={"name": name, **fields})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.fixture
def heard(services: Services) -> list[Change]:
    changes: list[Change] = []
    services.changes.subscribe(changes.append)
    return changes


async def test_a_new_input_has_all_it_needs(
    operator: httpx.AsyncClient, heard: list[Change]
) -> None:
    item = await make(operator, "Sunday Service")
    assert item["path"] == "sunday-service"
    assert item["enabled"] is True
    assert item["source"] == {
        "type": "publish",
        "url": None,
        "on_demand": False,
        "rtsp_transport": "automatic",
        "fingerprint": None,
    }
    assert item["srt"] == {
        "passphrase": None,
        "encrypted": False,
        "latency_ms": 200,
        "key_length": 0,
    }
    assert (item["read_key"], item["read_protected"]) == (None, False)
    assert (item["grace_s"], item["override_publisher"]) == (30, True)
    assert len(item["publish_key"]) == 32
    key = item["publish_key"]
    publish, srt = item["urls"]["publish"], f"srt://{HOST}:8890"
    assert publish == {
        "rtmp": f"rtmp://{HOST}:1935/sunday-service?key={key}",
        "rtmp_server": f"rtmp://{HOST}:1935",
        "rtmp_stream_key": f"sunday-service?key={key}",
        "rtmps": None,
        "rtmps_server": None,
        "srt": f"{srt}?mode=caller&streamid=publish:sunday-service:publisher:{key}&latency=200",
        "srt_microseconds": (
            f"{srt}?mode=caller&streamid=publish:sunday-service:publisher:{key}&latency=200000"
        ),
        "srt_server": srt,
        "srt_streamid": f"publish:sunday-service:publisher:{key}",
        **dict.fromkeys(("rtsp", "rtsps", "whip", "moq")),
    }
    assert item["urls"]["play"] == {
        "rtmp": f"rtmp://{HOST}:1935/sunday-service",
        "rtmps": None,
        "srt": f"{srt}?mode=caller&streamid=read:sunday-service&latency=200",
        "srt_microseconds": f"{srt}?mode=caller&streamid=read:sunday-service&latency=200000",
        "srt_streamid": "read:sunday-service",
        "hls": f"http://{HOST}:8888/sunday-service/index.m3u8",
        **dict.fromkeys(("rtsp", "rtsps", "webrtc", "whep", "moq")),
    }
    assert item["urls"]["preview"] == {
        "hls": f"/api/inputs/{item['id']}/hls/index.m3u8",
        "poster": f"/api/inputs/{item['id']}/poster.jpg",
    }
    assert set(item["urls"]["off"]) == {"rtmps"}
    assert "certificate" in item["urls"]["off"]["rtmps"]
    assert item["status"]["state"] == "offline"
    assert (await operator.get(f"/api/inputs/{item['id']}")).json()["id"] == item["id"]
    assert heard == [Change(ChangeKind.INPUTS, (item["id"],), (item["id"],))]


async def test_public_host_stands_in_all_addresses(settings: ControlSettings) -> None:
    app = create_app(replace(settings, public_host="live.example"), start_engine=False)
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.ADMIN)
        async with client_of(app, token) as client:
            item = await make(client)
    assert item["urls"]["publish"]["rtmp_server"] == "rtmp://live.example:1935"


async def test_the_same_name_gets_another_path(operator: httpx.AsyncClient) -> None:
    paths = [(await make(operator, "Show"))["path"] for _ in range(3)]
    assert paths == ["show", "show-2", "show-3"]


async def test_paths_are_unique(operator: httpx.AsyncClient) -> None:
    await make(operator, path="one")
    other = await make(operator, path="two")
    taken = await operator.post("/api/inputs", json={"name": "B", "path": "one"})
    assert taken.status_code == 409
    assert "“one”" in taken.json()["detail"]
    renamed = await operator.patch(f"/api/inputs/{other['id']}", json={"path": "one"})
    assert renamed.status_code == 409


async def test_many_at_once_get_different_paths_and_places(operator: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(operator.post("/api/inputs", json={"name": "Show", "path": f"p{n}"}) for n in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len((await operator.get("/api/inputs")).json()) == 5


async def test_only_given_fields_change(operator: httpx.AsyncClient, heard: list[Change]) -> None:
    before = await make(operator, grace_s=10)
    heard.clear()
    url = f"/api/inputs/{before['id']}"
    after = (await operator.patch(url, json={"name": "B", "enabled": False})).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"name", "enabled", "updated_at", "status"}
    assert after["status"]["state"] == "disabled"
    assert [change.kind for change in heard] == [ChangeKind.INPUTS]
    assert (await operator.patch(url, json={})).json()["name"] == "B"


@pytest.mark.parametrize(
    "body",
    [
        {"name": None},
        {"name": " "},
        {"grace_s": -1},
        {"enabled": "maybe"},
        {"path": None},
        {"publish_key": "mine"},
        {"id": "x"},
        {"source": {"type": "pull", "url": "ftp://x/y"}},
        {"source": {"url": "rtmp://x/y"}},
        {"source": None},
        {"srt": {"latency_ms": None}},
    ],
)
async def test_wrong_changes_are_refused(operator: httpx.AsyncClient, body: dict[str, Any]) -> None:
    item = await make(operator)
    response = await operator.patch(f"/api/inputs/{item['id']}", json=body)
    assert response.status_code == 422
    assert errors_of(response)
    assert "mine" not in response.text


async def test_a_new_path_must_not_lead_to_itself(operator: httpx.AsyncClient) -> None:
    item = await make(operator, path="one")
    # Nobody has the path `two` yet: this is a destination like any other.
    output = {"url": "rtmp://localhost/two?key=x", "stream_key": "?"}
    response = await operator.post(f"/api/inputs/{item['id']}/outputs", json=output)
    assert response.status_code == 201
    refused = await operator.patch(f"/api/inputs/{item['id']}", json={"path": "two"})
    assert "circle" in errors_of(refused)["path"]


async def test_rotating_the_key_changes_nothing_else(
    operator: httpx.AsyncClient, heard: list[Change]
) -> None:
    before = await make(operator)
    after = (await operator.post(f"/api/inputs/{before['id']}/rotate-key")).json()
    assert after["publish_key"] != before["publish_key"]
    assert after["publish_key"] in after["urls"]["publish"]["rtmp"]
    assert after["path"] == before["path"]
    assert heard[-1].kind is ChangeKind.INPUTS


async def test_deleting_takes_the_outputs_along(operator: httpx.AsyncClient) -> None:
    item = await make(operator)
    output = {"url": "rtmp://h/a/k"}
    created = (await operator.post(f"/api/inputs/{item['id']}/outputs", json=output)).json()
    assert (await operator.delete(f"/api/inputs/{item['id']}")).status_code == 204
    assert (await operator.get(f"/api/outputs/{created['id']}")).status_code == 404
    assert (await operator.get("/api/inputs")).json() == []


async def test_order(operator: httpx.AsyncClient, heard: list[Change]) -> None:
    a, b, c, d = [(await make(operator, name))["id"] for name in "ABCD"]
    heard.clear()
    answer = await operator.post("/api/inputs/reorder", json={"ids": [c, a]})
    assert answer.json() == {"ids": [c, a, b, d]}
    listed = (await operator.get("/api/inputs")).json()
    assert [one["id"] for one in listed] == [c, a, b, d]
    assert [one["position"] for one in listed] == [0, 1, 2, 3]
    assert set(heard[0].ids) == {a, b, c}
    assert (await make(operator, "E"))["position"] == 4


@pytest.mark.parametrize("ids", [["unknown"], ["twice", "twice"]])
async def test_wrong_orders_are_refused(operator: httpx.AsyncClient, ids: list[str]) -> None:
    response = await operator.post("/api/inputs/reorder", json={"ids": ids})
    assert set(errors_of(response)) == {"ids"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/rotate-key"),
        ("GET", "/connections"),
        ("POST", "/connections/1/kick"),
        ("GET", "/outputs"),
        ("POST", "/outputs/reorder"),
    ],
)
async def test_what_does_not_exist_is_not_found(
    operator: httpx.AsyncClient, method: str, path: str
) -> None:
    body = {"ids": []} if "reorder" in path else {}
    response = await operator.request(method, f"/api/inputs/none{path}", json=body)
    assert response.status_code == 404
    assert response.json()["detail"] == "There is no input with this id."


async def test_events_tell_what_happened_without_secrets(operator: httpx.AsyncClient) -> None:
    item = await make(operator)
    rotated = (await operator.post(f"/api/inputs/{item['id']}/rotate-key")).json()
    for change in ({"path": item["path"]}, {"path": "elsewhere"}, {"enabled": False}):
        await operator.patch(f"/api/inputs/{item['id']}", json=change)
    await operator.delete(f"/api/inputs/{item['id']}")
    events = await operator.get("/api/events", params={"input_id": item["id"]})
    assert [one["kind"] for one in events.json()] == [
        "input.deleted",
        "input.switched_off",
        "input.path_changed",
        "input.key_rotated",
        "input.created",
    ]
    assert item["publish_key"] not in events.text
    assert rotated["publish_key"] not in events.text


async def test_an_input_is_bound_to_a_media_server_that_is_there(
    admin: httpx.AsyncClient,
) -> None:
    node = {"name": "Away", "api_url": "http://127.0.0.1:1", "enabled": False}
    added = (await admin.post("/api/nodes", json=node)).json()
    bound = (await admin.post("/api/inputs", json={"name": "A", "node": added["id"]})).json()
    assert bound["node"] == added["id"]
    where = f"/api/inputs/{bound['id']}"
    for answer in (
        await admin.post("/api/inputs", json={"name": "B", "node": "nobody"}),
        await admin.patch(where, json={"node": "nobody"}),
    ):
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["node"]
    assert (await admin.patch(where, json={"node": "engine"})).json()["node"] == "engine"
    assert (await admin.patch(where, json={"node": None})).json()["node"] is None
    await admin.patch(where, json={"node": added["id"]})
    kept = await admin.delete(f"/api/nodes/{added['id']}")
    assert (kept.status_code, "“A”" in kept.json()["detail"]) == (409, True)
