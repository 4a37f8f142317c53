"""Errors in the shape that the earlier system's scripts read, on its routes only:

    {"statusCode": 404, "message": "There is no input with this id.", "error": "Not Found"}

Status code and sentence are those of our own API; only the clothes differ.
"""

from http import HTTPStatus
from typing import Any

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from streamingpro.control.problems import MEDIA_TYPE

PREFIXES = ("/api/entrada", "/api/salida", "/api/estadisticas", "/api/media-mtx")
_NAMES = {413: "Payload Too Large", 422: "Unprocessable Entity"}
"""Where the standard library's words depend on its version."""
_BUG = "Something went wrong here. The log of the server says more."


def is_compat(path: str) -> bool:
    """Whether `path` is one of the earlier system's."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in PREFIXES)


def nest_body(status: int, message: str) -> dict[str, Any]:
    """The error as the earlier system writes it."""
    return {
        "statusCode": status,
        "message": message,
        "error": _NAMES.get(status) or HTTPStatus(status).phrase,
    }


class NestErrors:
    """Around the whole app: turns problem documents of these routes into NestJS's errors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_compat(scope["path"]):
            await self._app(scope, receive, send)
            return
        translated = _Translated(send)
        try:
            await self._app(scope, receive, translated)
        except Exception:
            await translated.bug()
            raise  # whoever is around us logs it


class _Translated:
    """A `send` that holds a problem document back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""
        self._started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(scope=message).get("content-type", "").startswith(MEDIA_TYPE):
                self._start = message
                return
            self._started = True
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            problem = orjson.loads(self._body)
            await self._answer(self._start, problem["status"], problem["detail"])

    async def bug(self) -> None:
        """Answer for a handler that failed."""
        if not self._started and self._start is None:
            start = {"type": "http.response.start", "status": 500, "headers": []}
            await self._answer(start, 500, _BUG)

    async def _answer(self, start: Message, status: int, message: str) -> None:
        body = orjson.dumps(nest_body(status, message))
        headers = MutableHeaders(scope=start)
        headers["content-type"] = "application/json"
        headers["content-length"] = str(len(body))
        self._started, self._start = True, None
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
