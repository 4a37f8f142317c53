"""One client of the event stream: signing in on the socket, sending, heartbeat."""

import asyncio
from typing import NoReturn

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from streamingpro.control.live.hub import LiveHub, Subscriber
from streamingpro.control.live.messages import HEARTBEAT
from streamingpro.control.users.auth import token_of
from streamingpro.control.users.tokens import TokenStore

SIGN_IN_WITHIN_S = 5.0
HEARTBEAT_EVERY_S = 2.0
"""So often that a client can take five seconds of silence for a dead line."""
CHECK_SESSION_EVERY_S = 15.0
SEND_WITHIN_S = 30.0
NOT_SIGNED_IN = 4401
"""Close code; as HTTP's 401, in the range that applications may use."""


class _Left(Exception):
    """The client has gone, or is sent away."""


class LiveSession:
    """Serves one accepted or not yet accepted WebSocket until it ends; raises nothing."""

    def __init__(self, socket: WebSocket, hub: LiveHub, tokens: TokenStore) -> None:
        self._socket = socket
        self._hub = hub
        self._tokens = tokens

    async def run(self) -> None:
        await self._socket.accept()
        token = token_of(self._socket) or await self._token_from_message()
        if token is None or await self._tokens.identify(token) is None:
            await self._close(NOT_SIGNED_IN, "Please sign in.")
            return
        subscriber = self._hub.join()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._receive())
                group.create_task(self._send(subscriber))
                group.create_task(self._guard(token))
        except* (_Left, WebSocketDisconnect, TimeoutError):
            pass
        finally:
            self._hub.leave(subscriber)

    async def _token_from_message(self) -> str | None:
        """The token of a first message `{"type":"auth","token":"…"}`, or None."""
        try:
            async with asyncio.timeout(SIGN_IN_WITHIN_S):
                message = orjson.loads(await self._socket.receive_text())
        except (TimeoutError, WebSocketDisconnect, orjson.JSONDecodeError, KeyError):
            return None
        if not isinstance(message, dict) or message.get("type") != "auth":
            return None
        token = message.get("token")
        return token if isinstance(token, str) and token else None

    async def _receive(self) -> NoReturn:
        """Clients have nothing more to say; this notices when they go."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise _Left

    async def _send(self, subscriber: Subscriber) -> NoReturn:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_EVERY_S):
                    message = await subscriber.next()
            except TimeoutError:
                message = HEARTBEAT
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.send_text(message)

    async def _guard(self, token: str) -> NoReturn:
        """Send the client away when its session has ended or its token was withdrawn."""
        while True:
            await asyncio.sleep(CHECK_SESSION_EVERY_S)
            if await self._tokens.identify(token) is None:
                await self._close(NOT_SIGNED_IN, "Your session has ended. Please sign in again.")
                raise _Left

    async def _close(self, code: int, reason: str) -> None:
        if self._socket.client_state is WebSocketState.CONNECTED:
            await self._socket.close(code, reason)
