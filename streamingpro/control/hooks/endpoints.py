"""POST /api/hooks/auth: only for media servers, by Basic credentials of their own."""

from fastapi import APIRouter, Request, Response

from streamingpro.control.hooks.schemas import AuthQuestion
from streamingpro.control.services import ServicesDep

router = APIRouter(tags=["hooks"])


@router.post("/api/hooks/auth", status_code=204, include_in_schema=False)
async def auth(question: AuthQuestion, request: Request, services: ServicesDep) -> Response:
    """204 when allowed, 401 when not."""
    hook = services.runtime.hook
    if not hook.is_media_server(request.headers.get("authorization")):
        return Response(status_code=401)
    return Response(status_code=204 if await hook.allows(question) else 401)
