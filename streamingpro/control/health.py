"""GET /api/health: is it well? For load balancers, `doctor` and the dashboard's first look."""

from typing import Literal

from fastapi import APIRouter, Response

from streamingpro import __version__
from streamingpro.control.schemas import ResponseModel
from streamingpro.control.services import ServicesDep
from streamingpro.control.status.schemas import MediaServerState
from streamingpro.kit.logging import get_logger

_log = get_logger("control.health")
router = APIRouter(prefix="/api", tags=["system"])


class DatabaseHealth(ResponseModel):
    state: Literal["ok", "error"]


class MediaHealth(ResponseModel):
    state: MediaServerState
    reason: str | None


class Health(ResponseModel):
    """`status`: ok; degraded (the media server does not run); error (no database)."""

    status: Literal["ok", "degraded", "error"]
    version: str
    database: DatabaseHealth
    media_server: MediaHealth


@router.get("/health")
async def health(services: ServicesDep, response: Response) -> Health:
    """Whether database and media server work. Needs no sign-in; 503 without a database."""
    database = DatabaseHealth(state="ok")
    try:
        await services.db.ping()
    except Exception as error:
        _log.warning("the database does not answer", error=type(error).__name__)
        database = DatabaseHealth(state="error")
        response.status_code = 503
    media = services.runtime.media_status()
    well = media.state in (MediaServerState.RUNNING, MediaServerState.OFF)
    status: Literal["ok", "degraded", "error"] = "ok" if well else "degraded"
    return Health(
        status="error" if database.state == "error" else status,
        version=__version__,
        database=database,
        media_server=MediaHealth(state=media.state, reason=media.reason),
    )
