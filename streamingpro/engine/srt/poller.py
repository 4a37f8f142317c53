"""The one thread that waits for SRT sockets and reads those that are ready.

A round: wait until something is ready, read every ready socket empty, hand everything over to the
event loop in one call, rest for `REST_S` so that packets come in handfuls. What the loop has not
taken yet is not read further: it waits in libsrt's buffers.

The thread runs only while there are sockets to wait for. libsrt wakes whoever waits 100 times a
second; so while there are only listeners the thread sleeps, until one of them says that somebody
calls (`Poller.ring`).
"""

import asyncio
import ctypes
import threading
import time
from collections.abc import Callable
from ctypes import byref, c_int

from streamingpro.engine.srt.lib import Library, load
from streamingpro.engine.srt.structs import (
    EASYNCRCV,
    ECONNLOST,
    EPOLL_ENABLE_EMPTY,
    EPOLL_ERR,
    EPOLL_OUT,
    MAX_MESSAGE,
    STATE_CONNECTED,
    EpollEvent,
)
from streamingpro.kit.logging import get_logger

_log = get_logger("srt")

REST_S = 0.010
_WAIT_MS = 1000
_EVENTS_AT_ONCE = 256
_READ_BYTES = 256 * 1024
_JOIN_S = 2.0
_RUNG_S = 4.0
"""Longer than a handshake takes."""

OnReady = Callable[[bytes, int, bool], None]
"""(data, events, lost): in the event loop. `lost`: the connection has ended, after this data."""


class Watch:
    """One socket that is waited for. Made by `Poller.add`."""

    __slots__ = ("broken_until", "on_ready", "posted", "receives", "rings", "sock", "tail_s")

    def __init__(
        self, sock: int, on_ready: OnReady, *, receives: bool, rings: bool, tail_s: float
    ) -> None:
        self.sock = sock
        self.on_ready = on_ready
        self.receives = receives
        self.rings = rings
        self.tail_s = tail_s
        self.posted = False
        self.broken_until = 0.0


class Poller:
    """Waits for SRT sockets on behalf of one event loop, whose thread alone calls this."""

    def __init__(self, library: Library, loop: asyncio.AbstractEventLoop) -> None:
        self.library = library
        self._loop = loop
        self._watches: dict[int, Watch] = {}
        self._round: _Rounds | None = None
        library.on_shutdown(self)

    @property
    def watched(self) -> int:
        """How many sockets are waited for."""
        return len(self._watches)

    @property
    def asleep(self) -> bool:
        """Nothing is looked at until somebody rings."""
        return self._round is None or self._round.asleep

    def ring(self) -> None:
        """Something is about to happen at a socket that `rings`. From any thread."""
        if (rounds := self._round) is not None:
            rounds.ring()

    def add(
        self,
        sock: int,
        events: int,
        on_ready: OnReady,
        *,
        receives: bool,
        rings: bool = False,
        tail_s: float = 0.0,
    ) -> Watch:
        """Wait for `events` of `sock`. One that `receives` is read, others are only reported.

        `tail_s`: how long to go on reading once the connection has ended; what was received before
        that becomes due only after the latency of the connection. `rings`: whoever added it calls
        `ring` before anything happens.
        """
        watch = Watch(sock, on_ready, receives=receives, rings=rings, tail_s=tail_s)
        if self._round is None:
            self._round = _Rounds(self.library, self._watches, self._post)
            _shared.setdefault(self._loop, self)
        self._watches[sock] = watch
        self._round.add(watch, events)
        if self.library.api.srt_getsockstate(sock) > STATE_CONNECTED:
            # It ended before libsrt knew that somebody waits, and tells nobody any more.
            self._loop.call_soon(self._deliver, [(watch, b"", EPOLL_ERR, receives)])
        return watch

    def update(self, watch: Watch, events: int) -> None:
        """Wait for other events."""
        if self._round is not None and self._watches.get(watch.sock) is watch:
            self._round.update(watch.sock, events)

    def remove(self, watch: Watch) -> None:
        """Wait no more; nothing of it is reported after this. Harmless when it was removed."""
        if self._watches.get(watch.sock) is not watch:
            return
        del self._watches[watch.sock]
        if self._round is not None:
            self._round.remove(watch)
            if not self._watches:
                self._round.stop()
                self._round = None
                if _shared.get(self._loop) is self:
                    del _shared[self._loop]

    def shutdown(self) -> None:
        """The process ends: wait for the thread."""
        rounds, self._round = self._round, None
        self._watches.clear()
        if rounds is not None:
            rounds.stop()
            rounds.join()

    def _post(self, batch: list[tuple[Watch, bytes, int, bool]]) -> bool:
        """In the poller's thread. False: there is no loop any more."""
        try:
            self._loop.call_soon_threadsafe(self._deliver, batch)
        except RuntimeError:
            return False
        return True

    def _deliver(self, batch: list[tuple[Watch, bytes, int, bool]]) -> None:
        for watch, data, events, lost in batch:
            if self._watches.get(watch.sock) is not watch:
                continue  # removed meanwhile
            try:
                watch.on_ready(data, events, lost)
            except Exception:
                _log.exception("an SRT connection failed")
            watch.posted = False


class _Rounds:
    """The thread, and libsrt's epoll that it waits on."""

    def __init__(
        self,
        library: Library,
        watches: dict[int, Watch],
        post: Callable[[list[tuple[Watch, bytes, int, bool]]], bool],
    ) -> None:
        self._library = library
        self._api = library.api
        self._watches = watches
        self._post = post
        self._stopped = False
        self._bell = threading.Event()
        self._rung_until = 0.0
        self._busy = 0
        self.asleep = False
        self._eid = library.check(self._api.srt_epoll_create())
        self._api.srt_epoll_set(self._eid, EPOLL_ENABLE_EMPTY)
        self._buffer = bytearray(_READ_BYTES)
        self._view = memoryview(self._buffer)
        self._base = ctypes.addressof(ctypes.c_char.from_buffer(self._buffer))
        self._thread = threading.Thread(target=self._run, name="srt poller", daemon=True)
        self._thread.start()

    def add(self, watch: Watch, events: int) -> None:
        self._api.srt_epoll_add_usock(self._eid, watch.sock, byref(c_int(events)))
        if not watch.rings:
            self._busy += 1
            self._bell.set()

    def update(self, sock: int, events: int) -> None:
        self._api.srt_epoll_update_usock(self._eid, sock, byref(c_int(events)))

    def remove(self, watch: Watch) -> None:
        self._busy -= not watch.rings
        self._api.srt_epoll_remove_usock(self._eid, watch.sock)

    def ring(self) -> None:
        """Look at everything for a while."""
        self._rung_until = time.monotonic() + _RUNG_S
        self._bell.set()

    def stop(self) -> None:
        """The thread ends within some 10 ms: its epoll is gone."""
        self._stopped = True
        self._bell.set()
        self._api.srt_epoll_release(self._eid)

    def join(self) -> None:
        if self._thread is not threading.current_thread():
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        ready = (EpollEvent * _EVENTS_AT_ONCE)()
        while not self._stopped:
            self._sleep()
            count = self._api.srt_epoll_uwait(self._eid, ready, _EVENTS_AT_ONCE, _WAIT_MS)
            if count > 0:
                batch: list[tuple[Watch, bytes, int, bool]] = []
                for event in ready[: min(count, _EVENTS_AT_ONCE)]:
                    self._look(event.fd, event.events, batch)
                if batch and not self._post(batch):
                    return
            if count != 0:  # an error too: there is nothing to be gained from haste
                time.sleep(REST_S)

    def _sleep(self) -> None:
        """Until there is a reason to look."""
        while not self._needed():
            self._bell.clear()
            if self._needed():
                return  # somebody rang before that
            self.asleep = True
            self._bell.wait()
            self.asleep = False

    def _needed(self) -> bool:
        return self._busy > 0 or self._stopped or time.monotonic() < self._rung_until

    def _look(self, sock: int, events: int, batch: list[tuple[Watch, bytes, int, bool]]) -> None:
        watch = self._watches.get(sock)
        if watch is None or watch.posted:
            return
        data, lost = self._read(watch) if watch.receives else (b"", False)
        if watch.receives and not (data or lost or events & EPOLL_OUT):
            return
        watch.posted = True
        batch.append((watch, data, events, lost))

    def _read(self, watch: Watch) -> tuple[bytes, bool]:
        """What `watch` has to give, and whether it has ended."""
        receive, sock, base = self._api.srt_recvmsg2, watch.sock, self._base
        used = 0
        while used <= _READ_BYTES - MAX_MESSAGE:
            got = receive(sock, base + used, MAX_MESSAGE, None)
            if got <= 0:
                break
            used += got
        else:
            return bytes(self._view[:used]), False
        code = self._api.srt_getlasterror(None) if got < 0 else 0
        data = bytes(self._view[:used])
        if code in (0, EASYNCRCV):
            return data, False
        return data, not used and self._over(watch, code)

    def _over(self, watch: Watch, code: int) -> bool:
        """Whether a broken connection has nothing more to give."""
        now = time.monotonic()
        if not watch.broken_until:
            watch.broken_until = now + watch.tail_s
        return code != ECONNLOST or now >= watch.broken_until


_shared: dict[asyncio.AbstractEventLoop, Poller] = {}


def shared_poller() -> Poller:
    """The poller of the running loop, while it has sockets; else a new one.

    Raises SrtUnavailable. Ask for it anew for every connection.
    """
    loop = asyncio.get_running_loop()
    return _shared.get(loop) or Poller(load(), loop)
