"""Routes that show and throw out whoever is connected: `/v3/rtmpconns/…`, `/v3/srtconns/…`, …"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamingpro.engine.api.answers import ApiError, answer, ok, page_of, parse_uuid
from streamingpro.engine.api.state import ClientKind, EngineState

_NOT_FOUND: dict[ClientKind, str] = {
    "rtmpconns": "connection not found",
    "rtmpsconns": "connection not found",
    "srtconns": "connection not found",
    "hlssessions": "session not found",
}


class ClientRoutes:
    """`list`, `get` and `kick` of one kind of clients."""

    def __init__(self, state: EngineState, kind: ClientKind) -> None:
        self._state = state
        self._kind = kind

    def routes(self) -> list[Route]:
        base = f"/v3/{self._kind}"
        return [
            Route(f"{base}/list", self.list_, methods=["GET"]),
            Route(f"{base}/get/{{id}}", self.get, methods=["GET"]),
            Route(f"{base}/kick/{{id}}", self.kick, methods=["POST"]),
        ]

    async def list_(self, request: Request) -> Response:
        return page_of(self._state.list_clients(self._kind), request)

    async def get(self, request: Request) -> Response:
        client = self._state.get_client(self._kind, parse_uuid(request.path_params["id"]))
        if client is None:
            raise ApiError(404, _NOT_FOUND[self._kind])
        return answer(client)

    async def kick(self, request: Request) -> Response:
        if not self._state.kick_client(self._kind, parse_uuid(request.path_params["id"])):
            raise ApiError(404, _NOT_FOUND[self._kind])
        return ok()


def client_routes(state: EngineState) -> list[Route]:
    """The routes of every kind."""
    return [route for kind in _NOT_FOUND for route in ClientRoutes(state, kind).routes()]
