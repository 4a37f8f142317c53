"""One HTTP connection of a viewer: its requests are answered one after the other."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from streamingpro.engine import tcpinfo
from streamingpro.engine.servers.hls.request import MAX_HEAD, BadRequest, Request, parse_head
from streamingpro.engine.servers.hls.response import Response, failure
from streamingpro.engine.wire import Wire
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn

_log = get_logger("hls")

KEEP_ALIVE_S = 60.0
HEAD_S = 10.0
ANSWER_S = 120.0
"""An answer takes no longer: whoever reads more slowly than that would keep old segments alive."""

DECISION_S = 300.0
"""A request that has no answer by then gets none."""

_PIECE = 64 * 1024
_GOODBYE_S = 1.0


class Handler(Protocol):
    """Who answers: `Connection.respond` must be called once for each request, now or later."""

    @property
    def write_timeout_s(self) -> float:
        """How long a client may read nothing of an answer."""

    def handle(self, connection: "HttpConnection", request: Request) -> None: ...
    def common_headers(self, request: Request | None) -> Mapping[str, str]: ...
    def ended(self, connection: "HttpConnection") -> None: ...


class HttpConnection:
    """Owns `sock`. `remote_address` is "host:port"."""

    def __init__(self, handler: Handler, sock: socket.socket, remote_address: str) -> None:
        self.remote_address = remote_address
        self._handler = handler
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._request: Request | None = None
        self._answering = False
        self._advancing = False
        self._body: Iterator[bytes] = iter(())
        self._count: Callable[[int], None] | None = None
        self._since = self._moved_at = self._loop.time()
        self._moved_bytes = 0
        self._ended = False
        tcpinfo.tune(sock)
        self._wire = Wire(self._loop, sock, self._received, self._lost)
        self._wire.on_drained = self._pump
        self._wire.resume()

    @property
    def ended(self) -> bool:
        """Nobody is there any more to be answered."""
        return self._ended

    @property
    def ip(self) -> str:
        return self.remote_address.rpartition(":")[0].strip("[]")

    def respond(self, response: Response, count: Callable[[int], None] | None = None) -> None:
        """Answer the request at hand; `count` is told the bytes of the body as they leave."""
        request = self._request
        if self._ended or request is None or self._answering:
            return
        self._answering = True
        self._count = count
        self._since = self._moved_at = self._loop.time()
        common = self._handler.common_headers(request)
        head = response.head(common, keep_alive=request.keep_alive)
        self._body = _pieces(() if request.method == "HEAD" else response.body)
        first = next(self._body, b"")
        self._counted(first)
        self._wire.write(head + first)
        self._pump()

    def tick(self, now: float) -> None:
        """Once a second: end it when the client is silent, or too slow."""
        if self._answering:
            if self._wire.bytes_sent != self._moved_bytes:
                self._moved_bytes, self._moved_at = self._wire.bytes_sent, now
            stalled = now - self._moved_at > self._handler.write_timeout_s
            if stalled or now - self._since > ANSWER_S:
                self.close()
        else:
            silent_s = HEAD_S if self._buffer else KEEP_ALIVE_S
            if now - self._since > (DECISION_S if self._request is not None else silent_s):
                self.close()

    def close(self) -> None:
        """End it at once."""
        if not self._ended:
            self._wire.close()
            self._lost(None)

    # requests

    def _received(self, data: bytes) -> None:
        if not self._buffer and self._request is None:
            self._since = self._loop.time()
        self._buffer += data
        self._advance()
        if len(self._buffer) > MAX_HEAD:  # it asks for more while we answer: that can wait
            self._wire.pause()

    def _advance(self) -> None:
        """Take up the next request, if one is there, until one has to wait for its answer."""
        if self._advancing:
            return
        self._advancing = True
        try:
            while not self._ended and self._request is None and self._take_request():
                pass
        except BadRequest as error:
            self._refuse(error)
        finally:
            self._advancing = False

    def _take_request(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n", 0, MAX_HEAD)
        if end < 0:
            if len(self._buffer) >= MAX_HEAD:
                raise BadRequest(431, "the head of the request is too long")
            return False
        head = bytes(self._buffer[:end]).lstrip(b"\r\n")
        del self._buffer[: end + 4]
        self._request = parse_head(head)
        self._since = self._loop.time()
        try:
            self._handler.handle(self, self._request)
        except Exception:
            _log.exception("request failed")
            self.respond(failure(500, "An error in the server itself."))
        return True

    def _refuse(self, error: BadRequest) -> None:
        """Say what was wrong, and hear no more from whoever speaks like that."""
        self._buffer.clear()
        self._request = Request("GET", ("",), "", {}, keep_alive=False)
        self.respond(failure(error.status, str(error)))

    # answers

    def _counted(self, piece: bytes) -> None:
        if self._count is not None:
            self._count(len(piece))

    def _pump(self) -> None:
        """Hand the body over as fast as the client takes it."""
        if not self._answering:
            return
        while not self._wire.blocked and not self._wire.closed:
            piece = next(self._body, None)
            if piece is None:
                self._finished()
                return
            self._counted(piece)
            self._wire.write(piece)

    def _finished(self) -> None:
        request, self._request = self._request, None
        self._answering = False
        self._count = None
        self._since = self._loop.time()
        if request is not None and not request.keep_alive:
            self._ended = True
            self._handler.ended(self)
            spawn(self._wire.finish(_GOODBYE_S), name="goodbye to a viewer")
            return
        self._wire.resume()
        self._advance()

    def _lost(self, _error: OSError | None) -> None:
        if not self._ended:
            self._ended = True
            self._body = iter(())
            self._handler.ended(self)


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    """A body in pieces small enough to keep one for each of many slow clients."""
    for part in body:
        for place in range(0, len(part), _PIECE):
            yield part[place : place + _PIECE]
