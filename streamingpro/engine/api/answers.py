"""Bodies and status codes of answers, paging, request bodies, ids: as MediaMTX does them."""

import re
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from streamingpro.engine.conf.values import decode_object

MAX_BODY = 10 * 1024 * 1024  # bytes, MediaMTX's limit of a configuration
DEFAULT_ITEMS_PER_PAGE = 100
_JSON = "application/json; charset=utf-8"
_DIGITS = re.compile(r"[0-9]+")
_HEX_GROUPS = re.compile(
    r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})"
)


class ApiError(Exception):
    """Ends a request with this status and MediaMTX's error body."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def answer(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type=_JSON)


def ok() -> Response:
    return answer({"status": "ok"})


def failure(status: int, message: str) -> Response:
    return answer({"status": "error", "error": message}, status)


def no_such_route() -> Response:
    """MediaMTX answers unknown routes, and known ones called by another method, in plain text."""
    return PlainTextResponse("404 page not found", 404)


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the request's body. Raises ApiError (too long), ConfError (no object)."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY:
                raise ApiError(400, "size exceeds maximum allowed")
    except ClientDisconnect:
        raise ApiError(400, "unexpected EOF") from None
    return decode_object(bytes(body))


async def until_gone(request: Request) -> None:
    """Returns when the caller has left; the request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def path_name(request: Request) -> str:
    """The name at the end of the URL, slashes included. Raises ApiError when there is none."""
    name: str = request.path_params["name"]
    if not name:
        raise ApiError(400, "invalid name")
    return name


def page_of(items: list[Any], request: Request) -> Response:
    """The page that `itemsPerPage` (100) and `page` (0, the first) ask for. Raises ApiError."""
    size = _number(query_value(request, "itemsPerPage"), DEFAULT_ITEMS_PER_PAGE)
    if size == 0:
        raise ApiError(400, "invalid items per page")
    start = _number(query_value(request, "page"), 0) * size
    return answer(
        {
            "itemCount": len(items),
            "pageCount": -(-len(items) // size),
            "items": items[start : start + size],
        }
    )


def query_value(request: Request, name: str) -> str:
    values = request.query_params.getlist(name)
    return values[0] if values else ""


def _number(text: str, default: int) -> int:
    if not text:
        return default
    fault = ""
    if not _DIGITS.fullmatch(text):
        fault = "invalid syntax"
    elif len(text.lstrip("0")) > 10 or int(text) > 0x7FFFFFFF:
        fault = "value out of range"
    if fault:
        shown = orjson.dumps(text[:64]).decode()
        raise ApiError(400, f"strconv.ParseUint: parsing {shown}: {fault}")
    return int(text)


def parse_uuid(text: str) -> str:
    """The canonical text of a UUID: 36 or 32 characters, `urn:uuid:…` or `{…}`. ApiError."""
    plain = text.lower()
    if len(text) == 45 and plain.startswith("urn:uuid:"):
        plain = plain[9:]
    elif len(text) == 38:
        plain = plain[1:-1]
    elif len(text) not in (32, 36):
        raise ApiError(400, f"invalid UUID length: {len(text.encode())}")
    match = _HEX_GROUPS.fullmatch(plain)
    if match is None:
        raise ApiError(400, "invalid UUID format")
    return "-".join(match.groups())
