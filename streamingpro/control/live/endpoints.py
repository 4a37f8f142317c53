"""WS /api/events. That the caller is of the same origin was checked before the endpoint."""

from fastapi import APIRouter
from starlette.websockets import WebSocket

from streamingpro.control.live.session import LiveSession
from streamingpro.control.services import services_of

router = APIRouter(tags=["events"])


@router.websocket("/api/events")
async def events(socket: WebSocket) -> None:
    """A snapshot of the whole picture, then every change. See docs/events.md."""
    services = services_of(socket)
    await LiveSession(socket, services.runtime.live, services.tokens).run()
