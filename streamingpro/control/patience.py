"""HTTP clients that open a connection and then keep us waiting are let go.

Nothing else bounds them: uvicorn's keep-alive time only counts after a request. The auth hook
shares this listener, so connections that cost an attacker nothing must not pile up here.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 20.0
_OUR_TURN_COMES_LATER = (h11.IDLE, h11.SEND_BODY)


class PatientProtocol(H11Protocol):
    """Ends a connection whose client has not finished a request's head or body in time.

    Looked at every `PATIENCE_S` seconds, so it takes one to two times as long. Answers may take as
    long as they like, and a WebSocket has rules of its own.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting_for: object = self._awaited()
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def _arm(self) -> None:
        self._watch = self.loop.call_later(PATIENCE_S, self._look)

    def _awaited(self) -> object:
        """What the client owes us; None when it is our turn."""
        if self.conn.their_state not in _OUR_TURN_COMES_LATER:
            return None
        return self.conn.their_state, self.cycle

    def _look(self) -> None:
        if self.transport.get_protocol() is not self:
            return  # it became a WebSocket
        awaited = self._awaited()
        if awaited is not None and awaited == self._waiting_for:
            self.transport.abort()
            return
        self._waiting_for = awaited
        self._arm()
