"""Destinations tested without a stream: real servers say yes or no, and nobody else notices."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.hostile import refused_port
from tests.peers.nginx import Nginx
from tests.peers.observer import FAREWELLS
from tests.peers.rest import Json
from tests.peers.srt import sink
from tests.peers.stack import Stack
from tests.peers.tls import tls_platform
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e


@pytest.fixture
async def app(app: Stack) -> Stack:
    """`serve`, once it knows its engine."""

    async def knows() -> bool:
        picture = await app.rest.call("GET", "/api/status")
        return bool(picture["media_server"]["state"] == "running")

    await eventually(knows, "the engine is known", within=15, report=app.log_tail)
    return app


async def _try(app: Stack, _output_id: str = "", **body: Any) -> Json:
    """The answer to a test; its words hold no key."""
    secrets = {str(body.get("stream_key", "")), *body.pop("secrets", ())} - {""}
    app.secrets |= secrets
    where = f"{_output_id}/test" if _output_id else "test"
    answer: Json = await app.rest.call("POST", f"/api/outputs/{where}", body)
    assert not [secret for secret in secrets if secret in answer["message"]]
    return answer


async def test_rtmp_servers_take_a_key_or_refuse_it(
    app: Stack, platform: Nginx, new_key: NewKey
) -> None:
    right, wrong = new_key("right"), new_key("wrong")
    platform.allowed.add(right)
    good = await _try(app, url=platform.url("checked"), stream_key=right)
    assert (good["ok"], good["kind"]) == (True, None)
    assert good["message"] == "The server accepted the stream key."
    assert good["remote_address"] == f"127.0.0.1:{platform.port}"
    assert 2000 <= good["took_ms"] < 15_000
    bad = await _try(app, url=platform.url("checked"), stream_key=wrong)
    assert (bad["ok"], bad["kind"]) == (False, "rejected")
    assert platform.asked == [right, wrong]
    no_app = await _try(app, url=platform.url("nothing"), stream_key=right)
    assert (no_app["ok"], no_app["kind"]) == (False, "network")

    entry = await app.rest.add_input("Studio")
    output = await app.rest.add_output(entry["id"], "Out", platform.url("checked"), wrong)
    assert (await _try(app, output["id"]))["kind"] == "rejected"
    assert (await _try(app, output["id"], stream_key=right))["ok"] is True
    assert (await app.rest.output(output["id"]))["stream_key"] == wrong, "nothing was saved"


async def test_addresses_where_there_is_no_server(app: Stack, new_key: NewKey) -> None:
    with refused_port() as port:
        url = f"rtmp://127.0.0.1:{port}/live"
        assert (await _try(app, url=url, stream_key=new_key("closed")))["kind"] == "refused"
    nowhere = await _try(app, url="rtmp://nowhere.invalid/live", stream_key=new_key("nowhere"))
    assert (nowhere["kind"], nowhere["remote_address"]) == ("dns", None)


async def test_a_certificate_must_be_known(app: Stack, new_key: NewKey, tmp_path: Path) -> None:
    async with tls_platform(tmp_path / "tls") as (server, certificate):
        key = new_key("tls")
        unknown = await _try(app, url=server.url(), stream_key=key)
        assert (unknown["ok"], unknown["kind"]) == (False, "tls")
        assert "fingerprint" in unknown["message"]
        pinned = certificate.fingerprint
        assert (await _try(app, url=server.url(), stream_key=key, fingerprint=pinned))["ok"]
        (visit,) = server.of(key)
        assert visit.farewell == list(FAREWELLS)
        assert visit.received < 200, "nothing but the farewell"


async def test_srt_with_a_passphrase_right_and_wrong(
    app: Stack, new_key: NewKey, tmp_path: Path
) -> None:
    phrase, other = new_key("phrase"), new_key("other")
    async with sink(tmp_path / "srt", passphrase=phrase) as server:
        url = f"srt://127.0.0.1:{server.port}"
        good = await _try(app, url=url, srt={"passphrase": phrase}, secrets=(phrase,))
        assert (good["ok"], good["message"]) == (True, "The server accepted the connection.")
        bad = await _try(app, url=url, srt={"passphrase": other}, secrets=(other,))
        assert (bad["ok"], bad["kind"]) == (False, "rejected")
        assert "passphrase" in bad["message"]


async def test_who_is_live_is_left_alone(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest, entry = app.rest, await app.rest.add_input("Studio")
    mine, another = new_key("mine"), new_key("another")
    output = await rest.add_output(entry["id"], "Out", platform.url("live"), mine)
    publish(clip_small, app.publish_url(entry), loop=True)
    await rest.output_is(output["id"], "live")

    assert (await _try(app, url=platform.url("live"), stream_key=another))["ok"]
    same = await rest.http.post(
        "/api/outputs/test", json={"url": platform.url("live"), "stream_key": mine}
    )
    assert (same.status_code, "that is the proof" in same.text) == (409, True)
    stored = await rest.http.post(f"/api/outputs/{output['id']}/test", json={})
    assert stored.status_code == 409
    own = await rest.http.post("/api/outputs/test", json={"url": app.publish_url(entry)})
    assert (own.status_code, "push its encoder aside" in own.text) == (409, True)

    status = (await rest.output(output["id"]))["status"]
    assert (status["state"], status["reconnects"], status["dropped_frames"]) == ("live", 0, 0)
    platform.recording(mine)
    assert (await rest.input(entry["id"]))["status"]["state"] == "live"


async def test_a_test_ends_when_its_caller_leaves(app: Stack, new_key: NewKey) -> None:
    came, left = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        while await reader.read(4096):
            pass
        left.set()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"rtmp://127.0.0.1:{server.sockets[0].getsockname()[1]}/live"
    body = {"url": url, "stream_key": new_key("left")}
    call = asyncio.ensure_future(app.rest.http.post("/api/outputs/test", json=body))
    async with asyncio.timeout(5):
        await came.wait()
        call.cancel()
        await left.wait()
    server.close()


async def test_a_few_at_once_and_no_more(app: Stack, new_key: NewKey) -> None:
    came = 0
    go_on = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        came += 1
        await go_on.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"rtmp://127.0.0.1:{server.sockets[0].getsockname()[1]}/live"

    async def ask(number: int) -> httpx.Response:
        body = {"url": url, "stream_key": new_key(f"key{number}")}
        return await app.rest.http.post("/api/outputs/test", json=body)

    calls = [asyncio.ensure_future(ask(number)) for number in range(4)]
    async with asyncio.timeout(10):
        while came < 4:
            await asyncio.sleep(0.01)
    fifth = await ask(5)
    assert (fifth.status_code, fifth.headers["retry-after"]) == (429, "5")
    go_on.set()
    assert {(await call).json()["kind"] for call in calls} == {"network"}
    server.close()
