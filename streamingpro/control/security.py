"""What protects every request, whatever its endpoint: same origin, size, response headers.

Cross-site requests: a browser sends our cookie along with a form or script of another site. Each
request that may change something, and each WebSocket, must therefore come from our own pages.
Browsers say where from (`Sec-Fetch-Site`, `Origin`); other programs say nothing and are let
through, as are calls with a bearer token, which no browser adds by itself (as it does with the
Basic credentials of a proxy before us).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from streamingpro.control.errors import Forbidden
from streamingpro.control.problems import domain_problem, problem

MAX_BODY_BYTES = 1 << 20
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_RESPONSE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
        " worker-src 'self' blob:;"  # hls.js takes segments apart in a worker
        " style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none';"
        " form-action 'self'"
    ),
}
_FOREIGN = "This request was made by another web site and is refused."


class SecurityMiddleware:
    """Around the whole app; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket" and is_foreign(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": _FOREIGN})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE_METHODS and is_foreign(headers):
            await domain_problem(Forbidden(_FOREIGN))(scope, receive, send)
            return
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > MAX_BODY_BYTES:
            await _too_large()(scope, receive, send)
            return
        await self._app(scope, _bounded(receive), send)


def is_foreign(headers: Headers) -> bool:
    """True when a browser sends this on behalf of another site's page."""
    if headers.get("authorization", "").lower().startswith("bearer "):
        return False
    origin = headers.get("origin")
    if origin is not None and _host_of(origin) == headers.get("host"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None


def _host_of(origin: str) -> str | None:
    """Host and port of an `Origin`; None when it is no address."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def _bounded(receive: Receive) -> Receive:
    """`receive` that ends a body without a stated length where it becomes too large."""
    total = 0

    async def bounded() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY_BYTES:
            return {"type": "http.disconnect"}
        return message

    return bounded


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _RESPONSE_HEADERS.items():
                headers.setdefault(name, value)
            if scope["path"].startswith("/api/"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def _too_large() -> ASGIApp:
    return problem(413, "too-large", "Too large", "The request is too large.")
