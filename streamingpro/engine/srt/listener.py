"""Many callers on one UDP port, each admitted or refused during its handshake.

libsrt asks on a thread of its own, which meanwhile reads for nobody: whoever decides there holds
up every connection of this listener. Options that may be set at this moment, before libsrt looks
at the caller's: passphrase and latency. The key length is the caller's choice; it is known after
the handshake (`SrtWire.key_length`).
"""

import asyncio
import ctypes
from collections.abc import Callable
from ctypes import byref, c_int
from dataclasses import dataclass, field
from typing import Any

from streamingpro.engine.srt import structs
from streamingpro.engine.srt.lib import ENCODING, CallFailed, Library, ListenCallback
from streamingpro.engine.srt.poller import Poller, Watch, shared_poller
from streamingpro.engine.srt.sockets import bind, new_socket
from streamingpro.engine.srt.structs import INVALID_SOCK
from streamingpro.kit.logging import get_logger

_log = get_logger("srt")

_BACKLOG = 128
_HANDSHAKE_S = 3.0
_REJECT, _ADMIT = -1, 0
REJECT_INTERNAL = 1500


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A caller that wants in. `streamid` may hold a key."""

    streamid: str = field(repr=False)
    peer_address: str
    hs_version: int


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer. `reject_code` (1000 and more: SRT's access control codes) refuses.

    passphrase    the one that the caller must use; None: it must use none
    latency_ms    the least delay, of either direction
    context       whatever the one who admits wants to find again in `on_accept`
    """

    passphrase: str | None = field(default=None, repr=False)
    latency_ms: int = 120
    reject_code: int | None = None
    context: Any = None


Admit = Callable[[CallRequest], Admission]
OnAccept = Callable[[int, CallRequest, Admission], None]
OnFailed = Callable[[CallRequest, Admission], None]


class SrtListener:
    """Listens on `host` ("" means every interface, both IP versions) and `port` (0: any free one).

    admit(request)                       on libsrt's thread: who may come in; be quick
    on_accept(sock, request, admission)  in the loop: connected. The socket is the callee's now,
                                         to make an SrtWire of or to close with `refuse`
    on_failed(request, admission)        in the loop: admitted, but the handshake did not succeed;
                                         nearly always the passphrase is wrong or missing

    Raises OSError when the address can't be had, SrtUnavailable without libsrt.
    """

    def __init__(
        self,
        host: str,
        port: int,
        admit: Admit,
        on_accept: OnAccept,
        on_failed: OnFailed = lambda _request, _admission: None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.poller: Poller = shared_poller()
        self.library: Library = self.poller.library
        self._admit = admit
        self._on_accept = on_accept
        self._on_failed = on_failed
        self._closed = False
        self._asking = False
        self._admitted: dict[int, tuple[CallRequest, Admission]] = {}
        self._callback = ListenCallback(self._called)  # kept as long as libsrt may call it
        self._sock = self._listen(host, port)
        self._watch: Watch = self.poller.add(
            self._sock,
            structs.EPOLL_IN | structs.EPOLL_ERR,
            self._acceptable,
            receives=False,
            rings=True,
        )

    @property
    def port(self) -> int:
        return int(self.library.local_address(self._sock).rpartition(":")[2] or 0)

    def close(self) -> None:
        """Stop listening; connections go on. Callers that are being asked about are refused."""
        if self._closed:
            return
        self._closed = True
        self.poller.remove(self._watch)
        if self._asking:  # libsrt waits for the answer before it closes; we don't
            self._loop.run_in_executor(None, self.library.api.srt_close, self._sock)
        else:
            self.library.api.srt_close(self._sock)
        _closed_callbacks.append(self._callback)
        self._admitted.clear()

    def refuse(self, sock: int) -> None:
        """Close a socket that `on_accept` does not want after all."""
        self.library.api.srt_close(sock)

    def _listen(self, host: str, port: int) -> int:
        library = self.library
        sock = new_socket(library)
        try:
            bind(library, sock, host, port)
            library.check(library.api.srt_listen_callback(sock, self._callback, None))
            library.check(library.api.srt_listen(sock, _BACKLOG))
        except BaseException:
            library.api.srt_close(sock)
            raise
        return sock

    # on libsrt's thread

    def _called(
        self, _opaque: Any, sock: int, hs_version: int, peer: int, streamid: bytes | None
    ) -> int:
        self._asking = True
        try:
            if self._closed or self.library.closing or self._loop.is_closed():
                return _REJECT
            request = CallRequest(
                (streamid or b"").decode(ENCODING, errors="replace"),
                structs.text_of(ctypes.string_at(peer, 28)),
                hs_version,
            )
            return self._decide(sock, request)
        except Exception:  # nothing may be raised into libsrt
            _log.exception("could not decide about an SRT caller")
            self.library.api.srt_setrejectreason(sock, REJECT_INTERNAL)
            return _REJECT
        finally:
            self._asking = False

    def _decide(self, sock: int, request: CallRequest) -> int:
        answer = self._admit(request)
        if self._closed:
            return _REJECT
        if answer.reject_code is not None:
            self.library.api.srt_setrejectreason(sock, answer.reject_code)
            return _REJECT
        if answer.passphrase:
            self.library.set_text(sock, structs.OPT_PASSPHRASE, answer.passphrase)
        for option in (structs.OPT_RCVLATENCY, structs.OPT_PEERLATENCY):
            self.library.set_int(sock, option, answer.latency_ms)
        self._admitted[sock] = request, answer
        self._loop.call_soon_threadsafe(self._expect, sock)
        self.poller.ring()
        return _ADMIT

    # in the loop

    def _expect(self, sock: int) -> None:
        self._loop.call_later(_HANDSHAKE_S, self._give_up, sock)

    def _give_up(self, sock: int) -> None:
        admitted = self._admitted.pop(sock, None)
        if admitted is not None:
            self._on_failed(*admitted)

    def _acceptable(self, _data: bytes, _events: int, _lost: bool) -> None:
        raw, length = ctypes.create_string_buffer(128), c_int(128)
        while not self._closed:
            sock = self.library.api.srt_accept(self._sock, raw, byref(length))
            if sock == INVALID_SOCK:
                return
            admitted = self._admitted.pop(sock, None)
            if admitted is None:
                self.refuse(sock)
                continue
            try:
                self._on_accept(sock, *admitted)
            except CallFailed:
                self.refuse(sock)


_closed_callbacks: list[Any] = []
"""libsrt may still be inside the callback of a listener that was closed: they are never freed."""
