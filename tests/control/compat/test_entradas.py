"""/api/entrada: inputs as the earlier system has them."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.compat.conftest import make_entrada, make_salida, refusal
from tests.control.conftest import HOST, client_of, token_for
from tests.control.reconcile.peer import Peer

FIELDS = {
    *("id", "nombre", "protocolo", "puertoSRT", "latenciaSRT", "passphraseSRT", "streamId"),
    *("streamKey", "url", "activa", "position", "createdAt", "updatedAt", "salidas"),
}
SALIDA_FIELDS = {
    *("id", "nombre", "habilitada", "activa", "protocolo", "entradaId", "urlDestino"),
    *("claveStreamRTMP", "puertoSRT", "latenciaSRT", "passphraseSRT", "streamIdSRT"),
    *("segmentDuration", "playlistLength", "position", "estado", "createdAt", "updatedAt"),
}


async def test_a_new_entrada_is_an_input_with_three_default_salidas(
    operator: httpx.AsyncClient,
) -> None:
    made = await make_entrada(operator, "Culto Dominical")
    assert set(made) == FIELDS
    assert (made["protocolo"], made["latenciaSRT"], made["puertoSRT"]) == ("RTMP", 200, 8890)
    assert (made["activa"], made["position"], made["passphraseSRT"]) == (False, 0, None)

    ours = (await operator.get(f"/api/inputs/{made['id']}")).json()
    key = ours["publish_key"]
    assert (ours["name"], ours["path"]) == ("Culto Dominical", "culto-dominical")
    assert made["url"] == f"rtmp://{HOST}:1935"
    assert made["streamKey"] == f"culto-dominical?key={key}"
    assert made["streamId"] == f"publish:culto-dominical:publisher:{key}"

    salidas = made["salidas"]
    assert all(set(one) == SALIDA_FIELDS for one in salidas)
    assert [(one["nombre"], one["protocolo"], one["position"]) for one in salidas] == [
        ("SRT Pull", "SRT", 0),
        ("RTMP Pull", "RTMP", 1),
        ("HLS", "HLS", 2),
    ]
    play = ours["urls"]["play"]
    assert [one["urlDestino"] for one in salidas] == [play["srt"], play["rtmp"], play["hls"]]
    assert {one["entradaId"] for one in salidas} == {made["id"]}
    assert {(one["habilitada"], one["estado"]) for one in salidas} == {(True, "conectando")}
    assert len({one["id"] for one in salidas}) == 3


async def test_an_srt_entrada_has_one_address_for_the_encoder(
    operator: httpx.AsyncClient,
) -> None:
    made = await make_entrada(
        operator,
        protocolo="SRT",
        puertoSRT=8890,
        latenciaSRT=300,
        passphraseSRT="una-frase-larga",
    )
    ours = (await operator.get(f"/api/inputs/{made['id']}")).json()
    assert made["url"] == ours["urls"]["publish"]["srt"]
    assert ours["srt"]["passphrase"] == "una-frase-larga"
    assert ours["srt"]["latency_ms"] == 300
    srt = made["salidas"][0]
    assert (srt["latenciaSRT"], srt["passphraseSRT"]) == (300, "una-frase-larga")
    assert srt["streamIdSRT"] == ours["urls"]["play"]["srt_streamid"]


async def test_an_input_made_by_our_own_api_is_an_entrada_too(
    operator: httpx.AsyncClient,
) -> None:
    source = {"type": "pull", "url": "srt://example.com:9000?streamid=x"}
    item = (await operator.post("/api/inputs", json={"name": "A", "source": source})).json()
    output = {"name": "Out", "url": "rtmp://h.example/app", "stream_key": "k"}
    await operator.post(f"/api/inputs/{item['id']}/outputs", json=output)
    [entrada] = (await operator.get("/api/entrada")).json()
    assert entrada == (await operator.get(f"/api/entrada/{item['id']}")).json()
    assert (entrada["nombre"], entrada["protocolo"]) == ("A", "SRT")
    assert entrada["url"] == item["source"]["url"]
    names = [one["nombre"] for one in entrada["salidas"]]
    assert names == ["SRT Pull", "RTMP Pull", "HLS", "Out"]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_only_given_fields_change(operator: httpx.AsyncClient, method: str) -> None:
    made = await make_entrada(operator, passphraseSRT="una-frase-larga")
    url = f"/api/entrada/{made['id']}"
    answer = await operator.request(method, url, json={"nombre": "Otro", "protocolo": "SRT"})
    changed = answer.json()
    different = {name for name in FIELDS if made[name] != changed[name]}
    assert different == {"nombre", "protocolo", "url", "updatedAt", "salidas"}
    assert (await operator.get(f"/api/inputs/{made['id']}")).json()["name"] == "Otro"
    gone = await operator.request(method, url, json={"passphraseSRT": ""})
    assert gone.json()["passphraseSRT"] is None


async def test_an_object_that_was_read_can_be_sent_back_whole(
    operator: httpx.AsyncClient,
) -> None:
    made = await make_entrada(operator, protocolo="SRT", passphraseSRT="una-frase-larga")
    before = (await operator.get(f"/api/inputs/{made['id']}")).json()
    answer = await operator.put(f"/api/entrada/{made['id']}", json=made)
    assert answer.json() == made
    assert (await operator.get(f"/api/inputs/{made['id']}")).json() == before


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("streamKey", "estudio-1", "estudio-1"),
        ("streamId", "estudio_1", "estudio_1"),
        ("streamId", "publish:Estudio", "Estudio"),
    ],
)
async def test_the_path_can_be_chosen(
    operator: httpx.AsyncClient, field: str, value: str, path: str
) -> None:
    made = await make_entrada(operator, **{field: value})
    assert (await operator.get(f"/api/inputs/{made['id']}")).json()["path"] == path
    url = f"/api/entrada/{made['id']}"
    moved = (await operator.patch(url, json={**made, field: "otro"})).json()
    assert moved["streamKey"].startswith("otro?key=")
    assert moved["streamKey"].partition("?")[2] == made["streamKey"].partition("?")[2]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "nombre: This field is required."),
        ({"nombre": "A", "protocolo": "HLS"}, "protocolo: This must be one of: 'RTMP' or 'SRT'."),
        ({"nombre": "A", "latenciaSRT": 20}, "latenciaSRT: This must be 80 or more."),
        ({"nombre": "A", "passphraseSRT": "corta"}, "10 to 79"),
        ({"nombre": "A", "protocolo": "SRT", "puertoSRT": 9001}, "on port 8890"),
        ({"nombre": "A", "streamKey": "live/a"}, "no spaces, slashes"),
        ({"nombre": "A", "streamKey": "a" * 101}, "1 to 100 characters"),
        ({"nombre": "A", "streamKey": "?"}, "1 to 100 characters"),
        ({"nombre": "A", "streamKey": "a?key=mine"}, "makes the keys of inputs itself"),
        ({"nombre": "A", "streamId": "publish:a:b:mine"}, "makes the keys of inputs itself"),
        ({"nombre": "A", "streamId": "a", "streamKey": "b"}, "two different paths"),
        ({"nombre": "A", "passfraseSRT": "x"}, "Did you mean “passphraseSRT”?"),
    ],
)
async def test_what_can_not_be_is_refused_with_what_to_do(
    operator: httpx.AsyncClient, body: dict[str, Any], words: str
) -> None:
    answer = await operator.post("/api/entrada", json=body)
    message = refusal(answer, 422, "Unprocessable Entity")
    assert words in message
    assert "mine" not in answer.text
    assert (await operator.get("/api/entrada")).json() == []


async def test_a_name_is_taken_once(operator: httpx.AsyncClient) -> None:
    made = await make_entrada(operator, "Estudio A/B")

    async def free(nombre: str) -> bool:
        answer = await operator.get(f"/api/entrada/validar-nombre/{nombre}")
        assert set(answer.json()) == {"disponible"}
        return bool(answer.json()["disponible"])

    assert not await free("estudio%20a%2Fb")
    assert await free("Estudio%20B")
    words = refusal(
        await operator.post("/api/entrada", json={"nombre": "ESTUDIO A/B"}), 409, "Conflict"
    )
    assert "“ESTUDIO A/B”" in words
    other = await make_entrada(operator, "Otro")
    taken = await operator.patch(f"/api/entrada/{other['id']}", json={"nombre": "Estudio A/B"})
    refusal(taken, 409, "Conflict")
    same = await operator.patch(f"/api/entrada/{made['id']}", json={"nombre": "Estudio A/B"})
    assert same.status_code == 200


@pytest.mark.parametrize(("method", "name"), [("PATCH", "ids"), ("PUT", "entradaIds")])
async def test_order(operator: httpx.AsyncClient, method: str, name: str) -> None:
    a, b, c = [(await make_entrada(operator, one))["id"] for one in "ABC"]
    answer = await operator.request(method, "/api/entrada/reordenar", json={name: [c, a]})
    assert answer.json() == {"ids": [c, a, b]}
    assert [one["id"] for one in (await operator.get("/api/inputs")).json()] == [c, a, b]
    moved = await operator.patch(f"/api/entrada/{b}", json={"position": 0})
    assert moved.json()["position"] == 0
    listed = (await operator.get("/api/entrada")).json()
    assert [(one["id"], one["position"]) for one in listed] == [(b, 0), (c, 1), (a, 2)]
    wrong = await operator.patch("/api/entrada/reordenar", json={"ids": ["nadie"]})
    refusal(wrong, 422, "Unprocessable Entity")


async def test_deleting_takes_all_along(operator: httpx.AsyncClient) -> None:
    made = await make_entrada(operator)
    salida = await make_salida(operator, made)
    default = f"/api/salida/{made['salidas'][0]['id']}"
    await operator.patch(default, json={"nombre": "Sala"})
    assert (await operator.delete(f"/api/entrada/{made['id']}")).status_code == 200
    for url in (
        f"/api/entrada/{made['id']}",
        f"/api/salida/{salida['id']}",
        default,
        f"/api/inputs/{made['id']}",
        f"/api/outputs/{salida['id']}",
    ):
        assert (await operator.get(url)).status_code == 404
    assert (await operator.get("/api/salida")).json() == []


async def test_viewers_see_no_secret(
    operator: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    made = await make_entrada(operator, protocolo="SRT", passphraseSRT="una-frase-larga")
    source = {"type": "pull", "url": "rtsp://cam:FuenteSecreta@cam.example/x?k=OtroSecreto"}
    await operator.post("/api/inputs", json={"name": "B", "source": source})
    await make_salida(operator, made, urlDestino="rtmps://h.example/a?t=ConsultaSecreta")
    await make_salida(
        operator,
        made,
        protocolo="SRT",
        urlDestino="srt://h.example:9000",
        streamIdSRT="IdSecreto",
        passphraseSRT="frase-de-salida",
        claveStreamRTMP=None,
    )
    key = (await operator.get(f"/api/inputs/{made['id']}")).json()["publish_key"]
    secrets = [key, "una-frase-larga", "FuenteSecreta", "OtroSecreto", "ConsultaSecreta"]
    secrets += ["IdSecreto", "frase-de-salida", "SecretoDeSalida"]
    for url in ("/api/entrada", "/api/salida", f"/api/entrada/{made['id']}"):
        seen = (await viewer.get(url)).text
        assert not [secret for secret in secrets if secret in seen]
        shown = (await operator.get(url)).text
        assert key in shown or url == "/api/salida"
    entrada = (await viewer.get(f"/api/entrada/{made['id']}")).json()
    assert (entrada["streamKey"], entrada["streamId"]) == (None, None)
    assert entrada["passphraseSRT"] is None
    assert entrada["url"] == f"srt://{HOST}:8890"


async def test_sync_runs_the_reconciler_and_tells_what_it_found(
    settings: ControlSettings,
) -> None:
    peer = Peer()
    app = create_app(settings, media=peer.provider())
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.OPERATOR)
        async with client_of(app, token) as client:
            await make_entrada(client, "Buena")
            peer.refuse = lambda call: call.endswith("/paths/add/mala")
            await make_entrada(client, "Mala")
            answer = await client.post("/api/entrada/sync")
            assert answer.status_code == 200
            found = answer.json()
            assert (found["entradas"], list(found["problemas"])) == (2, ["mala"])
            assert "POST /v3/config/paths/add/buena" in peer.calls
            peer.silent = True
            refusal(await client.post("/api/entrada/sync"), 503, "Service Unavailable")


async def test_sync_without_a_media_server(operator: httpx.AsyncClient) -> None:
    words = refusal(await operator.post("/api/entrada/sync"), 503, "Service Unavailable")
    assert words == "The media server is not running."


async def test_the_routes_are_off_by_default(settings: ControlSettings) -> None:
    app = create_app(replace(settings, compat_routes=False), start_engine=False)
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.ADMIN)
        async with client_of(app, token) as client:
            for url in ("/api/entrada", "/api/salida", "/api/estadisticas", "/socket.io/"):
                assert (await client.get(url)).status_code == 404
            document = (await client.get("/api/openapi.json")).text
    assert "entrada" not in document
    assert "compat" not in document
