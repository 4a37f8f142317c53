"""Routes that show and act on what runs: `/v3/info`, `/v3/paths/…`, HLS muxers."""

import os
from datetime import datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamingpro.engine.api.answers import (
    ApiError,
    answer,
    page_of,
    parse_uuid,
    path_name,
    query_value,
)
from streamingpro.engine.api.state import EngineState, JsonObject
from streamingpro.kit.clock import rfc3339


class LiveRoutes:
    """Each endpoint asks the engine's state and answers with what it gets."""

    def __init__(self, state: EngineState, started: datetime, version: str) -> None:
        self._state = state
        self._started = rfc3339(started)
        self._version = version

    def routes(self) -> list[Route]:
        return [
            Route("/v3/info", self.info, methods=["GET"]),
            Route("/v3/paths/list", self.paths_list, methods=["GET"]),
            Route("/v3/paths/get/{name:path}", self.path_get, methods=["GET"]),
            Route("/v3/paths/forward/list", self.forward_list, methods=["GET"]),
            Route("/v3/paths/forward/get", self.forward_get, methods=["GET"]),
            Route("/v3/paths/poster/{name:path}", self.poster, methods=["GET"]),
            Route("/v3/hlsmuxers/list", self.muxers_list, methods=["GET"]),
            Route("/v3/hlsmuxers/get/{name:path}", self.muxer_get, methods=["GET"]),
        ]

    async def info(self, _request: Request) -> Response:
        return answer(
            {
                "version": self._version,
                "started": self._started,
                "engine": "streamingpro",
                "pid": os.getpid(),
                "rtmpPort": self._state.rtmp_port,
                "services": self._state.services,
            }
        )

    async def paths_list(self, request: Request) -> Response:
        return page_of(self._state.list_paths(), request)

    async def path_get(self, request: Request) -> Response:
        path = self._state.get_path(path_name(request))
        if path is None:
            raise ApiError(404, "path not found")
        return answer(path)

    async def forward_list(self, request: Request) -> Response:
        return page_of(self._forward(request), request)

    async def forward_get(self, request: Request) -> Response:
        wanted = parse_uuid(query_value(request, "id"))
        for dest in self._forward(request):
            if dest["id"] == wanted:
                return answer(dest)
        raise ApiError(404, "forward destination not found")

    def _forward(self, request: Request) -> list[JsonObject]:
        name = query_value(request, "path")
        if not name:
            raise ApiError(400, "invalid path")
        forward = self._state.list_forward(name)
        if forward is None:
            raise ApiError(404, "path not found")
        return forward

    async def poster(self, request: Request) -> Response:
        picture = await self._state.poster(path_name(request))
        if picture is None:
            raise ApiError(404, "no picture")
        headers = {
            "Last-Modified": format_datetime(picture.at, usegmt=True),
            "Cache-Control": "no-cache",
        }
        return Response(picture.data, media_type="image/jpeg", headers=headers)

    async def muxers_list(self, request: Request) -> Response:
        return page_of(self._state.list_muxers(), request)

    async def muxer_get(self, request: Request) -> Response:
        muxer = self._state.get_muxer(path_name(request))
        if muxer is None:
            raise ApiError(404, "muxer not found")
        return answer(muxer)
