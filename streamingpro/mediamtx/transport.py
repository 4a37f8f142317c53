"""One HTTP call to a media server: credentials, time and size limits, one more try, the breaker.

Everything that can go wrong comes out as a MediaServerError. A server fails when it says nothing in
time, breaks off, says 5xx to a question or answers nonsense. Not when it refuses the connection:
that costs nobody any time, and a server that starts is to be seen at once.
"""

import asyncio
import functools
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx
import orjson

from streamingpro.mediamtx import answers
from streamingpro.mediamtx.breaker import Breaker, Outcome, Permit
from streamingpro.mediamtx.errors import (
    CircuitOpen,
    MediaServerError,
    ProtocolError,
    Refused,
    ServerError,
    TooLarge,
    Unreachable,
)

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Credentials = tuple[str, str]
Answer = TypeVar("Answer")

MAX_BODY = 32 * 1024 * 1024
REFUSED_PAUSE_S = 0.1  # MediaMTX closes its API for a moment when its own settings change

# A kept-alive connection that the server has just closed fails in one of these ways.
_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the API. `conf` (JSON names) may hold secrets. `repeatable`: carrying it out twice
    is carrying it out once. `timeout_s`: of its own, and then the breaker leaves it alone."""

    method: Method
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    conf: Mapping[str, Any] | None = field(default=None, repr=False)
    repeatable: bool = True
    timeout_s: float | None = None


class Transport:
    """Makes calls to the server at `server` ("http://127.0.0.1:9997", without credentials)."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None,
        credentials: Credentials | None,
        timeout_s: float,
        max_body: int,
        breaker: Breaker,
        clock: Callable[[], float] = time.monotonic,
        http: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.server, inside = _apart(base_url)
        self._timeout_s = timeout_s
        self._max_body = max_body
        self._breaker = breaker
        self._clock = clock
        self._last_words = ""
        self._answered = False
        basic = credentials or inside
        self._http = httpx.AsyncClient(
            base_url=self.server,
            # Lists are compressed by nobody, and what unpacks has no size that we know beforehand.
            headers={"Accept-Encoding": "identity"}
            | ({"Authorization": f"Bearer {token}"} if token and not basic else {}),
            auth=httpx.BasicAuth(*basic) if basic else None,
            timeout=timeout_s,
            limits=httpx.Limits(max_connections=8, keepalive_expiry=20.0),
            trust_env=False,
            verify=_tls(urlsplit(self.server).scheme == "https"),
            transport=http,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def call(self, request: Request, read: Callable[[bytes], Answer]) -> Answer:
        """What `read` makes of the answer's body; `read` raises ProtocolError for nonsense."""
        if request.timeout_s is not None:
            return read(await self._body(request, request.timeout_s))
        permit = self._breaker.admit(self._clock())
        if permit is None:
            raise CircuitOpen(self._last_words)
        outcome = Outcome.ABANDONED
        try:
            answer = read(await self._body(request, self._timeout_s))
            outcome = Outcome.ANSWERED
        except MediaServerError as error:
            outcome = _outcome(request, error)
            self._last_words = error.message if outcome is Outcome.FAILED else self._last_words
            raise
        finally:
            self._report(permit, outcome)
        return answer

    def _report(self, permit: Permit, outcome: Outcome) -> None:
        self._breaker.report(permit, outcome, self._clock())

    async def _body(self, request: Request, timeout_s: float) -> bytes:
        try:
            # httpx's limits are for each step; a server may let every step take nearly as long.
            async with asyncio.timeout(timeout_s):
                status, body, repeated = await self._sent(request, timeout_s)
        except (TimeoutError, httpx.TransportError, httpx.InvalidURL) as error:
            raise answers.silence(error, self.server) from None
        if status == 404 and request.method == "DELETE" and repeated:
            return b""  # the first attempt had been carried out
        if not 200 <= status < 300:
            raise answers.refusal(status, body, self.server)
        return body

    async def _sent(self, request: Request, timeout_s: float) -> tuple[int, bytes, bool]:
        """Status, body, and whether the request may have been carried out before. One more try
        after a dropped connection, and one after a refusal of a server that answered before."""
        repeated = paused = False
        while True:
            try:
                answer = await self._once(request, timeout_s)
            except _DROPPED:
                if repeated or not request.repeatable:
                    raise
                repeated = True
            except httpx.ConnectError:
                if paused or not self._answered:
                    self._answered = False
                    raise
                paused = True
                await asyncio.sleep(REFUSED_PAUSE_S)
            else:
                self._answered = True
                return *answer, repeated

    async def _once(self, request: Request, timeout_s: float) -> tuple[int, bytes]:
        made = self._http.build_request(
            request.method,
            request.url,
            params=request.params,
            content=None if request.conf is None else orjson.dumps(request.conf),
            headers={} if request.conf is None else {"Content-Type": "application/json"},
            timeout=timeout_s,
        )
        response = await self._http.send(made, stream=True)
        try:
            return response.status_code, await self._limited(response)
        finally:
            await response.aclose()

    async def _limited(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ProtocolError(f"The media server at {self.server} answers in a form unknown.")
        chunks: list[bytes] = []
        left = self._max_body
        async for chunk in response.aiter_bytes():
            left -= len(chunk)
            if left < 0:
                raise TooLarge(f"The answer of the media server at {self.server} is too large.")
            chunks.append(chunk)
        return b"".join(chunks)


def _outcome(request: Request, error: MediaServerError) -> Outcome:
    """What an error says about the server. A 5xx to a change says more about the change."""
    if isinstance(error, Refused):
        return Outcome.ABANDONED
    if isinstance(error, ServerError):
        return Outcome.FAILED if request.method == "GET" else Outcome.ABANDONED
    return Outcome.FAILED if isinstance(error, Unreachable | ProtocolError) else Outcome.ANSWERED


@functools.cache
def _tls(used: bool) -> ssl.SSLContext:
    """One for all clients: reading the system's certificates takes tens of milliseconds, and who
    speaks plain HTTP needs none."""
    return ssl.create_default_context() if used else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _apart(base_url: str) -> tuple[str, Credentials | None]:
    """The address without the user and password that may stand in it, and these."""
    parts = urlsplit(base_url.rstrip("/"))
    userinfo, at, place = parts.netloc.rpartition("@")
    if not at:
        return base_url.rstrip("/"), None
    user, _, password = userinfo.partition(":")
    address = urlunsplit((parts.scheme, place, parts.path, "", ""))
    return address, (unquote(user), unquote(password))
