"""Pulled inputs, SRT settings and keys for players, over REST."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.conftest import HOST, client_of, errors_of, token_for

URL = "https://tv.example/live.m3u8?token=a"
PASSPHRASE = "correct-horse-battery"


async def make(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await client.post("/api/inputs", json={"name": "A", **fields})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


async def change(client: httpx.AsyncClient, item: dict[str, Any], **fields: Any) -> dict[str, Any]:
    response = await client.patch(f"/api/inputs/{item['id']}", json=fields)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_an_input_that_is_pulled(operator: httpx.AsyncClient) -> None:
    source = {"type": "pull", "url": f" {URL} ", "on_demand": True}
    item = await make(operator, source=source)
    assert item["source"] == {
        "type": "pull",
        "url": URL,
        "on_demand": True,
        "rtsp_transport": "automatic",
        "fingerprint": None,
    }
    assert item["urls"]["publish"]["rtmp"] is None
    assert item["urls"]["play"]["rtmp"] == f"rtmp://{HOST}:1935/a"


async def test_only_given_fields_of_a_source_change(operator: httpx.AsyncClient) -> None:
    source = {"type": "pull", "url": "rtsps://8.8.8.8/a", "fingerprint": "AB" * 32}
    item = await make(operator, source=source)
    item = await change(operator, item, source={"rtsp_transport": "tcp"})
    assert item["source"]["url"] == "rtsps://8.8.8.8/a"
    assert item["source"]["fingerprint"] == "ab" * 32
    item = await change(operator, item, source={"url": "rtsps://8.8.4.4/a"})
    assert item["source"]["rtsp_transport"] == "tcp"
    assert item["source"]["fingerprint"] is None, "it was the other server's"
    item = await change(operator, item, source={"type": "publish"})
    assert item["source"]["url"] is None
    assert item["urls"]["publish"]["rtmp"] is not None


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"type": "pull"}, "source.url"),
        ({"type": "pull", "url": " "}, "source.url"),
        ({"type": "pull", "url": "http://127.0.0.1:9997/v3/info"}, "source.url"),
        ({"type": "pull", "url": "file:///etc/passwd"}, "source.url"),
        ({"type": "pull", "url": f"rtmp://{HOST}/here"}, "source.url"),
        ({"type": "pull", "url": URL, "rtsp_transport": "http"}, "source.rtsp_transport"),
        ({"type": "pull", "url": URL, "fingerprint": "ab"}, "source.fingerprint"),
        ({"url": URL}, "source.url"),
        ({"on_demand": True}, "source.on_demand"),
        ({"fingerprint": "ab" * 32}, "source.fingerprint"),
    ],
)
async def test_mistakes_name_their_field(
    operator: httpx.AsyncClient, source: dict[str, Any], field: str
) -> None:
    body = {"name": "A", "path": "here", "source": source}
    made = await operator.post("/api/inputs", json=body)
    assert set(errors_of(made)) == {field}
    if source.get("url") != f"rtmp://{HOST}/here":
        item = await make(operator)
        changed = await operator.patch(f"/api/inputs/{item['id']}", json={"source": source})
        assert set(errors_of(changed)) == {field}


async def test_an_address_that_was_allowed_once_may_stay(
    settings: ControlSettings, tmp_path: Path
) -> None:
    """Whoever narrows the settings must still be able to change the input; the engine refuses."""
    url = f"file://{tmp_path}/loop.mp4"
    open_to_all = replace(settings, pull_networks="any", media_folders=(tmp_path,))
    app = create_app(open_to_all, start_engine=False)
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.ADMIN)
        async with client_of(app, token) as client:
            item = await make(client, source={"type": "pull", "url": url})
    app = create_app(settings, start_engine=False)
    async with app.router.lifespan_context(app), client_of(app, token) as client:
        item = await change(client, item, source={"url": url, "on_demand": True})
        assert item["source"]["on_demand"] is True
        refused = await client.patch(
            f"/api/inputs/{item['id']}", json={"source": {"url": f"{url}x"}}
        )
        assert "STREAMINGPRO_MEDIA_FOLDERS" in errors_of(refused)["source.url"]


async def test_srt_settings(operator: httpx.AsyncClient) -> None:
    srt = {"passphrase": PASSPHRASE, "latency_ms": 400, "key_length": 32}
    item = await make(operator, srt=srt)
    assert item["srt"] == {**srt, "encrypted": True}
    assert "&latency=400&passphrase=correct-horse-battery" in item["urls"]["publish"]["srt"]
    item = await change(operator, item, srt={"latency_ms": 80})
    assert item["srt"] == {**srt, "latency_ms": 80, "encrypted": True}
    item = await change(operator, item, srt={"passphrase": None})
    assert item["srt"] == {
        "passphrase": None,
        "encrypted": False,
        "latency_ms": 80,
        "key_length": 0,
    }
    url = f"/api/inputs/{item['id']}"
    refused = await operator.patch(url, json={"srt": {"key_length": 16}})
    assert errors_of(refused) == {
        "srt.key_length": "A key length only makes sense with a passphrase."
    }


async def test_a_key_for_players(operator: httpx.AsyncClient, viewer: httpx.AsyncClient) -> None:
    item = await make(operator, read_key="for-players")
    assert item["read_protected"] is True
    assert item["urls"]["play"]["hls"].endswith("/a/index.m3u8?key=for-players")
    seen = (await viewer.get(f"/api/inputs/{item['id']}")).json()
    assert (seen["read_key"], seen["read_protected"], seen["urls"]["play"]["hls"]) == (
        None,
        True,
        None,
    )
    item = await change(operator, item, read_key=None)
    assert (item["read_key"], item["read_protected"]) == (None, False)


async def test_viewers_see_where_it_comes_from_without_secrets(
    operator: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    url = "rtsp://cam:secret@8.8.8.8:8554/ch1?pin=secret"
    item = await make(operator, source={"type": "pull", "url": url})
    seen = (await viewer.get(f"/api/inputs/{item['id']}")).json()
    assert item["source"]["url"] == url
    assert seen["source"]["url"].startswith("rtsp://8.8.8.8:8554/")
    assert "secret" not in seen["source"]["url"]


async def test_events_tell_of_a_new_source_without_its_address(
    operator: httpx.AsyncClient, services: Services
) -> None:
    item = await make(operator)
    for source in ({"type": "pull", "url": URL}, {"on_demand": True}, {"type": "publish"}):
        await change(operator, item, source=source)
    kinds = [event.kind for event in await services.eventlog.recent(input_id=item["id"])]
    assert kinds == ["input.source_changed", "input.source_changed", "input.created"]
    events = await operator.get("/api/events")
    assert "tv.example" not in events.text
