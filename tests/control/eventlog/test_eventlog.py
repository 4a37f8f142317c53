"""What happened, in order, without secrets and without end."""

import httpx

from streamingpro.control.db import Database
from streamingpro.control.eventlog.model import Event
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.services import Services


async def test_newest_first_and_page_by_page(db: Database) -> None:
    log = EventLog(db)
    for number in range(5):
        await log.record("test", str(number), input_id="a" if number % 2 else None)
    first = await log.recent(2)
    assert [event.message for event in first] == ["4", "3"]
    assert [event.message for event in await log.recent(9, before=first[-1].id)] == ["2", "1", "0"]
    assert [event.message for event in await log.recent(input_id="a")] == ["3", "1"]


async def test_addresses_lose_their_secrets(db: Database) -> None:
    log = EventLog(db)
    event = await log.record("test", "refused by rtmp://h/app/SECRET and key=SECRET")
    assert "SECRET" not in event.message
    assert "SECRET" not in (await log.recent())[0].message


async def test_listeners_hear_events_and_can_not_break_them(db: Database) -> None:
    log, heard = EventLog(db), list[Event]()

    def broken(_event: Event) -> None:
        raise RuntimeError

    log.subscribe(broken)
    end = log.subscribe(heard.append)
    await log.record("test", "one")
    end()
    await log.record("test", "two")
    assert [event.message for event in heard] == ["one"]
    assert heard[0].id


async def test_old_events_are_forgotten(db: Database) -> None:
    log = EventLog(db)
    await log.prune()
    for number in range(5):
        await log.record("test", str(number))
    await log.prune(keep=2)
    assert [event.message for event in await log.recent()] == ["4", "3"]


async def test_events_over_rest(viewer: httpx.AsyncClient, services: Services) -> None:
    await services.eventlog.record("test", "Something happened.", input_id="a", output_id="b")
    (event,) = (await viewer.get("/api/events", params={"limit": 1})).json()
    assert (event["kind"], event["message"]) == ("test", "Something happened.")
    assert (event["input_id"], event["output_id"]) == ("a", "b")
    assert (await viewer.get("/api/events", params={"limit": 0})).status_code == 422
