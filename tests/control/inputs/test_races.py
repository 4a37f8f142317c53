"""What is changed at the moment when somebody else deletes it is gone, not a fault of ours."""

import asyncio
from collections.abc import Awaitable

import httpx
import pytest
from sqlalchemy import delete, text

from streamingpro.control.db import Database
from streamingpro.control.services import Services
from streamingpro.control.tables import Input

GUARD_S = 15


async def waits_for_a_lock(db: Database) -> None:
    """Until some connection of PostgreSQL waits for a row; SQLite can't tell, and needs not."""
    if db.is_sqlite:
        return
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(GUARD_S):
        found = 0
        while not found:
            async with db.session() as session:
                found = await session.scalar(waiting) or 0


async def during_delete(
    services: Services, item_id: str, call: Awaitable[httpx.Response]
) -> httpx.Response:
    """The answer to `call`, made while an input is being deleted."""
    async with services.db.transaction() as session:
        await session.execute(delete(Input).where(Input.id == item_id))
        answer = asyncio.ensure_future(call)
        await waits_for_a_lock(services.db)
    async with asyncio.timeout(GUARD_S):
        return await answer


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "B"}),
        ("PATCH", "", {"srt": {"latency_ms": 300}}),
        ("POST", "/rotate-key", None),
        ("POST", "/outputs", {"url": "rtmp://h/app/KEY"}),
        ("DELETE", "", None),
    ],
)
async def test_changes_of_an_input_that_is_being_deleted(
    operator: httpx.AsyncClient, services: Services, method: str, path: str, body: object
) -> None:
    item = (await operator.post("/api/inputs", json={"name": "A"})).json()
    call = operator.request(method, f"/api/inputs/{item['id']}{path}", json=body)
    answer = await during_delete(services, item["id"], call)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no input with this id."


async def test_an_order_with_an_input_that_is_being_deleted(
    operator: httpx.AsyncClient, services: Services
) -> None:
    ids = [(await operator.post("/api/inputs", json={"name": n})).json()["id"] for n in "ABC"]
    call = operator.post("/api/inputs/reorder", json={"ids": [ids[2], ids[0]]})
    answer = await during_delete(services, ids[1], call)
    assert answer.json() == {"ids": [ids[2], ids[0]]}


async def test_an_output_deleted_twice_at_once_is_deleted_once(
    operator: httpx.AsyncClient, services: Services
) -> None:
    item = (await operator.post("/api/inputs", json={"name": "A"})).json()
    output = await operator.post(
        f"/api/inputs/{item['id']}/outputs", json={"url": "rtmp://h/app/KEY"}
    )
    url = f"/api/outputs/{output.json()['id']}"
    answers = await asyncio.gather(operator.delete(url), operator.delete(url))
    assert sorted(answer.status_code for answer in answers) == [204, 404]
    kinds = [event.kind for event in await services.eventlog.recent()]
    assert kinds.count("output.deleted") == 1
