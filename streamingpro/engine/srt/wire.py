"""One SRT connection, with the interface of `engine/wire.py`: bytes in order and whole.

SRT carries messages. A write is cut into messages of at most `payload_size` bytes, a multiple of
the 188 of MPEG-TS; what comes in is handed over as libsrt releases it, in whole messages.
"""

import asyncio
import ctypes
from collections import deque
from collections.abc import Callable
from ctypes import byref, c_char_p, c_size_t, c_void_p

from streamingpro.engine.srt import structs
from streamingpro.engine.srt.counters import read_stats
from streamingpro.engine.srt.errors import SrtError, SrtErrorKind
from streamingpro.engine.srt.lib import CallFailed
from streamingpro.engine.srt.poller import Poller, Watch
from streamingpro.engine.srt.stats import SrtFigures, Stats, Window

MAX_PENDING_BYTES = 32 * 1024 * 1024
_RECENT_S = 3.0
_TAIL_S = 0.1
_LINGER_STEP_S = 0.02


class SrtWire:
    """Owns `sock`, a connected socket, from now to `close`. Call `resume` to begin.

    on_data(data)     bytes came in
    on_lost(error)    the connection ended; `None` when the peer closed it. At most once,
                      never from inside one of our own calls, never after `close`
    on_drained()      everything that was pending has been handed to libsrt
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        poller: Poller,
        sock: int,
        on_data: Callable[[bytes], None],
        on_lost: Callable[[SrtError | None], None],
        payload_size: int = 1316,
    ) -> None:
        self._loop = loop
        self._poller = poller
        self._library = poller.library
        self._send = poller.library.api.srt_sendmsg2
        self._sock = sock
        self._on_data = on_data
        self._on_lost = on_lost
        self._payload_size = payload_size
        self._watch: Watch | None = None
        self._paused = True
        self._pending: deque[bytes] = deque()
        self._pending_at = 0
        self._pending_bytes = 0
        self._closed = False
        self._notice: asyncio.Handle | None = None
        self._heard_at = 0.0
        self._window = Window()
        self._acked = 0
        self.on_drained: Callable[[], None] | None = None
        self.blocked = False
        self.bytes_sent = 0
        self.bytes_received = 0
        self.peer_address = self._library.peer_address(sock)  # libsrt knows none in rendezvous
        self.encryption = self._encryption()
        self._receive_latency = self._option(structs.OPT_RCVLATENCY)
        self._send_latency = self._option(structs.OPT_PEERLATENCY)

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def pending_bytes(self) -> int:
        """Bytes that libsrt has not taken yet."""
        return self._pending_bytes

    @property
    def latency_ms(self) -> int:
        """The negotiated delay of the direction that is used: ours to receive, else the peer's."""
        return self._receive_latency if self.bytes_received else self._send_latency

    def pause(self) -> None:
        """Receive nothing for now, but notice the end: what comes waits in libsrt's buffer."""
        self._paused = True
        self._wait()

    def resume(self) -> None:
        """Receive, or receive again."""
        self._paused = False
        self._wait()

    def write(self, data: bytes) -> None:
        """Send `data` whole and in order; what libsrt won't take now is kept."""
        if self._closed or not data:
            return
        if self.blocked:
            self._keep(data, 0)
            return
        sent = self._transmit(data, 0)
        if sent < len(data) and not self._closed:
            self.blocked = True
            self._keep(data, sent)
            self._update()

    def close(self) -> None:
        """Close at once; what is pending is lost. No callback comes after this."""
        if self._notice is not None:
            self._notice.cancel()
        if self._closed:
            return
        self.stats()  # what is known stays known
        self._look_acked()
        self._closed = True
        if self._watch is not None:
            self._poller.remove(self._watch)
        self._pending.clear()
        self._pending_bytes = 0
        self._library.api.srt_close(self._sock)

    async def finish(self, timeout_s: float) -> None:
        """Send what is pending, wait until the peer has acknowledged it all, close.

        Takes `timeout_s` seconds at most; a peer that does not answer by then is cut off.
        """
        if self._closed:
            return
        self._on_data = lambda _data: None
        self._on_lost = lambda _error: None
        self.on_drained = None
        gone = self._loop.create_future()
        self._look_for_end(gone)
        try:
            async with asyncio.timeout(timeout_s):
                await gone
        except TimeoutError:
            pass
        finally:
            self.close()

    def _look_for_end(self, gone: "asyncio.Future[None]") -> None:
        if gone.done():
            return
        if self._closed or not (self._pending or self._unacked()):
            gone.set_result(None)
        else:
            self._loop.call_later(_LINGER_STEP_S, self._look_for_end, gone)

    # figures

    @property
    def bytes_acked(self) -> int:
        """Payload bytes that the peer has: those sent, without what waits in libsrt's buffer for
        an acknowledgement or was dropped there because it became too late. Never falls."""
        if not self._closed:
            self._look_acked()
        return self._acked

    def stats(self) -> Stats:
        """Every counter; rates are over the last two seconds that somebody asked about."""
        now = self._loop.time()
        if not self._closed and self._window.stale(now):
            fresh = read_stats(self._library, self._sock, self._window)
            if fresh is not None:
                self._window.add(now, fresh)
        return self._window.last

    def figures(self, now: float) -> SrtFigures:
        """How it does; of a connection that has ended, how it did. `now`: the loop's time."""
        self.stats()
        return self._window.figures(self.latency_ms, self.encryption)

    @property
    def key_length(self) -> int:
        """Bytes of the key in use: 16, 24, 32, or 0 without encryption."""
        return int(self.encryption.removeprefix("AES-") or 0) // 8

    def _encryption(self) -> str:
        if self._option(structs.OPT_KMSTATE) != structs.KM_SECURED:
            return ""
        return f"AES-{(self._option(structs.OPT_PBKEYLEN) or 16) * 8}"

    def _option(self, option: int) -> int:
        try:
            return self._library.get_int(self._sock, option)
        except CallFailed:
            return 0  # it ended before we could ask

    def _unacked(self) -> int:
        blocks, size = c_size_t(0), c_size_t(0)
        result = self._library.api.srt_getsndbuffer(self._sock, byref(blocks), byref(size))
        return 0 if result == structs.ERROR else size.value

    def _look_acked(self) -> None:
        waiting = self._unacked()
        dropped = self.stats().bytes_send_drop - self.stats().packets_send_drop * 44
        self._acked = max(self._acked, self.bytes_sent - waiting - max(0, dropped))

    # sending

    def _transmit(self, data: bytes, start: int) -> int:
        """How far it got."""
        base = ctypes.cast(c_char_p(data), c_void_p).value
        assert base is not None
        send, sock, step, end = self._send, self._sock, self._payload_size, len(data)
        place = start
        while place < end:
            size = min(step, end - place)
            if send(sock, base + place, size, None) < 0:
                break
            place += size
        self.bytes_sent += place - start
        if place < end:
            failure = self._library.failure()
            if failure.code != structs.EASYNCSND:
                self._lose(_lost_error())
        return place

    def _keep(self, data: bytes, start: int) -> None:
        if not self._pending:
            self._pending_at = start
        self._pending.append(data)
        self._pending_bytes += len(data) - start
        if self._pending_bytes > MAX_PENDING_BYTES:
            message = "The other side takes less than it is sent."
            self._lose(SrtError(SrtErrorKind.NETWORK, message))

    def _writable(self) -> None:
        while self._pending:
            data, start = self._pending[0], self._pending_at
            place = self._transmit(data, start)
            if self._closed:
                return
            self._pending_bytes -= place - start
            self._pending_at = place
            if place < len(data):
                return
            self._pending.popleft()
            self._pending_at = 0
        self.blocked = False
        self._update()
        if self.on_drained is not None:
            self.on_drained()

    # what the poller says

    def _events(self) -> int:
        events = structs.EPOLL_ERR
        if not self._paused:
            events |= structs.EPOLL_IN
        if self.blocked:
            events |= structs.EPOLL_OUT
        return events

    def _wait(self) -> None:
        if self._watch is None and not self._closed:
            self._watch = self._poller.add(
                self._sock,
                self._events(),
                self._ready,
                receives=not self._paused,
                tail_s=self._receive_latency / 1000 + _TAIL_S,
            )
        else:
            self._update()

    def _update(self) -> None:
        if self._watch is not None and not self._closed:
            self._watch.receives = not self._paused
            self._poller.update(self._watch, self._events())

    def _ready(self, data: bytes, events: int, lost: bool) -> None:
        if data:
            self._heard_at = self._loop.time()
            self.bytes_received += len(data)
            self._on_data(data)
            if self._closed:
                return
        if lost or (self._paused and events & structs.EPOLL_ERR):
            heard = self._heard_at and self._loop.time() - self._heard_at < _RECENT_S
            self._lose(None if heard else _lost_error())
        elif self.blocked and events & structs.EPOLL_OUT:
            self._writable()

    def _lose(self, error: SrtError | None) -> None:
        if self._closed:
            return
        on_lost = self._on_lost
        self.close()
        self._notice = self._loop.call_soon(on_lost, error)


def _lost_error() -> SrtError:
    return SrtError(
        SrtErrorKind.NETWORK,
        "The connection was lost: the other side closed it, or did not answer for 5 seconds.",
    )
