"""MediaClient: one asynchronous client for MediaMTX and the embedded engine alike."""

from types import TracebackType
from typing import Self

import httpx

from streamingpro.mediamtx.breaker import Breaker
from streamingpro.mediamtx.calls.connections import ConnectionCalls
from streamingpro.mediamtx.calls.forward import ForwardCalls
from streamingpro.mediamtx.calls.paths import PathCalls
from streamingpro.mediamtx.calls.recordings import RecordingCalls
from streamingpro.mediamtx.calls.server import ServerCalls
from streamingpro.mediamtx.calls.sessions import SessionCalls
from streamingpro.mediamtx.lists import Pages
from streamingpro.mediamtx.transport import MAX_BODY, Credentials, Transport


class MediaClient(
    ServerCalls, PathCalls, ForwardCalls, ConnectionCalls, SessionCalls, RecordingCalls
):
    """Calls the Control API v3 at `base_url` ("http://127.0.0.1:9997").

    `token` is sent as a bearer token (the embedded engine). `credentials`, user and password, are
    sent as HTTP Basic (MediaMTX); they may also stand in the URL. Every call ends within
    `timeout_s`, or raises a MediaServerError: see `errors`. Connections are kept and reused;
    close with `aclose`. What lists give out is to be read only.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        credentials: Credentials | None = None,
        timeout_s: float = 5.0,
        max_body: int = MAX_BODY,
        breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = Transport(
            base_url,
            token=token,
            credentials=credentials,
            timeout_s=timeout_s,
            max_body=max_body,
            breaker=breaker or Breaker(),
            http=transport,
        )
        self._pages = Pages()

    @property
    def base_url(self) -> str:
        """Where the server is, without credentials: may be shown."""
        return self._transport.server

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()
