"""The control plane with the earlier system's routes on."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from streamingpro.control.settings import ControlSettings

RTMP = "rtmp://a.example/live"


@pytest.fixture
def settings(settings: ControlSettings) -> ControlSettings:
    return replace(settings, compat_routes=True)


async def make_entrada(
    client: httpx.AsyncClient, nombre: str = "Estudio", **fields: Any
) -> dict[str, Any]:
    answer = await client.post("/api/entrada", json={"nombre": nombre, **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def make_salida(
    client: httpx.AsyncClient, entrada: dict[str, Any], **fields: Any
) -> dict[str, Any]:
    body = {
        "nombre": "YouTube",
        "protocolo": "RTMP",
        "entradaId": entrada["id"],
        "urlDestino": RTMP,
        "claveStreamRTMP": "SecretoDeSalida",
    }
    answer = await client.post("/api/salida", json=body | fields)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def refusal(answer: httpx.Response, status: int, name: str) -> str:
    """The sentence of a refusal in NestJS's shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"statusCode", "message", "error"}
    assert (body["statusCode"], body["error"]) == (status, name)
    return str(body["message"])
