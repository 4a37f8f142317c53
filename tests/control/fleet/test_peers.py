"""Who is connected, by every protocol, and sending publishers away."""

from typing import Any

import httpx
import pytest

from streamingpro.control.fleet.figures import SrtLines
from streamingpro.control.fleet.peers import BY_TYPE, KINDS, Lists, dismiss, peers_of, protocol_of
from streamingpro.control.fleet.view import Peer
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import ServerError
from streamingpro.mediamtx.models import Path, SrtFigures
from tests.control.fleet.made import live

LIST_OF = {
    "rtmpConn": "rtmpconns",
    "rtmpsConn": "rtmpsconns",
    "srtConn": "srtconns",
    "rtspSession": "rtspsessions",
    "rtspsSession": "rtspssessions",
    "webRTCSession": "webrtcsessions",
    "moqSession": "moqsessions",
    "hlsSession": "hlssessions",
}


class Server:
    """The connections of a media server: `conns` by list; what is not there has no listener."""

    def __init__(self, **conns: list[dict[str, Any]]) -> None:
        self.conns = conns
        self.calls: list[str] = []
        self.kick_answer = 200
        self.client = MediaClient("http://mtx", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path.removeprefix("/v3/"))
        kind, call = self.calls[-1].split("/", 1)
        if call.startswith("kick/"):
            return httpx.Response(self.kick_answer, json={"error": "so it is"})
        items = self.conns.get(kind)
        if items is None:
            return httpx.Response(404, json={"error": "not found"})
        page = {"itemCount": len(items), "pageCount": 1, "items": items}
        return httpx.Response(200, json=page)


def test_every_kind_is_here() -> None:
    assert set(BY_TYPE) == set(LIST_OF)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.type))
async def test_each_kind_is_listed_and_kicked_by_its_own_calls(kind: Any) -> None:
    list_ = LIST_OF[kind.type]
    server = Server(**{list_: [{"id": "c1", "remoteAddr": "192.0.2.7:1"}]})
    path = live("show", kind.type)
    lists = await Lists.ask(server.client, [path])
    assert server.calls == [f"{list_}/list"]
    peer = peers_of({"show": path}, lists, SrtLines(), 0.0)["show"]
    assert (peer.remote_addr, peer.protocol) == ("192.0.2.7:1", kind.protocol)
    assert (peer.srt is not None) == (kind.protocol == "srt")
    assert await dismiss(server.client, path)
    assert server.calls[-1] == f"{list_}/kick/c1"


async def test_only_kinds_that_feed_a_path_now_are_asked_for_and_each_once() -> None:
    server = Server(rtmpconns=[])
    waiting = live("w", "srtConn", available=False)
    await Lists.ask(
        server.client,
        [live("a"), live("b"), waiting, live("c", "rtspSource"), Path(name="d", available=True)],
    )
    assert server.calls == ["rtmpconns/list"]


async def test_a_pulled_stream_has_a_protocol_and_nobody_to_dismiss() -> None:
    server = Server()
    path = live("cam", "rtspSource")
    lists = await Lists.ask(server.client, [path])
    assert peers_of({"cam": path}, lists, SrtLines(), 0.0) == {"cam": Peer("", "rtsp")}
    assert not await dismiss(server.client, path)
    assert not await dismiss(server.client, Path(name="cam"))
    assert server.calls == []


async def test_a_connection_that_left_by_itself_meanwhile_is_dismissed() -> None:
    server = Server()
    server.kick_answer = 404
    assert await dismiss(server.client, live("show"))
    server.kick_answer = 500
    with pytest.raises(ServerError):
        await dismiss(server.client, live("show"))


async def test_what_our_own_engine_says_of_a_path_goes_before_lists() -> None:
    figures = SrtFigures(rtt_ms=3.0)
    path = live("show", "srtConn").model_copy(
        update={"remote_addr": "192.0.2.9:1", "protocol": "srt", "srt": figures}
    )
    peers = peers_of({"show": path}, Lists({}), SrtLines(), 0.0)
    assert peers == {"show": Peer("192.0.2.9:1", "srt", figures)}


async def test_figures_of_a_line_go_on_from_look_to_look_and_end_with_it() -> None:
    lines = SrtLines()
    path = live("show", "srtConn")

    async def loss(received: int, lost: int, now: float) -> float:
        counts = {"id": "c1", "packetsReceived": received, "packetsReceivedLoss": lost}
        lists = await Lists.ask(Server(srtconns=[counts]).client, [path])
        srt = peers_of({"show": path}, lists, lines, now)["show"].srt
        assert srt is not None
        return srt.loss_percent

    assert await loss(100, 50, 0.0) == 0.0
    assert await loss(190, 60, 2.0) == 10.0
    peers_of({}, Lists({}), lines, 3.0)
    assert await loss(280, 70, 4.0) == 0.0


@pytest.mark.parametrize(
    ("type_", "protocol"),
    [("webRTCSession", "webrtc"), ("hlsSource", "hls"), ("somethingNew", "somethingNew")],
)
def test_protocols(type_: str, protocol: str) -> None:
    assert protocol_of(type_) == protocol
