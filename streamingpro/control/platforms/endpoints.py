"""REST for platforms."""

from functools import cache

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from streamingpro.control.errors import NotFound
from streamingpro.control.platforms.catalogue import Platform, platforms
from streamingpro.control.users.auth import Viewer

router = APIRouter(prefix="/api/platforms", tags=["platforms"])


@cache
def _all_as_json() -> bytes:
    return TypeAdapter(list[Platform]).dump_json(list(platforms().values()))


@router.get("", response_model=list[Platform])
async def list_platforms(_who: Viewer) -> Response:
    """All presets, the common ones first."""
    return Response(_all_as_json(), media_type="application/json")


@router.get("/{platform_id}")
async def get_platform(platform_id: str, _who: Viewer) -> Platform:
    """One preset."""
    platform = platforms().get(platform_id)
    if platform is None:
        raise NotFound("There is no platform with this id.")
    return platform
