"""The engine's state as the Control API tells it: true, whole and without keys."""

import json
from typing import Any

import pytest

from streamingpro.engine.forward.states import State
from streamingpro.engine.srt.stats import SrtFigures
from streamingpro.engine.units import WireForm
from tests.engine.client import gop
from tests.engine.harness import until
from tests.engine.media import AUDIO, VIDEO, interframe, sound
from tests.engine.platform import Manners, platform
from tests.engine.servers.conftest import Server, server

__all__ = ["server"]
KEY = "s3cret-key"


def whole(server: Server) -> str:
    """All that the API could say, as text."""
    view = server.view
    said: list[Any] = [view.list_paths(), view.list_clients("rtmpconns")]
    said += [view.list_forward(path["name"]) for path in view.list_paths()]
    return json.dumps(said)


async def test_an_idle_path_has_no_figures_and_no_destinations_to_tell_of(server: Server) -> None:
    server.configure(forward=[{"dest": f"rtmp://127.0.0.1:1/live#{KEY}"}])
    path = server.view.get_path("show")
    assert path is not None
    assert (path["ready"], path["available"], path["online"]) == (False, False, False)
    assert (path["source"], path["tracks"], path["readers"]) == (None, [], [])
    assert (path["bitrate"], path["frameRate"], path["forward"]) == (0, None, None)
    (dest,) = server.view.list_forward("show") or []
    assert (dest["state"], dest["status"]) == ("idle", "waiting")


async def test_what_does_not_exist_is_none(server: Server) -> None:
    assert server.view.get_path("other") is None
    assert server.view.list_forward("other") is None
    assert server.view.get_client("rtmpconns", "nobody") is None
    assert server.view.list_clients("rtmpconns") == []
    assert server.view.rtmp_port == server.rtmp.port


async def test_a_live_path_tells_its_source_tracks_and_rates(server: Server) -> None:
    encoder = await server.crowd.publisher("show?key=abc&user=me")
    encoder.send(*gop(), (AUDIO, 0, sound()), (VIDEO, 40, interframe()))
    await server.available()
    path = server.view.get_path("show")
    (conn,) = server.view.list_clients("rtmpconns")
    assert path is not None
    assert path["source"] == {"type": "rtmpConn", "id": conn["id"]}
    assert (path["ready"], path["available"], path["online"]) == (True, True, True)
    assert path["tracks"] == ["H264", "MPEG-4 Audio"]
    video, audio = path["tracks2"]
    assert video["codecProps"]["width"] > 0
    assert audio["codecProps"]["channelCount"] == 1
    assert (path["protocol"], path["remoteAddr"]) == ("rtmp", conn["remoteAddr"])
    server.tick(1)
    assert (server.view.get_path("show") or {})["bitrate"] > 0
    assert server.view.get_client("rtmpconns", conn["id"]) == conn
    assert (conn["query"], conn["user"], conn["path"]) == ("key=***&user=me", "me", "show")


async def test_in_the_grace_a_path_is_available_and_not_online(server: Server) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    await encoder.drop()
    await until(lambda: server.path().publisher is None)
    path = server.view.get_path("show")
    assert path is not None
    assert (path["available"], path["online"], path["source"]) == (True, False, None)
    assert path["frameRate"] is None
    assert path["bitrate"] == 0, "never a stale figure"


@pytest.mark.parametrize(
    ("manners", "state", "status", "kind"),
    [
        (Manners.ACCEPT, "forwarding", "live", ""),
        (Manners.REFUSE, "error", "error", "rejected"),
        (Manners.GARBAGE, "error", "error", "protocol"),
    ],
)
async def test_a_destination_tells_its_state_in_both_languages_and_never_its_key(
    server: Server, manners: Manners, state: str, status: str, kind: str
) -> None:
    async with platform(manners) as target:
        target.words = f"The key {KEY} is wrong"
        server.configure(
            forward=[{"dest": f"rtmp://127.0.0.1:{target.port}/live#{KEY}", "label": "out-1"}]
        )
        encoder = await server.crowd.publisher("show")
        encoder.send_gop()
        (dest,) = server.path().forward.destinations
        await until(lambda: dest.state in (State.LIVE, State.ERROR))
        (told,) = server.view.list_forward("show") or []
        assert (told["state"], told["status"], told["errorKind"]) == (state, status, kind)
        assert (told["pos"], told["protocol"], told["conf"]["label"]) == (0, "rtmp", "out-1")
        assert (server.view.get_path("show") or {})["forward"][0]["id"] == told["id"]
        if kind:
            assert told["lastErrorTime"] < told["nextRetry"]
            assert KEY not in told["lastError"]
        else:
            assert told["bytesAcked"] > 0
            assert told["framesSent"] == 1
            assert told["connectedSince"] is not None
            assert told["remoteAddr"] == f"127.0.0.1:{target.port}"
        told["conf"].pop("dest")
        assert KEY not in json.dumps(told), "outside of the configuration itself"


async def test_no_key_of_a_publisher_is_shown_anywhere(server: Server) -> None:
    await server.crowd.publisher(f"show?key={KEY}&pass={KEY}&token={KEY}&x={KEY}")
    assert KEY not in whole(server)


async def test_kicking_forgets_what_was_allowed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(server.auth, "forget", forgotten.append)
    encoder = await server.crowd.publisher("show")
    assert server.view.kick_client("rtmpconns", server.view.list_clients("rtmpconns")[0]["id"])
    assert forgotten == ["show"]
    await until(lambda: encoder.ended)


async def test_paths_by_name_and_connections_by_age(server: Server) -> None:
    for name in ("b", "a", "c/d"):
        server.store.add(name, {})
    assert [path["name"] for path in server.view.list_paths()] == ["a", "b", "c/d", "show"]
    for name in ("c/d", "a", "b"):
        await server.crowd.publisher(name)
    assert [conn["path"] for conn in server.view.list_clients("rtmpconns")] == ["c/d", "a", "b"]


async def test_a_source_that_may_not_be_reached_tells_why_without_its_password(
    server: Server,
) -> None:
    server.configure(source=f"http://me:{KEY}@127.0.0.1:1/{KEY}.m3u8?token={KEY}")
    await until(lambda: server.item["sourceState"] == "error")
    path = server.item
    assert path["source"] == {"type": "hlsSource", "id": ""}
    assert (path["sourceErrorKind"], path["problem"]) == ("forbidden", "")
    assert path["lastErrorTime"] < path["nextRetry"]
    assert path["sourceSince"]
    assert (path["available"], path["online"], path["protocol"]) == (False, False, "")
    assert path["lastError"]
    assert KEY not in whole(server)


async def test_a_source_on_demand_that_nobody_demands_is_idle(server: Server) -> None:
    server.configure(source="rtmp://192.0.2.1/live/a", sourceOnDemand=True)
    path = server.item
    assert (path["sourceState"], path["source"]["type"]) == ("idle", "rtmpSource")
    assert (path["lastError"], path["nextRetry"], path["lastErrorTime"]) == ("", None, None)
    server.configure()
    assert (server.item["sourceState"], server.item["source"]) == (None, None)


async def test_a_source_that_waits_for_an_encoder_is_not_told_of(server: Server) -> None:
    server.configure(source="rtmp://127.0.0.1:1/live/a", sourceInternal=True)
    await until(lambda: server.item["sourceState"] == "error")
    sender = Sender()
    show, _ = server.paths.publish(sender, "show")
    path = server.item
    assert (path["source"], path["sourceState"]) == ({"type": "srtConn", "id": "s"}, None)
    assert (path["lastError"], path["online"]) == ("", True)
    show.unpublish(sender)


async def test_a_stream_without_program_table_is_told_as_a_problem(server: Server) -> None:
    """As an SRT publisher would send it: packets, but no PAT and no PMT."""
    sender = Sender()
    _, stream = server.paths.publish(sender, "show", WireForm.MPEGTS)
    packet = bytes([0x47, 0x01, 0x00, 0x10]) + bytes(184)
    stream.push_ts(packet * 12_000)
    path = server.item
    assert (path["source"], path["protocol"]) == ({"type": "srtConn", "id": "s"}, "srt")
    assert "PAT/PMT" in path["problem"]
    assert path["lastError"] == path["problem"]
    assert path["srt"] == {
        "rttMs": 61.5,
        "lossPercent": 4.9,
        "retransmits": 12,
        "retransmitsPerS": 3.5,
        "bandwidthMbps": 80.0,
        "rateMbps": 6.2,
        "latencyMs": 200,
        "encryption": "AES-256",
    }
    server.path().unpublish(sender)
    assert server.item["srt"] is None


class Sender:
    """A publisher over SRT, without the wire."""

    id = "s"
    kind = "srtConn"
    protocol = "srt"
    remote_address = "192.0.2.1:5000"
    bytes_sent = 0

    def dismiss(self, reason: str) -> None:
        raise AssertionError(reason)

    def srt_figures(self, now: float) -> SrtFigures:
        assert now > 0
        return SrtFigures(61.5, 4.9, 12, 3.5, 80.0, 6.2, 200, "AES-256")
