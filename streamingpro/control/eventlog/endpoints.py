"""REST for events that have passed; new ones come over the WebSocket at the same address."""

from typing import Annotated

from fastapi import APIRouter, Query

from streamingpro.control.eventlog.schemas import EventOut
from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import Viewer

router = APIRouter(prefix="/api", tags=["events"])


@router.get("/events")
async def list_events(
    _who: Viewer,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(description="id of the last event already seen")] = None,
    input_id: str | None = None,
) -> list[EventOut]:
    """The newest events first."""
    return [
        EventOut(
            id=event.id,
            at=event.at,
            kind=event.kind,
            input_id=event.input_id,
            output_id=event.output_id,
            message=event.message,
        )
        for event in await services.eventlog.recent(limit, before=before, input_id=input_id)
    ]
