"""REST for previews: what a signed-in person's browser plays and shows of an input."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from streamingpro.control.preview.hls import CutShort, Passage
from streamingpro.control.preview.posters import KEEP_S
from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import Viewer
from streamingpro.kit.logging import get_logger

router = APIRouter(prefix="/api/inputs", tags=["previews"])
_log = get_logger("control.preview")
_ANY = "application/octet-stream"


class _Relay(StreamingResponse):
    """Passes bytes on; ends the question to the media server also when the caller has left."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(passage.body(), passage.status, dict(passage.headers))
        self._passage = passage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except CutShort:  # unfinished, the connection is closed: the caller must see that
            _log.debug("an answer of the HLS listener ended in the middle")
        finally:
            await self._passage.aclose()


@router.get(
    "/{input_id}/hls/{file:path}",
    response_class=StreamingResponse,
    responses={200: {"content": {_ANY: {}}, "description": "A playlist, segment or part."}},
)
async def preview_hls(
    input_id: str,
    file: Annotated[str, Path(description="index.m3u8, and what the playlists name")],
    _who: Viewer,
    services: ServicesDep,
    request: Request,
) -> Response:
    """HLS of the input under this very address, beginning with `index.m3u8`. No key is needed, the
    session will do; blocking reloads of low latency work."""
    item = await services.inputs.get(input_id)
    query = request.url.query
    return _Relay(await services.runtime.hls.open(item.path, file, query, request.headers))


@router.get(
    "/{input_id}/poster.jpg",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "A JPEG."}},
)
async def preview_poster(
    input_id: str, _who: Viewer, services: ServicesDep, request: Request
) -> Response:
    """A picture of the last keyframe, at most 640 pixels wide and about five seconds old."""
    item = await services.inputs.get(input_id)
    poster = await services.runtime.posters.of(item.path)
    headers = {"Cache-Control": f"private, max-age={KEEP_S:.0f}", "ETag": poster.tag}
    if request.headers.get("if-none-match") == poster.tag:
        return Response(status_code=304, headers=headers)
    return Response(poster.data, media_type="image/jpeg", headers=headers)
