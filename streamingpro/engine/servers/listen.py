"""Listening sockets that hand over plain non-blocking sockets."""

import asyncio
import errno
import socket
from collections.abc import Callable

from streamingpro.engine.addresses import text_address
from streamingpro.kit.logging import get_logger

_log = get_logger("listen")

_BACKLOG = 1024
_ACCEPT_AT_ONCE = 64
_PAUSE_S = 1.0
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener:
    """Accepts TCP connections on `host` ("" means every interface, both IP versions) and `port`
    (0 means any free one). Raises OSError when the address can't be had."""

    def __init__(
        self, host: str, port: int, on_accept: Callable[[socket.socket, str], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_accept = on_accept
        self._sock = _listening_socket(host, port)
        self._resume: asyncio.TimerHandle | None = None
        self._listen()

    @property
    def port(self) -> int:
        return int(self._sock.getsockname()[1])

    def close(self) -> None:
        self._loop.remove_reader(self._sock.fileno())
        if self._resume is not None:
            self._resume.cancel()
        self._sock.close()

    def _listen(self) -> None:
        self._loop.add_reader(self._sock.fileno(), self._acceptable)

    def _acceptable(self) -> None:
        for _ in range(_ACCEPT_AT_ONCE):
            try:
                sock, name = self._sock.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._rest(error)
                return
            sock.setblocking(False)
            self._on_accept(sock, text_address(name))

    def _rest(self, error: OSError) -> None:
        """Out of file descriptors or memory: whoever is connected stays so, others wait."""
        if error.errno in _EXHAUSTED:
            _log.error("can't accept connections now", reason=error.strerror)
            self._loop.remove_reader(self._sock.fileno())
            self._resume = self._loop.call_later(_PAUSE_S, self._listen)
        else:
            _log.warning("accept failed", reason=error.strerror)


def _listening_socket(host: str, port: int) -> socket.socket:
    if host == "" and socket.has_dualstack_ipv6():
        try:
            return _bound(socket.AF_INET6, ("::", port), dualstack=True)
        except OSError as error:
            if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                raise
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return _bound(family, (host, port))


def _bound(
    family: socket.AddressFamily, address: tuple[str, int], *, dualstack: bool = False
) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if dualstack else 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock
