"""What only this layer keeps, in both databases."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from streamingpro.control.compat.model import CompatEntrada, CompatSalida
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.db import Base
from streamingpro.control.errors import NotFound
from streamingpro.control.services import Services
from tests.control.compat.conftest import make_entrada, make_salida


@pytest.fixture
def store(services: Services) -> EntradaStore:
    return EntradaStore(services.db, services.inputs, services.outputs)


@pytest.fixture
async def entrada(operator: httpx.AsyncClient) -> dict[str, Any]:
    return await make_entrada(operator, protocolo="SRT")


async def rows(services: Services, table: type[Base]) -> int:
    async with services.db.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_changes_stay_and_go_with_the_input(
    operator: httpx.AsyncClient, services: Services, store: EntradaStore, entrada: dict[str, Any]
) -> None:
    salida = await make_salida(operator, entrada)
    hls = entrada["salidas"][2]["id"]
    await operator.patch(f"/api/salida/{hls}", json={"nombre": "Web", "habilitada": False})
    await operator.patch("/api/salida/reordenar", json={"ids": [hls, salida["id"]]})
    await operator.patch(f"/api/salida/{hls}", json={"segmentDuration": 6})

    again = await store.get(entrada["id"])
    assert again.protocolo == "SRT"
    assert again.ids[:2] == [hls, salida["id"]]
    (web,) = [one for one in again.defaults if one.id == hls]
    assert (web.nombre, web.habilitada, web.segment_duration) == ("Web", False, 6)
    assert (await store.all())[0].ids == again.ids

    assert (await rows(services, CompatEntrada), await rows(services, CompatSalida)) == (1, 3)
    await operator.delete(f"/api/inputs/{entrada['id']}")
    assert (await rows(services, CompatEntrada), await rows(services, CompatSalida)) == (0, 0)


async def test_an_input_that_is_deleted_meanwhile(
    operator: httpx.AsyncClient, store: EntradaStore, entrada: dict[str, Any]
) -> None:
    known = await store.get(entrada["id"])
    await operator.delete(f"/api/inputs/{entrada['id']}")
    with pytest.raises(NotFound):
        await store.set_protocol(entrada["id"], "RTMP")
    with pytest.raises(NotFound):
        await store.change_defaults(entrada["id"], known.defaults, {"HLS": {"nombre": "Web"}})


async def test_several_at_once(operator: httpx.AsyncClient, entrada: dict[str, Any]) -> None:
    url = f"/api/salida/{entrada['salidas'][0]['id']}"
    answers = await asyncio.gather(
        *(operator.patch(url, json={"nombre": f"SRT {n}"}) for n in range(5))
    )
    assert {answer.status_code for answer in answers} == {200}
