"""POST /api/hooks/auth: only for media servers, by Basic credentials of their own.

GET /api/hooks/reach/{token}: a media server that shows that it reaches us.
"""

from fastapi import APIRouter, Request, Response

from streamingpro.control.hooks.reach import ROUTE
from streamingpro.control.hooks.schemas import AuthQuestion
from streamingpro.control.services import ServicesDep

router = APIRouter(tags=["hooks"])


@router.post("/api/hooks/auth", status_code=204, include_in_schema=False)
async def auth(question: AuthQuestion, request: Request, services: ServicesDep) -> Response:
    """204 when allowed, 401 when not."""
    hook = services.runtime.hook
    node = hook.node_of(request.headers.get("authorization"))
    if node is None:
        return Response(status_code=401)
    return Response(status_code=204 if await hook.allows(question, node) else 401)


@router.get(f"{ROUTE}/{{token}}", include_in_schema=False)
async def reach(token: str, services: ServicesDep) -> Response:
    """204 to who was expected, 401 to others."""
    return Response(status_code=204 if services.runtime.hook.reach.came(token) else 401)
