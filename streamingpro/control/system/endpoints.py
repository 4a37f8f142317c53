"""REST for what runs here."""

import platform

from fastapi import APIRouter

from streamingpro import __version__
from streamingpro.control.services import ServicesDep
from streamingpro.control.system.components import components, operating_system
from streamingpro.control.system.schemas import System
from streamingpro.control.users.auth import Viewer

router = APIRouter(prefix="/api", tags=["system"])


@router.get("/system")
async def get_system(_who: Viewer, services: ServicesDep) -> System:
    """Versions, and the media server with what it listens on."""
    return System(
        version=__version__,
        python=platform.python_version(),
        os=operating_system(),
        database="sqlite" if services.db.is_sqlite else "postgresql",
        started_at=services.runtime.started_at,
        media_server=services.runtime.media_status(),
        components=list(components()),
    )
