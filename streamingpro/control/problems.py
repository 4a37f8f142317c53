"""The one table from errors to HTTP: RFC 9457 problem documents with plain sentences.

{"type": "urn:streamingpro:problem:invalid", "title": "…", "status": 422, "detail": "…",
 "errors": [{"field": "url", "message": "…"}]}
"""

from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from streamingpro.control import errors
from streamingpro.control.validation import invalid
from streamingpro.kit.logging import get_logger
from streamingpro.mediamtx.errors import MediaServerError

_log = get_logger("http")
MEDIA_TYPE = "application/problem+json"

# error → status, last part of the type, title
TABLE: dict[type[errors.DomainError], tuple[int, str, str]] = {
    errors.NotFound: (404, "not-found", "Not found"),
    errors.Conflict: (409, "conflict", "Not possible now"),
    errors.Invalid: (422, "invalid", "Please check what you entered"),
    errors.NotSignedIn: (401, "not-signed-in", "Please sign in"),
    errors.Forbidden: (403, "forbidden", "Not allowed"),
    errors.TooManyTries: (429, "too-many-tries", "Too many tries"),
    errors.Unavailable: (503, "unavailable", "Not available now"),
}
_HTTP_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not know that method.",
    413: "The request is too large.",
}


class Problem(BaseModel):
    """The shape of every error, for the OpenAPI document."""

    class FieldProblem(BaseModel):
        field: str
        message: str

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str,
    *,
    field_problems: list[errors.FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:streamingpro:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if field_problems is not None:
        body["errors"] = [{"field": e.field, "message": e.message} for e in field_problems]
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def domain_problem(error: errors.DomainError) -> Response:
    """The response for an error of the domain."""
    status, kind, title = next(TABLE[one] for one in type(error).__mro__ if one in TABLE)
    headers: dict[str, str] = {}
    if isinstance(error, errors.TooManyTries):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, errors.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    listed = error.errors if isinstance(error, errors.Invalid) else None
    return problem(status, kind, title, error.detail, field_problems=listed, headers=headers)


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""
    app.add_exception_handler(errors.DomainError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(MediaServerError, _on_media_server_error)
    app.add_exception_handler(OperationalError, _on_database_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_bug)


async def _on_domain_error(connection: HTTPConnection, error: Exception) -> Any:
    assert isinstance(error, errors.DomainError)
    if isinstance(connection, WebSocket):
        await connection.close(1008, error.detail[:120])
        return None
    return domain_problem(error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return domain_problem(invalid(request, error))


async def _on_media_server_error(_request: Request, _error: Exception) -> Response:
    return domain_problem(
        errors.Unavailable("The media server does not answer. Try again in a few seconds.")
    )


async def _on_database_error(connection: HTTPConnection, error: Exception) -> Any:
    """Locked for too long, out of room, gone: nothing is wrong with the request or the code."""
    assert isinstance(error, OperationalError)
    _log.error("the database failed", path=connection.url.path, reason=str(error.orig))
    unavailable = errors.Unavailable(
        "The database can't be used now: it is busy or gone, or its disk is full. Try again in a"
        " few seconds; the log of the server says more."
    )
    return await _on_domain_error(connection, unavailable)


async def _on_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = _HTTP_SENTENCES.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    return problem(error.status_code, "http", str(error.detail), detail, headers=headers)


async def _on_bug(request: Request, error: Exception) -> Response:
    _log.error("a request failed", method=request.method, path=request.url.path, exc_info=error)
    return problem(
        500,
        "internal",
        "Internal error",
        "Something went wrong here. The log of the server says more.",
    )
