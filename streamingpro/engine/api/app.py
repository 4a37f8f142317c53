"""create_api: the Control API as a Starlette application."""

from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from streamingpro.engine.api.answers import ApiError, failure, no_such_route
from streamingpro.engine.api.auth import TokenAuth
from streamingpro.engine.api.clients import client_routes
from streamingpro.engine.api.config import ConfigRoutes
from streamingpro.engine.api.live import LiveRoutes
from streamingpro.engine.api.state import EngineState
from streamingpro.engine.api.trials import TrialRoutes
from streamingpro.engine.conf import ConfError, ConfNotFound, ConfStore
from streamingpro.kit.logging import get_logger

_log = get_logger("engine.api")


def create_api(
    state: EngineState, store: ConfStore, token: str, started: datetime, version: str
) -> Starlette:
    """The API over a running engine. Raises ValueError for an empty token.

    `started` is when the engine started and `version` is its own version; `/v3/info` tells both.
    """
    app = Starlette(
        routes=[
            *LiveRoutes(state, started, version).routes(),
            *client_routes(state),
            *ConfigRoutes(store).routes(),
            *TrialRoutes(state).routes(),
        ],
        middleware=[Middleware(TokenAuth, token=token)],
        exception_handlers={
            ApiError: _api_error,
            ConfError: _conf_error,
            HTTPException: _http_error,
            Exception: _internal_error,
        },
    )
    app.router.redirect_slashes = False
    return app


async def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return failure(error.status, error.message)


async def _conf_error(_request: Request, error: Exception) -> Response:
    return failure(404 if isinstance(error, ConfNotFound) else 400, str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and request.method == "OPTIONS" and error.headers:
        return Response(status_code=204, headers=error.headers)
    return no_such_route()


async def _internal_error(request: Request, error: Exception) -> Response:
    _log.error("API call failed", path=request.url.path, exc_info=error)
    return failure(500, "internal error of the engine, see its log")
