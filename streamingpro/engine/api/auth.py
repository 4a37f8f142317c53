"""Only callers with the token get in: as a bearer token, or as password of Basic credentials."""

import base64
import binascii
import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from streamingpro.engine.api.answers import failure


class TokenAuth:
    """ASGI middleware: answers 401 before the route, the body or anything else is looked at.

    Basic credentials may have any user name. As with MediaMTX, `Bearer USER:PASSWORD` works too.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        if not token:
            raise ValueError("the API needs a token")
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._knows(Headers(scope=scope).get("authorization", "")):
            await self._app(scope, receive, send)
            return
        refusal = failure(401, "authentication error")
        refusal.headers["WWW-Authenticate"] = 'Basic realm="streamingpro"'
        await refusal(scope, receive, send)

    def _knows(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        given = given.strip()
        if scheme.lower() == "basic":
            given = _basic_password(given)
        elif scheme.lower() != "bearer":
            return False
        elif given.count(":") == 1:
            given = given.partition(":")[2]
        return hmac.compare_digest(given.encode(), self._token)


def _basic_password(text: str) -> str:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(":")[2]
