"""What one server says at each look: restarts, configuration, silence; the clock is the test's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from streamingpro.control.fleet.view import Listener, Peer
from streamingpro.control.fleet.watch import CONFIG_EVERY_S, DEAD_AFTER_S, NOT_STARTED, NodeWatch
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.status.schemas import MediaServerState
from streamingpro.mediamtx.client import MediaClient

BEGAN = datetime(2026, 11, 28, 10, tzinfo=UTC)
SHOW = {
    "name": "show",
    "available": True,
    "online": True,
    "source": {"type": "srtConn", "id": "c1"},
    "inboundBytes": 0,
    "outboundBytes": 0,
}
IDLE = {"name": "idle", "available": False, "source": None}
LINE = {"id": "c1", "remoteAddr": "192.0.2.7:9000", "state": "publish", "path": "show"}


class Mtx:
    """A MediaMTX as its API shows it; `old`: it has no `/v3/info`, nor the newest lists."""

    def __init__(self) -> None:
        self.now = 0.0
        self.old = self.silent = False
        self.started = BEGAN
        self.conf: dict[str, Any] = {"rtmp": True, "rtmpAddress": ":1935", "rtmpEncryption": "no"}
        self.paths: list[dict[str, Any]] = [SHOW, IDLE]
        self.lists: dict[str, list[dict[str, Any]]] = {"srtconns": [LINE]}
        self.calls: list[str] = []
        self.views = self.restarts = 0
        transport = httpx.MockTransport(self._answer)
        self.media = MediaProvider(MediaClient("http://mtx", transport=transport))
        self.watch = NodeWatch(
            "m",
            self.media,
            on_view=self._count_view,
            on_restart=self._count_restart,
            now=lambda: self.now,
        )

    async def look(self, after: float = 0.5) -> list[str]:
        """One look, some seconds after the last; the calls that it made."""
        self.now += after
        self.calls.clear()
        await self.watch.look()
        return list(self.calls)

    def _count_view(self) -> None:
        self.views += 1

    def _count_restart(self) -> None:
        self.restarts += 1

    def _answer(self, request: httpx.Request) -> httpx.Response:
        call = request.url.path.removeprefix("/v3/")
        self.calls.append(call)
        if self.silent:
            raise httpx.ConnectError("nobody listens")
        if call == "info":
            if self.old:
                return httpx.Response(404, json={"error": "not found"})
            info = {"version": "v1.20.1", "started": self.started.isoformat()}
            return httpx.Response(200, json=info)
        if call == "config/global/get":
            return httpx.Response(200, json=self.conf)
        name = call.removesuffix("/list")
        items = self.paths if name == "paths" else self.lists.get(name)
        if items is None:
            return httpx.Response(404, json={"error": "not found"})
        page = {"itemCount": len(items), "pageCount": 1, "items": items}
        return httpx.Response(200, json=page)


@pytest.fixture
def mtx() -> Mtx:
    return Mtx()


@pytest.fixture
async def seen(mtx: Mtx) -> Mtx:
    """A server that has been looked at once."""
    await mtx.look()
    return mtx


async def test_the_first_look_tells_it_all(mtx: Mtx) -> None:
    assert mtx.watch.view.state is MediaServerState.STARTING
    await mtx.look()
    view = mtx.watch.view
    assert (view.state, view.reason, view.version) == (MediaServerState.RUNNING, None, "v1.20.1")
    assert view.features is not None
    assert view.features.forward
    assert view.listeners == {"rtmp": Listener(1935)}
    assert set(view.paths) == {"show", "idle"}
    assert set(view.live) == {"show"}
    peer = view.peers["show"]
    assert (peer.remote_addr, peer.protocol) == ("192.0.2.7:9000", "srt")
    assert peer.srt is not None
    assert (mtx.views, mtx.restarts) == (1, 0)


async def test_a_usual_look_is_three_calls(seen: Mtx) -> None:
    assert sorted(await seen.look(1.0)) == ["info", "paths/list", "srtconns/list"]
    seen.paths = [IDLE]
    assert sorted(await seen.look(0.5)) == ["paths/list"]


async def test_a_kind_of_publisher_that_the_server_has_no_list_of_is_no_failure(mtx: Mtx) -> None:
    mtx.paths = [SHOW | {"source": {"type": "moqSession", "id": "c9"}}]
    await mtx.look()
    assert mtx.watch.view.alive
    assert mtx.watch.view.peers["show"] == Peer("", "moq")


async def test_rates_are_counted_from_look_to_look(seen: Mtx) -> None:
    assert (seen.watch.view.bitrates, seen.watch.view.outbound_bps) == ({}, 0)
    seen.paths = [SHOW | {"inboundBytes": 2_000, "outboundBytes": 500}]
    await seen.look(2.0)
    view = seen.watch.view
    assert (view.bitrates, view.outbound_bps, view.total_bps) == ({"show": 8_000}, 2_000, 10_000)


async def test_its_configuration_is_read_again_now_and_then_and_when_told(seen: Mtx) -> None:
    seen.conf |= {"rtmpAddress": ":1940"}
    assert "config/global/get" not in await seen.look(CONFIG_EVERY_S - 1)
    assert "config/global/get" in await seen.look(1.0)
    assert seen.watch.view.listeners == {"rtmp": Listener(1940)}
    assert "config/global/get" not in await seen.look()
    seen.watch.look_again()
    assert "config/global/get" in await seen.look()


async def test_a_restart_is_noticed_once_and_its_configuration_read_again(seen: Mtx) -> None:
    seen.started += timedelta(seconds=1)
    seen.conf |= {"rtmpAddress": ":1940"}
    await seen.look(1.0)
    assert seen.restarts == 1
    await seen.look()
    assert (seen.restarts, seen.watch.view.listeners) == (1, {"rtmp": Listener(1940)})


async def test_an_old_server_tells_neither_its_version_nor_its_start(mtx: Mtx) -> None:
    mtx.old = True
    mtx.conf |= {"authJWTClaimKey": "x", "encryption": "no", "rtsp": True, "rtspAddress": ":8554"}
    for _ in range(2):
        await mtx.look()
    view = mtx.watch.view
    assert (view.state, view.version, mtx.restarts) == (MediaServerState.RUNNING, None, 0)
    assert view.features is not None
    assert not view.features.forward
    assert view.listeners == {"rtmp": Listener(1935), "rtsp": Listener(8554)}


async def test_a_server_that_an_older_one_takes_the_place_of_is_not_restarted_for_ever(
    seen: Mtx,
) -> None:
    seen.old = True
    for _ in range(3):
        await seen.look()
    assert seen.restarts <= 1


async def test_what_it_said_holds_until_it_counts_as_dead(seen: Mtx) -> None:
    since = seen.watch.view.since
    seen.silent = True
    await seen.look(DEAD_AFTER_S - 0.1)
    assert (seen.watch.view.alive, seen.watch.answers) == (True, False)
    assert set(seen.watch.view.live) == {"show"}
    await seen.look(0.1)
    view = seen.watch.view
    assert (view.state, view.alive) == (MediaServerState.UNREACHABLE, False)
    assert (view.paths, view.peers, view.bitrates, view.total_bps) == ({}, {}, {}, 0)
    assert view.reason
    assert view.since is not None
    assert since is not None
    assert view.since >= since
    assert view.listeners, "where it was is still of use"
    await seen.look(60)
    assert seen.watch.view.since == view.since, "since when, not since the last look"


async def test_a_server_that_comes_back_is_alive_at_its_first_answer(seen: Mtx) -> None:
    seen.silent = True
    await seen.look(DEAD_AFTER_S)
    seen.silent = False
    assert "config/global/get" in await seen.look()
    view = seen.watch.view
    assert (view.alive, view.reason, seen.watch.answers) == (True, None, True)
    assert set(view.live) == {"show"}
    assert seen.restarts == 0, "the same process: it was only cut off"


async def test_one_short_silence_is_forgiven(seen: Mtx) -> None:
    seen.silent = True
    await seen.look(DEAD_AFTER_S - 0.5)
    seen.silent = False
    await seen.look(0.4)
    seen.silent = True
    await seen.look(DEAD_AFTER_S - 0.5)
    assert seen.watch.view.alive


async def test_a_server_that_was_never_there_is_unreachable_with_the_reason(mtx: Mtx) -> None:
    mtx.silent = True
    await mtx.look(DEAD_AFTER_S)
    view = mtx.watch.view
    assert (view.state, view.alive) == (MediaServerState.UNREACHABLE, False)
    assert view.since is not None
    await mtx.media.clear()
    await mtx.look()
    assert mtx.watch.view.reason == NOT_STARTED
    assert mtx.watch.view.since == view.since
