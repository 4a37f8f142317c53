"""Outputs over REST."""

import asyncio
from typing import Any

import httpx
import pytest

from streamingpro.control.changes import Change, ChangeKind
from streamingpro.control.outputs.destination import destination
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.control.platforms.catalogue import platforms
from streamingpro.control.services import Services
from tests.control.conftest import HOST, errors_of

YOUTUBE = platforms()["youtube"].servers[0].url
TWITCH = platforms()["twitch"].servers[0].url


@pytest.fixture
async def input_id(operator: httpx.AsyncClient) -> str:
    created = await operator.post("/api/inputs", json={"name": "Show"})
    given: str = created.json()["id"]
    return given


async def make(client: httpx.AsyncClient, input_id: str, **body: Any) -> dict[str, Any]:
    response = await client.post(f"/api/inputs/{input_id}/outputs", json=body)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


async def test_a_pair_of_server_and_key(operator: httpx.AsyncClient, input_id: str) -> None:
    item = await make(operator, input_id, name="B", url="rtmp://h.example/app", stream_key="KEY")
    assert (item["url"], item["stream_key"]) == ("rtmp://h.example/app", "KEY")
    assert (item["name"], item["platform"], item["enabled"], item["position"]) == (
        "B",
        None,
        True,
        0,
    )
    assert item["input_id"] == input_id
    assert "state" in item["status"]


async def test_the_key_may_be_inside(operator: httpx.AsyncClient, input_id: str) -> None:
    item = await make(operator, input_id, url="rtmp://h.example/app/KEY?a=b")
    assert (item["url"], item["stream_key"]) == ("rtmp://h.example/app", "KEY?a=b")
    assert item["name"] == "h.example"


@pytest.mark.parametrize("form", ["rtmp", "apart", "without the key"])
async def test_the_input_s_own_addresses_are_called_a_circle(
    operator: httpx.AsyncClient, input_id: str, form: str
) -> None:
    urls = (await operator.get(f"/api/inputs/{input_id}")).json()["urls"]
    body = {
        "rtmp": {"url": urls["publish"]["rtmp"]},
        "apart": {
            "url": urls["publish"]["rtmp_server"],
            "stream_key": urls["publish"]["rtmp_stream_key"],
        },
        "without the key": {"url": urls["play"]["rtmp"]},
    }[form]
    response = await operator.post(f"/api/inputs/{input_id}/outputs", json=body)
    assert response.status_code == 422
    assert "is the input itself" in response.json()["detail"]


async def test_an_input_may_feed_another_one_by_its_publish_address(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    other = (await operator.post("/api/inputs", json={"name": "Other"})).json()
    item = await make(operator, input_id, url=other["urls"]["publish"]["rtmp"])
    assert item["url"] == other["urls"]["play"]["rtmp"]
    assert item["stream_key"] == f"?key={other['publish_key']}"
    changed = await operator.patch(f"/api/outputs/{item['id']}", json={"stream_key": "other?key=2"})
    assert changed.json()["stream_key"] == "?key=2"


async def test_the_name_of_a_platform_is_understood_as_a_slip(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    body = {"platform": "YouTube", "stream_key": "k"}
    response = await operator.post(f"/api/inputs/{input_id}/outputs", json=body)
    assert "Did you mean “youtube”?" in response.json()["detail"]


async def test_a_platform_brings_its_server(operator: httpx.AsyncClient, input_id: str) -> None:
    item = await make(operator, input_id, platform="youtube", stream_key="KEY")
    assert item["url"] == YOUTUBE
    assert item["url"].startswith("rtmps://")
    assert item["name"] == "YouTube"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"platform": "youtube"}, "stream_key"),
        ({"platform": "nowhere", "stream_key": "k"}, "platform"),
        ({"url": "rtmp://h/a"}, "stream_key"),
        ({"url": "rtmp://h/a", "stream_key": "k", "fingerprint": "ab" * 32}, "fingerprint"),
        ({"url": "rtmp://h/a", "stream_key": 7}, "stream_key"),
        ({"url": "rtmp://h/a", "key": "k"}, "key"),
        ({"url": f"rtmp://{HOST}/show?key=x", "stream_key": "?"}, "url"),
        ({"url": "rtmp://localhost/show", "stream_key": "?key=x"}, "url"),
    ],
)
async def test_mistakes_name_their_field(
    operator: httpx.AsyncClient, input_id: str, body: dict[str, Any], field: str
) -> None:
    response = await operator.post(f"/api/inputs/{input_id}/outputs", json=body)
    assert response.status_code == 422
    assert set(errors_of(response)) == {field}


async def test_a_fingerprint_is_kept_in_one_writing(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    body = {"url": "rtmps://h/a", "stream_key": "k", "fingerprint": ":".join(["AB"] * 32)}
    item = await make(operator, input_id, **body)
    assert item["fingerprint"] == "ab" * 32
    moved = await operator.patch(f"/api/outputs/{item['id']}", json={"url": "rtmp://h/a"})
    assert moved.json()["fingerprint"] is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "New"}, {"name": "New"}),
        ({"enabled": False}, {"enabled": False}),
        ({"stream_key": " NEW "}, {"stream_key": "NEW"}),
        ({"url": "rtmp://other/app"}, {"url": "rtmp://other/app"}),
        ({"url": "rtmp://other/app/NEW"}, {"url": "rtmp://other/app", "stream_key": "NEW"}),
        ({"platform": "twitch"}, {"platform": "twitch", "url": TWITCH}),
        ({"platform": None}, {"platform": None}),
        (
            {"platform": "twitch", "url": "rtmp://live-fra.twitch.tv/app", "stream_key": "T"},
            {"platform": "twitch", "url": "rtmp://live-fra.twitch.tv/app", "stream_key": "T"},
        ),
        ({}, {}),
    ],
)
async def test_only_given_fields_change(
    operator: httpx.AsyncClient, input_id: str, change: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = await make(operator, input_id, platform="youtube", stream_key="KEY")
    after = (await operator.patch(f"/api/outputs/{before['id']}", json=change)).json()
    differing = {
        name: after[name]
        for name in before
        if before[name] != after[name] and name not in ("updated_at", "status")
    }
    assert differing == expected


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"url": None}, "url"),
        ({"stream_key": ""}, "stream_key"),
        ({"stream_key": "a b"}, "stream_key"),
        ({"url": "http://h/a"}, "url"),
        ({"url": "rtmp://h/a", "stream_key": ""}, "stream_key"),
        ({"input_id": "x"}, "input_id"),
        ({"url": "rtmp://127.0.0.1/show", "stream_key": "?key=x"}, "url"),
    ],
)
async def test_wrong_changes_change_nothing(
    operator: httpx.AsyncClient, input_id: str, change: dict[str, Any], field: str
) -> None:
    before = await make(operator, input_id, url="rtmp://h/a", stream_key="KEY")
    response = await operator.patch(f"/api/outputs/{before['id']}", json=change)
    assert set(errors_of(response)) == {field}
    assert (await operator.get(f"/api/outputs/{before['id']}")).json()["url"] == before["url"]


async def test_order_and_lists(
    operator: httpx.AsyncClient, input_id: str, services: Services
) -> None:
    heard: list[Change] = []
    services.changes.subscribe(heard.append)
    a, b, c = [(await make(operator, input_id, url=f"rtmp://h/a/{name}"))["id"] for name in "ABC"]
    answer = await operator.post(f"/api/inputs/{input_id}/outputs/reorder", json={"ids": [c]})
    assert answer.json() == {"ids": [c, a, b]}
    assert heard[-1].kind is ChangeKind.OUTPUTS
    assert heard[-1].input_ids == (input_id,)
    listed = (await operator.get(f"/api/inputs/{input_id}/outputs")).json()
    assert [one["id"] for one in listed] == [c, a, b]
    assert (await operator.get("/api/outputs")).json() == listed
    assert (await operator.delete(f"/api/outputs/{a}")).status_code == 204
    assert [one["id"] for one in (await operator.get("/api/outputs")).json()] == [c, b]
    foreign = await operator.post(f"/api/inputs/{input_id}/outputs/reorder", json={"ids": [a]})
    assert foreign.status_code == 422


async def test_two_changes_at_the_same_moment_both_count(
    operator: httpx.AsyncClient, input_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/api/outputs/{(await make(operator, input_id, url='rtmp://h/a', stream_key='K'))['id']}"

    async def meanwhile(*_args: object, **_named: object) -> None:
        monkeypatch.undo()
        assert (await operator.patch(url, json={"stream_key": "NEW"})).status_code == 200

    monkeypatch.setattr(LoopGuard, "check_output", meanwhile)
    item = (await operator.patch(url, json={"url": "rtmp://h/b"})).json()
    assert (item["url"], item["stream_key"]) == ("rtmp://h/b", "NEW")


async def test_all_outputs_of_an_input_are_switched_at_once(
    operator: httpx.AsyncClient, services: Services, input_id: str
) -> None:
    first, second = [
        await make(operator, input_id, url=f"rtmp://{one}.example/app", stream_key=one, enabled=on)
        for one, on in (("a", True), ("b", False))
    ]
    other = (await operator.post("/api/inputs", json={"name": "Other"})).json()["id"]
    stranger = await make(operator, other, url="rtmp://c.example/app", stream_key="c")
    told: list[Change] = []
    services.changes.subscribe(told.append)
    url = f"/api/inputs/{input_id}/outputs/switch"

    answer = (await operator.post(url, json={"enabled": False})).json()
    assert [(item["id"], item["enabled"]) for item in answer] == [
        (first["id"], False),
        (second["id"], False),
    ]
    assert [change.ids for change in told] == [(first["id"],)], "the other one was off already"
    assert (await operator.get(f"/api/outputs/{stranger['id']}")).json()["enabled"] is True

    answer = (await operator.post(url, json={"enabled": True})).json()
    assert [item["enabled"] for item in answer] == [True, True]
    events = (await operator.get("/api/events", params={"input_id": input_id})).json()
    kinds = [event["kind"] for event in events if "switched" in event["kind"]]
    assert kinds == ["output.switched_on", "output.switched_on", "output.switched_off"]


async def test_who_may_only_look_switches_nothing(
    viewer: httpx.AsyncClient, operator: httpx.AsyncClient, input_id: str
) -> None:
    url = f"/api/inputs/{input_id}/outputs/switch"
    assert (await viewer.post(url, json={"enabled": False})).status_code == 403
    assert (await operator.post(url, json={})).status_code == 422
    missing = "/api/inputs/none/outputs/switch"
    assert (await operator.post(missing, json={"enabled": True})).status_code == 404


async def test_an_order_with_outputs_that_are_deleted_meanwhile_is_no_failure_of_ours(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    reorder = f"/api/inputs/{input_id}/outputs/reorder"
    for _ in range(5):
        made = [await make(operator, input_id, url=f"rtmp://h/a/{name}") for name in "ABCD"]
        ids = [item["id"] for item in made]
        answers = await asyncio.gather(
            *(operator.delete(f"/api/outputs/{one}") for one in ids[:3]),
            operator.post(reorder, json={"ids": ids[::-1]}),
            operator.post(reorder, json={"ids": ids[3:]}),
        )
        assert {answer.status_code for answer in answers} <= {200, 204, 422}


async def test_the_destination_for_the_media_server(
    operator: httpx.AsyncClient, input_id: str, services: Services
) -> None:
    item = await make(operator, input_id, url="rtmps://h:443/live2?backup=1", stream_key="a?b=c")
    stored = await services.outputs.get(item["id"])
    assert destination(stored) == "rtmps://h:443/live2?backup=1#a%3Fb%3Dc"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_what_does_not_exist_is_not_found(operator: httpx.AsyncClient, method: str) -> None:
    response = await operator.request(method, "/api/outputs/none", json={})
    assert response.status_code == 404
    body = {"url": "rtmp://h/a/k"}
    assert (await operator.post("/api/inputs/none/outputs", json=body)).status_code == 404
