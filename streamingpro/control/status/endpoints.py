"""GET /api/status: the whole picture."""

from fastapi import APIRouter

from streamingpro.control.services import ServicesDep
from streamingpro.control.status.schemas import Picture
from streamingpro.control.users.auth import Viewer

router = APIRouter(tags=["status"])


@router.get("/api/status")
async def status(_who: Viewer, services: ServicesDep) -> Picture:
    """Every input and output with its status, and the media server. From memory."""
    return services.runtime.monitor.picture()
