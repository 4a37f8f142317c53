"""/api/media-mtx, /api/estadisticas, and what is live: asked of a media server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from streamingpro.control.settings import ControlSettings
from tests.control.compat.conftest import make_entrada, make_salida, refusal
from tests.control.compat.live import Live, conn, dest, live_app, path

pytestmark = pytest.mark.any_database


@pytest.fixture
async def live(settings: ControlSettings) -> AsyncIterator[Live]:
    async with live_app(settings) as running:
        yield running


@pytest.fixture
async def entrada(live: Live) -> dict[str, Any]:
    return await make_entrada(live.operator)


async def get(live: Live, url: str) -> Any:
    answer = await live.operator.get(f"/api/media-mtx/{url}")
    assert answer.status_code == 200, answer.text
    assert "Secret" not in answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("status", "estado"),
    [
        ("waiting", "conectando"),
        ("connecting", "conectando"),
        ("live", "conectado"),
        ("error", "error"),
    ],
)
async def test_states_in_the_words_of_the_earlier_system(
    live: Live, entrada: dict[str, Any], status: str, estado: str
) -> None:
    made = await make_salida(live.operator, entrada)
    words = {"errorKind": "refused", "lastError": "Nobody listens there."}
    facts = words if status == "error" else {}
    live.peer.state.paths = [path("estudio", dest(made["id"], status, **facts))]
    await live.look()
    shown = (await live.operator.get(f"/api/entrada/{entrada['id']}")).json()
    assert shown["activa"] is True
    *defaults, custom = shown["salidas"]
    assert [(one["estado"], one["activa"]) for one in defaults] == [("conectado", True)] * 3
    assert (custom["estado"], custom["activa"]) == (estado, estado == "conectado")
    told = (await live.operator.get(f"/api/salida/{made['id']}/estado")).json()
    assert (told["estado"], told["activa"]) == (estado, estado == "conectado")
    assert (told["mensaje"] is not None) == (estado == "error" or status == "waiting")
    if estado == "error":
        assert "Nobody listens there." in told["mensaje"]


async def test_status(live: Live) -> None:
    told = await get(live, "status")
    assert set(told) == {"connected", "message", "timestamp"}
    assert told["connected"] is True
    live.peer.silent = True
    silent = await get(live, "status")
    assert (silent["connected"], silent["message"]) == (False, "The media server does not answer.")


async def test_paths_are_told_as_mediamtx_does_and_without_secrets(
    live: Live, entrada: dict[str, Any]
) -> None:
    made = await make_salida(live.operator, entrada)
    live.peer.state.paths = [
        path("estudio", dest(made["id"], "live"), source={"type": "rtmpConn", "id": "7"}),
        path("ajena"),
    ]
    listed = await get(live, "paths")
    assert (listed["success"], listed["count"]) == (True, 2)
    first = listed["data"][0]
    assert first == (await get(live, "paths/estudio"))["data"]
    assert (first["name"], first["ready"], first["tracks"]) == ("estudio", True, ["H264"])
    assert (first["bytesReceived"], first["bytesSent"]) == (700, 900)
    assert first["source"] == {"type": "rtmpConn", "id": "7"}
    assert first["forward"][0]["conf"]["dest"] == "rtmp://a.example/live/***"


async def test_one_path_in_short(live: Live, entrada: dict[str, Any]) -> None:
    idle = (await get(live, "paths/estudio/status"))["data"]
    assert (idle["ready"], idle["bytesReceived"], idle["activeConnections"]) == (False, 0, 0)
    live.peer.state.paths = [path("estudio"), path("ajena")]
    busy = (await get(live, "paths/estudio/status"))["data"]
    assert (busy["ready"], busy["bytesReceived"], busy["activeConnections"]) == (True, 700, 1)
    urls = (await get(live, "paths/estudio/urls"))["data"]
    assert busy["urls"] == urls
    rtmp, hls = entrada["salidas"][1]["urlDestino"], entrada["salidas"][2]["urlDestino"]
    assert urls["rtmp"] == {"publish": f"{entrada['url']}/{entrada['streamKey']}", "play": rtmp}
    assert urls["hls"] == {"play": hls}
    assert entrada["streamId"] in urls["srt"]["publish"]
    assert set(urls) == {"rtmp", "srt", "rtsp", "hls"}
    foreign = (await get(live, "paths/ajena/status"))["data"]
    assert (foreign["ready"], foreign["urls"]) == (True, None)


@pytest.mark.parametrize("url", ["nadie", "nadie/status", "nadie/urls"])
async def test_a_path_that_nobody_knows(live: Live, url: str) -> None:
    answer = await live.operator.get(f"/api/media-mtx/paths/{url}")
    assert refusal(answer, 404, "Not Found") == "There is no path with this name."


async def test_connections_are_listed_and_ended(live: Live, entrada: dict[str, Any]) -> None:
    conns = [conn(1, "rtmpconns"), conn(2, "rtmpsconns"), conn(3, "srtconns", msRTT=12.5)]
    live.peer.state.conns = conns
    rtmp, srt, rtsp = [await get(live, f"connections/{kind}") for kind in ("rtmp", "srt", "rtsp")]
    assert [one["id"] for one in rtmp["data"]] == [conns[0]["id"], conns[1]["id"]]
    assert (srt["count"], srt["data"][0]["msRTT"]) == (1, 12.5)
    assert (srt["data"][0]["remoteAddr"], srt["data"][0]["query"]) == ("192.0.2.1:5000", "***")
    assert (rtsp["count"], rtsp["data"]) == (0, [])
    for kind, number in (("rtmp", 0), ("rtmp", 1), ("srt", 2)):
        answer = await live.operator.post(
            f"/api/media-mtx/connections/{kind}/kick/{conns[number]['id']}"
        )
        assert (answer.status_code, answer.json()["success"]) == (200, True)
    live.peer.state.conns = []
    for unknown in (conns[0]["id"], "nadie"):
        gone = await live.operator.post(f"/api/media-mtx/connections/srt/kick/{unknown}")
        assert refusal(gone, 404, "Not Found") == "There is no connection with this id."
    wrong = await live.operator.get("/api/media-mtx/connections/webrtc")
    assert "'rtmp', 'srt' or 'rtsp'" in refusal(wrong, 422, "Unprocessable Entity")


async def test_readers_of_the_default_outputs(live: Live, entrada: dict[str, Any]) -> None:
    await make_entrada(live.operator, "Otra")
    live.peer.state.conns = [
        conn(1, "rtmpconns", outboundBytes=10),
        conn(2, "rtmpsconns", outboundBytes=20),
        conn(3, "rtmpconns", state="publish", outboundBytes=99),
        conn(4, "srtconns", bytesSent=300),
        conn(5, "hlssessions", outboundBytes=4000),
        conn(6, "rtmpconns", path="ajena", outboundBytes=99),
    ]
    stats = (await get(live, "stats/default-outputs"))["data"]
    assert (stats["hls"], stats["srt"], stats["rtmp"], stats["total"]) == (1, 1, 2, 4)
    assert stats["bytes"] == {"hls": 4000, "srt": 300, "rtmp": 30, "total": 4330}
    own, other = stats["byInput"]
    assert (own["inputName"], own["streamId"], own["total"]) == ("Estudio", "estudio", 4)
    assert own["bytes"] == stats["bytes"]
    assert (other["inputName"], other["total"]) == ("Otra", 0)


@pytest.mark.parametrize("url", ["paths", "paths/x", "connections/srt", "stats/default-outputs"])
async def test_a_silent_media_server_is_said_plainly(live: Live, url: str) -> None:
    live.peer.silent = True
    answer = await live.operator.get(f"/api/media-mtx/{url}")
    assert "does not answer" in refusal(answer, 503, "Service Unavailable")


async def test_statistics(live: Live, entrada: dict[str, Any]) -> None:
    made = await make_salida(live.operator, entrada)
    await make_salida(live.operator, entrada, nombre="Otra", habilitada=False, claveStreamRTMP="k")
    await make_entrada(live.operator, "Otra")
    live.peer.state.paths = [path("estudio", dest(made["id"], "live"))]
    await live.look()
    found = (await live.operator.get("/api/estadisticas")).json()
    assert found["entradas"] == {"total": 2, "activas": 1}
    assert found["salidas"] == {
        "total": 2,
        "habilitadas": 1,
        "activas": 1,
        "porEstado": {"apagado": 1, "conectado": 1, "conectando": 0, "error": 0},
    }
    assert found["lectores"] == {"srt": 1}
    first, second = found["porEntrada"]
    assert (first["id"], first["activa"], first["lectores"]) == (entrada["id"], True, 1)
    assert (first["bitrate"], first["bitrateSalida"]) == (6_000_000, 6_000_000)
    assert (first["salidasActivas"], first["bytesEnviados"]) == (1, 500)
    assert (second["activa"], second["bitrate"], second["bitrateSalida"]) == (False, None, None)
