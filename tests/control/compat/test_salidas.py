"""/api/salida: outputs and the default ones as the earlier system has them."""

from typing import Any

import httpx
import pytest

from tests.control.compat.conftest import RTMP, make_entrada, make_salida, refusal

pytestmark = pytest.mark.any_database

SRT = {
    "protocolo": "SRT",
    "urlDestino": "srt://h.example",
    "puertoSRT": 9000,
    "latenciaSRT": 250,
    "passphraseSRT": "una-frase-larga",
    "streamIdSRT": "publish:x",
    "claveStreamRTMP": "",
}


@pytest.fixture
async def entrada(operator: httpx.AsyncClient) -> dict[str, Any]:
    return await make_entrada(operator)


async def ours(client: httpx.AsyncClient, salida: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/outputs/{salida['id']}")).json()
    return found


async def test_an_rtmp_salida_is_an_output(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    made = await make_salida(operator, entrada)
    assert (made["urlDestino"], made["claveStreamRTMP"]) == (RTMP, "SecretoDeSalida")
    assert (made["protocolo"], made["habilitada"], made["position"]) == ("RTMP", True, 3)
    assert (made["estado"], made["activa"]) == ("conectando", False)
    output = await ours(operator, made)
    assert (output["name"], output["url"], output["stream_key"]) == (
        "YouTube",
        RTMP,
        "SecretoDeSalida",
    )
    whole = await make_salida(operator, entrada, urlDestino=f"{RTMP}/otra", claveStreamRTMP="")
    assert (whole["urlDestino"], whole["claveStreamRTMP"]) == (RTMP, "otra")
    listed = (await operator.get("/api/salida")).json()
    assert [one["id"] for one in listed][3:] == [made["id"], whole["id"]]


async def test_an_srt_salida_is_an_output(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    made = await make_salida(operator, entrada, **SRT)
    output = await ours(operator, made)
    assert output["url"] == "srt://h.example:9000"
    assert output["srt"] == {
        "mode": "caller",
        "streamid": "publish:x",
        "passphrase": "una-frase-larga",
        "encrypted": True,
        "latency_ms": 250,
        "key_length": 0,
        "payload_size": None,
    }
    told = {name: made[name] for name in SRT if name not in ("urlDestino", "claveStreamRTMP")}
    assert told == {name: SRT[name] for name in told}
    assert (made["urlDestino"], made["claveStreamRTMP"]) == ("srt://h.example:9000", None)


async def test_an_output_of_our_own_api_is_a_salida_too(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    outputs = f"/api/inputs/{entrada['id']}/outputs"
    url = "srt://:9000?mode=listener"
    made = (await operator.post(outputs, json={"name": "Espera", "url": url})).json()
    shown = (await operator.get(f"/api/salida/{made['id']}")).json()
    assert (shown["nombre"], shown["protocolo"], shown["puertoSRT"]) == ("Espera", "SRT", 9000)
    assert shown["urlDestino"] == url
    back = await operator.put(f"/api/salida/{made['id']}", json=shown | {"nombre": "Otra"})
    assert back.json()["nombre"] == "Otra"
    after = await ours(operator, made)
    assert (after["srt"], after["url"]) == (made["srt"], made["url"])


@pytest.mark.parametrize("fields", [{}, SRT])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_an_object_that_was_read_can_be_sent_back_whole(
    operator: httpx.AsyncClient, entrada: dict[str, Any], fields: dict[str, Any], method: str
) -> None:
    made = await make_salida(operator, entrada, **fields)
    before = await ours(operator, made)
    answer = await operator.request(method, f"/api/salida/{made['id']}", json=made)
    assert answer.json() == made
    assert await ours(operator, made) == before


@pytest.mark.parametrize(
    ("made_with", "change", "expected"),
    [
        ({}, {"claveStreamRTMP": "nueva"}, {"stream_key": "nueva", "url": RTMP}),
        ({}, {"urlDestino": "rtmps://b.example/app"}, {"stream_key": "SecretoDeSalida"}),
        ({}, {"habilitada": False}, {"enabled": False}),
        (SRT, {"puertoSRT": 9100}, {"url": "srt://h.example:9100"}),
        (SRT, {"urlDestino": "srt://b.example:7000"}, {"url": "srt://b.example:7000"}),
        (
            {},
            {"protocolo": "SRT", "urlDestino": "b.example", "puertoSRT": 7000},
            {"url": "srt://b.example:7000"},
        ),
        (
            SRT,
            {"protocolo": "RTMP", "urlDestino": RTMP, "claveStreamRTMP": "k"},
            {"url": RTMP, "stream_key": "k", "srt": None},
        ),
    ],
)
async def test_changes_reach_the_output(
    operator: httpx.AsyncClient,
    entrada: dict[str, Any],
    made_with: dict[str, Any],
    change: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    made = await make_salida(operator, entrada, **made_with)
    answer = await operator.patch(f"/api/salida/{made['id']}", json=change)
    assert answer.status_code == 200, answer.text
    output = await ours(operator, made)
    assert {name: output[name] for name in expected} == expected


async def test_srt_options_change_one_by_one(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    made = await make_salida(operator, entrada, **SRT)
    url = f"/api/salida/{made['id']}"
    await operator.patch(url, json={"latenciaSRT": 400})
    await operator.patch(url, json={"passphraseSRT": None})
    await operator.patch(url, json={"streamIdSRT": "otro"})
    srt = (await ours(operator, made))["srt"]
    assert (srt["latency_ms"], srt["passphrase"], srt["streamid"]) == (400, None, "otro")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"protocolo": "HLS"}, "HLS can't be pushed"),
        ({"protocolo": "SRT"}, "does not begin with srt://"),
        ({"urlDestino": "srt://h.example:9000"}, "but urlDestino begins with srt://"),
        ({"passphraseSRT": "una-frase-larga"}, "passphraseSRT only makes sense"),
        ({"claveStreamRTMP": "", "urlDestino": RTMP}, "stream key is missing"),
        ({"protocolo": "SRT", "urlDestino": "srt://h:9000", "puertoSRT": 9001}, "another port"),
        ({"urlDestino": "https://h.example/x"}, "address of a web page"),
        ({"protocolo": "WHIP"}, "protocolo: This must be one of"),
        ({"habilitda": True}, "Did you mean “habilitada”?"),
    ],
)
async def test_what_can_not_be_is_refused_with_what_to_do(
    operator: httpx.AsyncClient, entrada: dict[str, Any], fields: dict[str, Any], words: str
) -> None:
    body = {"entradaId": entrada["id"], "protocolo": "RTMP", "urlDestino": RTMP}
    body |= {"nombre": "A", "claveStreamRTMP": "SecretoDeSalida"} | fields
    answer = await operator.post("/api/salida", json=body)
    assert words in refusal(answer, 422, "Unprocessable Entity")
    assert "SecretoDeSalida" not in answer.text
    assert (await operator.get("/api/outputs")).json() == []


async def test_a_salida_belongs_to_one_entrada(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    body = {"entradaId": "nadie", "protocolo": "RTMP", "urlDestino": RTMP, "claveStreamRTMP": "k"}
    refusal(await operator.post("/api/salida", json=body), 404, "Not Found")
    other = await make_entrada(operator, "Otra")
    made = await make_salida(operator, entrada)
    answer = await operator.patch(f"/api/salida/{made['id']}", json={"entradaId": other["id"]})
    assert "can't move" in refusal(answer, 422, "Unprocessable Entity")


async def test_a_default_salida_keeps_what_our_own_api_has_no_place_for(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    hls = entrada["salidas"][2]
    change = {
        "nombre": "Web",
        "habilitada": False,
        "segmentDuration": 6,
        "playlistLength": 5,
    }
    changed = (await operator.patch(f"/api/salida/{hls['id']}", json=change)).json()
    different = {name for name in hls if hls[name] != changed[name]}
    assert different == {*change, "estado", "updatedAt"}
    assert {name: changed[name] for name in change} == change
    assert (changed["estado"], changed["activa"]) == ("apagado", False)
    again = await operator.put(f"/api/salida/{hls['id']}", json=changed | {"habilitada": True})
    assert (again.json()["habilitada"], again.json()["nombre"]) == (True, "Web")
    assert (await operator.get("/api/outputs")).json() == []


@pytest.mark.parametrize(
    "change",
    [
        {"latenciaSRT": 500},
        {"passphraseSRT": "una-frase-larga"},
        {"urlDestino": "srt://b.example:1"},
        {"puertoSRT": 1},
        {"protocolo": "RTMP"},
    ],
)
async def test_a_default_salida_follows_its_entrada(
    operator: httpx.AsyncClient, entrada: dict[str, Any], change: dict[str, Any]
) -> None:
    srt = f"/api/salida/{entrada['salidas'][0]['id']}"
    refusal(await operator.patch(srt, json=change), 422, "Unprocessable Entity")
    assert (await operator.get(srt)).json() == entrada["salidas"][0]


async def test_default_salidas_stay(operator: httpx.AsyncClient, entrada: dict[str, Any]) -> None:
    made = await make_salida(operator, entrada)
    assert (await operator.delete(f"/api/salida/{made['id']}")).status_code == 200
    assert (await operator.get(f"/api/outputs/{made['id']}")).status_code == 404
    answer = await operator.delete(f"/api/salida/{entrada['salidas'][1]['id']}")
    assert "habilitada" in refusal(answer, 409, "Conflict")


@pytest.mark.parametrize(("method", "name"), [("PATCH", "salidaIds"), ("POST", "ids")])
async def test_one_order_for_default_and_custom_salidas(
    operator: httpx.AsyncClient, entrada: dict[str, Any], method: str, name: str
) -> None:
    srt, rtmp, hls = [one["id"] for one in entrada["salidas"]]
    a = (await make_salida(operator, entrada, nombre="A"))["id"]
    b = (await make_salida(operator, entrada, nombre="B"))["id"]
    wanted = [b, hls, a]
    answer = await operator.request(method, "/api/salida/reordenar", json={name: wanted})
    assert answer.json() == {"ids": [b, hls, a, srt, rtmp]}

    async def order() -> list[tuple[str, int]]:
        shown = (await operator.get(f"/api/entrada/{entrada['id']}")).json()["salidas"]
        return [(one["id"], one["position"]) for one in shown]

    assert await order() == [(b, 0), (hls, 1), (a, 2), (srt, 3), (rtmp, 4)]
    outputs = (await operator.get(f"/api/inputs/{entrada['id']}/outputs")).json()
    assert [one["id"] for one in outputs] == [b, a]
    await operator.patch(f"/api/salida/{rtmp}", json={"position": 0})
    assert [one for one, _ in await order()] == [rtmp, b, hls, a, srt]
    await operator.delete(f"/api/salida/{b}")
    assert {one for one, _ in await order()} == {rtmp, hls, a, srt}
    assert [place for _, place in await order()] == [0, 1, 2, 3]


async def test_salidas_of_several_entradas_are_put_into_order_each(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    other = await make_entrada(operator, "Otra")
    one, two = entrada["salidas"][2]["id"], other["salidas"][1]["id"]
    answer = await operator.patch("/api/salida/reordenar", json={"salidaIds": [two, one]})
    assert len(answer.json()["ids"]) == 6
    for entrada_id, first in ((entrada["id"], one), (other["id"], two)):
        shown = (await operator.get(f"/api/entrada/{entrada_id}")).json()["salidas"]
        assert shown[0]["id"] == first
    wrong = await operator.patch("/api/salida/reordenar", json={"salidaIds": [one, one]})
    refusal(wrong, 422, "Unprocessable Entity")


@pytest.mark.parametrize("method", ["PATCH", "PUT", "POST"])
@pytest.mark.parametrize("default", [True, False])
async def test_estado_tells_and_switches(
    operator: httpx.AsyncClient, entrada: dict[str, Any], method: str, default: bool
) -> None:
    salida = entrada["salidas"][1] if default else await make_salida(operator, entrada)
    url = f"/api/salida/{salida['id']}"
    waiting = {
        "id": salida["id"],
        "estado": "conectando",
        "habilitada": True,
        "activa": False,
        "mensaje": "The input is not live yet.",
    }
    assert (await operator.get(f"{url}/estado")).json() == waiting
    off = (await operator.request(method, f"{url}/estado", json={"habilitada": False})).json()
    assert off == waiting | {"estado": "apagado", "habilitada": False, "mensaje": None}
    assert (await operator.post(f"{url}/verificar-estado")).json() == off
    assert (await operator.get(f"{url}/verificar-estado")).json() == off
    on = (await operator.request(method, f"{url}/estado", json={"habilitada": True})).json()
    assert on == waiting


async def test_a_switched_salida_is_told_as_any_other(
    operator: httpx.AsyncClient, entrada: dict[str, Any]
) -> None:
    made = await make_salida(operator, entrada)
    await operator.patch(f"/api/salida/{made['id']}/estado", json={"habilitada": False})
    newest = (await operator.get("/api/events")).json()[0]
    assert (newest["kind"], newest["output_id"]) == ("output.switched_off", made["id"])


@pytest.mark.parametrize("salida_id", ["nadie", "nadie-hls", "-hls"])
async def test_what_does_not_exist_is_not_found(
    operator: httpx.AsyncClient, salida_id: str
) -> None:
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/estado"),
        ("POST", "/verificar-estado"),
    ):
        answer = await operator.request(method, f"/api/salida/{salida_id}{path}", json={})
        refusal(answer, 404, "Not Found")
