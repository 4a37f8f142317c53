"""Routes that show and act on what runs: `/v3/info`, `/v3/paths/…`, `/v3/rtmpconns/…`."""

import os
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamingpro.engine.api.answers import (
    ApiError,
    answer,
    ok,
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
            Route("/v3/rtmpconns/list", self.conns_list, methods=["GET"]),
            Route("/v3/rtmpconns/get/{id}", self.conn_get, methods=["GET"]),
            Route("/v3/rtmpconns/kick/{id}", self.conn_kick, methods=["POST"]),
        ]

    async def info(self, _request: Request) -> Response:
        return answer(
            {
                "version": self._version,
                "started": self._started,
                "engine": "streamingpro",
                "pid": os.getpid(),
                "rtmpPort": self._state.rtmp_port,
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

    async def conns_list(self, request: Request) -> Response:
        return page_of(self._state.list_conns(), request)

    async def conn_get(self, request: Request) -> Response:
        conn = self._state.get_conn(parse_uuid(request.path_params["id"]))
        if conn is None:
            raise ApiError(404, "connection not found")
        return answer(conn)

    async def conn_kick(self, request: Request) -> Response:
        if not self._state.kick_conn(parse_uuid(request.path_params["id"])):
            raise ApiError(404, "connection not found")
        return ok()
