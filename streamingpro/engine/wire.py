"""One TCP connection as the engine uses it: non-blocking, with an optional TLS filter.

asyncio's transports copy what can't be sent at once and wake up for every write; the fan-out
sends the same buffer to hundreds of sockets, so it talks to them directly. A `Wire` keeps bytes in
order and whole; who may drop what, and when, is decided above it (`outlet.py`).
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import Protocol

_RECEIVE_BYTES = 64 * 1024
MAX_PENDING_BYTES = 32 * 1024 * 1024


class PendingOverflow(ConnectionError):
    """The peer makes us answer faster than it reads our answers."""


class Filter(Protocol):
    """What stands between the bytes of the protocol and those of the socket (TLS)."""

    def incoming(self, data: bytes) -> bytes: ...
    def outgoing(self, data: bytes) -> bytes: ...
    def replies(self) -> bytes:
        """Bytes that the filter itself wants to send (a handshake, a key update)."""


class Wire:
    """Owns `sock` from the first call of `resume` to `close`.

    on_data(data)     bytes came in
    on_lost(error)    the connection ended; `None` when the peer closed it. At most once,
                      never from inside one of our own calls, never after `close`
    on_drained()      everything that was pending has been handed to the kernel
    """

    __slots__ = (
        "_closed",
        "_fd",
        "_filter",
        "_loop",
        "_notice",
        "_on_data",
        "_on_lost",
        "_pending",
        "_pending_bytes",
        "_sock",
        "_writing",
        "blocked",
        "bytes_received",
        "bytes_sent",
        "on_drained",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sock: socket.socket,
        on_data: Callable[[bytes], None],
        on_lost: Callable[[OSError | None], None],
        tls: Filter | None = None,
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._fd = sock.fileno()
        self._filter = tls
        self._on_data = on_data
        self._on_lost = on_lost
        self.on_drained: Callable[[], None] | None = None
        self._pending: deque[bytes | memoryview] = deque()
        self._pending_bytes = 0
        self._writing = False
        self._closed = False
        self._notice: asyncio.Handle | None = None
        self.blocked = False
        self.bytes_sent = 0
        self.bytes_received = 0

    @property
    def sock(self) -> socket.socket:
        return self._sock

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def pending_bytes(self) -> int:
        """Bytes that the kernel has not taken yet."""
        return self._pending_bytes

    def pause(self) -> None:
        """Receive nothing for now: what the peer sends waits in its own buffers."""
        if not self._closed:
            self._loop.remove_reader(self._fd)

    def resume(self) -> None:
        """Receive, or receive again."""
        if not self._closed:
            self._loop.add_reader(self._fd, self._readable)

    def write(self, data: bytes) -> None:
        """Send `data` whole and in order; what the kernel won't take now is kept."""
        if self._closed:
            return
        if self._filter is not None:
            try:
                data = self._filter.outgoing(data)
            except OSError as error:  # ssl.SSLError is one
                self._lose(error)
                return
        self._transmit(data)

    def _transmit(self, data: bytes) -> None:
        if self.blocked:
            self._keep(data)
            return
        try:
            sent = self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._lose(error)
            return
        self.bytes_sent += sent
        if sent < len(data):
            self.blocked = True
            self._loop.add_writer(self._fd, self._writable)
            self._writing = True
            self._keep(memoryview(data)[sent:])  # may be too much, and close

    def flush_filter(self) -> None:
        """Send what the TLS filter itself has to say."""
        if self._filter is not None and not self._closed:
            reply = self._filter.replies()
            if reply:
                self._transmit(reply)

    def close(self) -> None:
        """Close at once; what is pending is lost. No callback comes after this."""
        if self._notice is not None:
            self._notice.cancel()
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._fd)
        if self._writing:
            self._loop.remove_writer(self._fd)
        self._pending.clear()
        self._pending_bytes = 0
        self._sock.close()

    async def finish(self, timeout_s: float) -> None:
        """Send what is pending, say that nothing follows, wait for the peer's end, close.

        Takes `timeout_s` seconds at most; a peer that does not answer by then is cut off.
        """
        ended = self._loop.create_future()

        def done(_error: OSError | None = None) -> None:
            if not ended.done():
                ended.set_result(None)

        def drained() -> None:
            try:
                self._sock.shutdown(socket.SHUT_WR)
            except OSError:
                done()

        if self._closed:
            return
        self._on_data = lambda _data: None
        self._on_lost = done
        self.on_drained = drained
        self.resume()  # a paused wire would not see the peer's end
        if not self.blocked:
            drained()
        try:
            async with asyncio.timeout(timeout_s):  # wait_for may swallow a cancellation
                await ended
        except TimeoutError:
            pass
        finally:
            self.close()

    def _keep(self, data: bytes | memoryview) -> None:
        self._pending.append(data)
        self._pending_bytes += len(data)
        if self._pending_bytes > MAX_PENDING_BYTES:
            self._lose(PendingOverflow("the peer does not read what it asks for"))

    def _readable(self) -> None:
        try:
            data = self._sock.recv(_RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(error)
            return
        if not data:
            self._lose(None)
            return
        self.bytes_received += len(data)
        if self._filter is not None:
            try:
                data = self._filter.incoming(data)
            except OSError as error:  # ssl.SSLError is one
                self.flush_filter()
                self._lose(error)
                return
            self.flush_filter()
            if not data:
                return
        self._on_data(data)

    def _writable(self) -> None:
        pending = self._pending
        while pending:
            data = pending[0]
            try:
                sent = self._sock.send(data)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                self._lose(error)
                return
            self.bytes_sent += sent
            self._pending_bytes -= sent
            if sent < len(data):
                pending[0] = memoryview(data)[sent:]
                return
            pending.popleft()
        self.blocked = False
        self._loop.remove_writer(self._fd)
        self._writing = False
        if self.on_drained is not None:
            self.on_drained()

    def _lose(self, error: OSError | None) -> None:
        if self._closed:
            return
        on_lost = self._on_lost
        self.close()
        self._notice = self._loop.call_soon(on_lost, error)
