"""Who is connected, of every protocol, and sending somebody away."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.conftest import client_of, token_for
from tests.control.reconcile.peer import Peer

pytestmark = pytest.mark.any_database

FIGURES = {
    "rttMs": 12.5,
    "lossPercent": 1.5,
    "retransmits": 7,
    "retransmitsPerS": 0.5,
    "bandwidthMbps": 95.5,
    "rateMbps": 6.0,
    "latencyMs": 200,
    "encryption": "AES-128",
}


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def conn(number: int, kind: str, path: str = "show", **facts: Any) -> dict[str, Any]:
    return {"id": uuid(number), "kind": kind, "path": path, "state": "read"} | facts


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def client(settings: ControlSettings, peer: Peer) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, media=peer.provider())
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.OPERATOR)
        async with client_of(app, token) as http:
            yield http


@pytest.fixture
async def url(client: httpx.AsyncClient) -> str:
    """Of the connections of the input at `show`."""
    item = (await client.post("/api/inputs", json={"name": "Show"})).json()
    return f"/api/inputs/{item['id']}/connections"


async def test_every_protocol_is_listed(client: httpx.AsyncClient, peer: Peer, url: str) -> None:
    peer.state.conns = [
        conn(1, "rtmpconns", state="publish", remoteAddr="192.0.2.1:5", inboundBytes=9),
        conn(2, "rtmpsconns", userAgent="OBS"),
        conn(3, "srtconns", bytesReceived=5, bytesSent=6, srt=FIGURES),
        {"id": uuid(4), "kind": "hlssessions", "path": "show", "outboundBytes": 8},
        conn(5, "rtmpconns", path="elsewhere"),
        conn(6, "srtconns", path="elsewhere"),
    ]
    found = {one["id"]: one for one in (await client.get(url)).json()}
    assert [found[uuid(n)]["protocol"] for n in (1, 2, 3, 4)] == ["rtmp", "rtmps", "srt", "hls"]
    assert len(found) == 4
    assert found[uuid(1)]["remote_address"] == "192.0.2.1:5"
    assert (found[uuid(3)]["inbound_bytes"], found[uuid(3)]["outbound_bytes"]) == (5, 6)
    assert found[uuid(3)]["srt"] == {
        "rtt_ms": 12.5,
        "loss_percent": 1.5,
        "retransmits": 7,
        "retransmits_per_s": 0.5,
        "bandwidth_bps": 95_500_000,
        "rate_bps": 6_000_000,
        "latency_ms": 200,
        "encryption": "AES-128",
    }
    assert found[uuid(4)]["state"] == "read"
    assert found[uuid(1)]["srt"] is None


@pytest.mark.parametrize("kind", ["rtmpconns", "rtmpsconns", "srtconns", "hlssessions"])
async def test_every_protocol_can_be_kicked(
    client: httpx.AsyncClient, peer: Peer, url: str, kind: str
) -> None:
    peer.state.conns = [conn(1, kind), conn(2, kind, path="elsewhere")]
    assert (await client.post(f"{url}/{uuid(1)}/kick")).status_code == 204
    assert f"POST /v3/{kind}/kick/{uuid(1)}" in peer.calls
    other = await client.post(f"{url}/{uuid(2)}/kick")
    assert (other.status_code, other.json()["detail"]) == (
        404,
        "There is no such connection to this input.",
    )
    assert peer.state.kicked == [uuid(1)]


async def test_who_left_meanwhile_is_not_there(
    client: httpx.AsyncClient, peer: Peer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.state.conns = [conn(1, "srtconns")]
    monkeypatch.setattr(peer.state, "kick_client", lambda _kind, _client_id: False)
    assert (await client.post(f"{url}/{uuid(1)}/kick")).status_code == 404
