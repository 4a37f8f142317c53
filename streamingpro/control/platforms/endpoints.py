"""REST for platforms. The presets come with the program: browsers may keep them for an hour."""

import hashlib
from functools import cache

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from streamingpro.control.errors import NotFound
from streamingpro.control.platforms.catalogue import Platform, platforms
from streamingpro.control.users.auth import Viewer

router = APIRouter(prefix="/api/platforms", tags=["platforms"])
_KEEP = "private, max-age=3600"


@cache
def _all_as_json() -> tuple[bytes, str]:
    """The answer and its ETag."""
    body = TypeAdapter(list[Platform]).dump_json(list(platforms().values()))
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@router.get("", response_model=list[Platform])
async def list_platforms(_who: Viewer, request: Request) -> Response:
    """All presets, the common ones first."""
    body, tag = _all_as_json()
    headers = {"ETag": tag, "Cache-Control": _KEEP}
    if _knows(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/{platform_id}")
async def get_platform(platform_id: str, _who: Viewer, response: Response) -> Platform:
    """One preset."""
    platform = platforms().get(platform_id)
    if platform is None:
        raise NotFound("There is no platform with this id.")
    response.headers["Cache-Control"] = _KEEP
    return platform


def _knows(tags: str, tag: str) -> bool:
    """Whether `tag` is among the tags of an `If-None-Match` (RFC 9110 §13.1.2)."""
    return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))
