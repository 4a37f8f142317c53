"""SRT destinations over REST."""

from typing import Any

import httpx
import pytest

from streamingpro.control.outputs.destination import destination
from streamingpro.control.services import Services
from tests.control.conftest import HOST, errors_of

pytestmark = pytest.mark.any_database

PASSPHRASE = "correct horse battery"
SERVER = "srt://edge.example:9000"


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


async def change(client: httpx.AsyncClient, item: dict[str, Any], **body: Any) -> dict[str, Any]:
    response = await client.patch(f"/api/outputs/{item['id']}", json=body)
    assert response.status_code == 200, response.text
    changed: dict[str, Any] = response.json()
    return changed


WHOLE = {
    "mode": "caller",
    "streamid": "publish:x:user:key",
    "passphrase": PASSPHRASE,
    "encrypted": True,
    "latency_ms": 300,
    "key_length": 24,
    "payload_size": 1128,
}


@pytest.mark.parametrize(
    "body",
    [
        {
            "url": f"{SERVER}?streamid=publish:x:user:key&passphrase=correct%20horse%20battery"
            "&latency=300&pbkeylen=24&pkt_size=1128"
        },
        {"url": SERVER, "srt": {k: v for k, v in WHOLE.items() if k != "encrypted"}},
        {
            "url": f"{SERVER}?latency=500&pkt_size=1128&pbkeylen=24",
            "stream_key": "publish:x:user:key",
            "srt": {"latency_ms": 300, "passphrase": PASSPHRASE},
        },
    ],
    ids=["all in the address", "all in fields", "here and there"],
)
async def test_the_same_destination_in_several_ways(
    operator: httpx.AsyncClient, services: Services, input_id: str, body: dict[str, Any]
) -> None:
    item = await make(operator, input_id, **body)
    assert (item["url"], item["stream_key"], item["name"]) == (SERVER, None, "edge.example")
    assert item["srt"] == WHOLE
    row = await services.outputs.get(item["id"])
    assert destination(row) == (
        f"{SERVER}?mode=caller&streamid=publish%3Ax%3Auser%3Akey"
        "&passphrase=correct%20horse%20battery&pbkeylen=24&latency=300&pkt_size=1128"
    )


async def test_what_nobody_said_is_as_usual(operator: httpx.AsyncClient, input_id: str) -> None:
    item = await make(operator, input_id, url=SERVER)
    assert item["srt"] == {
        "mode": "caller",
        "streamid": "",
        "passphrase": None,
        "encrypted": False,
        "latency_ms": 200,
        "key_length": 0,
        "payload_size": None,
    }
    rtmp = await make(operator, input_id, url="rtmp://h/app/KEY")
    assert rtmp["srt"] is None


async def test_waiting_for_the_other_side(
    operator: httpx.AsyncClient, services: Services, input_id: str
) -> None:
    item = await make(operator, input_id, url="srt://:9000")
    assert (item["url"], item["srt"]["mode"], item["name"]) == (
        "srt://:9000",
        "listener",
        "SRT on port 9000",
    )
    row = await services.outputs.get(item["id"])
    assert destination(row) == "srt://:9000?mode=listener&latency=200"
    item = await change(operator, item, url="srt://:9000")
    assert item["srt"]["mode"] == "listener"
    item = await change(operator, item, url=SERVER)
    assert item["srt"]["mode"] == "caller", "who calls whom goes with the address"


async def test_only_given_fields_change(operator: httpx.AsyncClient, input_id: str) -> None:
    fields = {k: v for k, v in WHOLE.items() if k != "encrypted"}
    item = await make(operator, input_id, url=f"{SERVER}?maxbw=0", srt=fields)
    item = await change(operator, item, srt={"latency_ms": 400})
    assert item["srt"] == {**WHOLE, "latency_ms": 400}
    assert item["url"] == f"{SERVER}?maxbw=0"
    item = await change(operator, item, url="srt://other.example:9001")
    assert (item["url"], item["srt"]) == (
        "srt://other.example:9001",
        {**WHOLE, "latency_ms": 400},
    )
    item = await change(operator, item, stream_key="new-id")
    assert item["srt"]["streamid"] == "new-id"
    item = await change(operator, item, srt={"passphrase": None, "streamid": None})
    assert (item["srt"]["encrypted"], item["srt"]["key_length"]) == (False, 0)
    assert item["srt"]["streamid"] == ""
    assert (await change(operator, item, name="B", srt=None))["srt"] == item["srt"]


async def test_from_srt_to_rtmp_and_back(
    operator: httpx.AsyncClient, services: Services, input_id: str
) -> None:
    item = await make(operator, input_id, url=f"{SERVER}?streamid=my-id&passphrase={'x' * 10}")
    refused = await operator.patch(f"/api/outputs/{item['id']}", json={"url": "rtmp://h/app"})
    assert set(errors_of(refused)) == {"stream_key"}, "a stream id is no stream key"
    item = await change(operator, item, url="rtmp://h/app", stream_key="KEY")
    assert (item["stream_key"], item["srt"]) == ("KEY", None)
    item = await change(operator, item, url=SERVER)
    assert (item["stream_key"], item["srt"]["streamid"], item["srt"]["encrypted"]) == (
        None,
        "",
        False,
    )
    item = await change(operator, item, platform="youtube", stream_key="KEY")
    assert item["url"].startswith("rtmps://")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "srt://h"}, "url"),
        ({"url": "srt://h:1?latency=2000000"}, "url"),
        ({"url": "srt://h:1?passphrase=short"}, "url"),
        ({"url": SERVER, "srt": {"passphrase": "short"}}, "srt.passphrase"),
        ({"url": SERVER, "srt": {"latency_ms": 10}}, "srt.latency_ms"),
        ({"url": SERVER, "srt": {"key_length": 16}}, "srt.key_length"),
        ({"url": SERVER, "srt": {"mode": "push"}}, "srt.mode"),
        ({"url": SERVER, "srt": {"streamid": "a" * 513}}, "srt.streamid"),
        ({"url": SERVER, "stream_key": "a" * 513}, "stream_key"),
        ({"url": SERVER, "srt": {"stream_id": "a"}}, "srt.stream_id"),
        ({"url": "srt://:9000", "srt": {"mode": "caller"}}, "url"),
        ({"url": "rtmp://h/app/KEY", "srt": {"latency_ms": 300}}, "srt"),
        ({"url": SERVER, "fingerprint": "ab" * 32}, "fingerprint"),
        ({"url": f"srt://{HOST}:8890?streamid=publish:show"}, "url"),
    ],
)
async def test_mistakes_name_their_field(
    operator: httpx.AsyncClient, input_id: str, body: dict[str, Any], field: str
) -> None:
    response = await operator.post(f"/api/inputs/{input_id}/outputs", json=body)
    assert response.status_code == 422
    assert set(errors_of(response)) == {field}


async def test_an_input_s_own_srt_address_is_called_a_circle(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    urls = (await operator.get(f"/api/inputs/{input_id}")).json()["urls"]["publish"]
    response = await operator.post(f"/api/inputs/{input_id}/outputs", json={"url": urls["srt"]})
    assert "is the input itself" in response.json()["detail"]


async def test_an_input_may_feed_another_one_over_srt(
    operator: httpx.AsyncClient, input_id: str
) -> None:
    srt = {"passphrase": "of-the-other-one"}
    other = (await operator.post("/api/inputs", json={"name": "Other", "srt": srt})).json()
    urls = other["urls"]["publish"]
    item = await make(operator, input_id, url=urls["srt"])
    assert (item["srt"]["streamid"], item["srt"]["passphrase"]) == (
        urls["srt_streamid"],
        "of-the-other-one",
    )


async def test_viewers_see_no_secret(
    operator: httpx.AsyncClient, viewer: httpx.AsyncClient, input_id: str
) -> None:
    fields = {k: v for k, v in WHOLE.items() if k != "encrypted"}
    item = await make(operator, input_id, url=SERVER, srt=fields)
    seen = (await viewer.get(f"/api/outputs/{item['id']}")).json()
    assert seen["srt"] == {**WHOLE, "streamid": None, "passphrase": None}
    assert seen["url"] == SERVER
