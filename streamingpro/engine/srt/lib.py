"""libsrt, found, loaded and typed.

`load()` gives the one Library of the process or raises SrtUnavailable with a reason for the user.
Debian has two builds of the same library (OpenSSL and GnuTLS); either serves. STREAMINGPRO_LIBSRT
names another file.

The library is shut down when the interpreter exits, before its own static destructors run: by then
nobody may call back into Python any more.
"""

import atexit
import ctypes
import ctypes.util
import errno
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from ctypes import POINTER, byref, c_char_p, c_int, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from typing import Any

from streamingpro.engine.srt.structs import (
    ERROR,
    PORT_TAKEN,
    SYMBOLS_SINCE,
    WIDE_OPTIONS,
    Counters,
    EpollEvent,
    text_of,
)
from streamingpro.kit.logging import get_logger

_log = get_logger("libsrt")

ENVIRONMENT = "STREAMINGPRO_LIBSRT"
HOW_TO_INSTALL = (
    "Install it: on Debian and Ubuntu `apt install libsrt1.5-openssl`, on macOS `brew install srt`"
)
_SONAMES = (
    *("libsrt-openssl.so.1.5", "libsrt-gnutls.so.1.5", "libsrt.so.1.5"),
    *("libsrt-openssl.so.1.4", "libsrt-gnutls.so.1.4", "libsrt.so.1.4", "libsrt.so.1"),
    *("/opt/homebrew/lib/libsrt.dylib", "/usr/local/lib/libsrt.dylib"),
)
ENCODING = "utf-8"
_LOG_CRITICAL = 2

ListenCallback = ctypes.CFUNCTYPE(c_int, c_void_p, c_int32, c_int, c_void_p, c_char_p)
_LogHandler = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_char_p, c_int, c_char_p, c_char_p)

_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "srt_startup": (c_int, ()),
    "srt_cleanup": (c_int, ()),
    "srt_getversion": (c_uint32, ()),
    "srt_create_socket": (c_int32, ()),
    "srt_close": (c_int, (c_int32,)),
    "srt_bind": (c_int, (c_int32, c_char_p, c_int)),
    "srt_listen": (c_int, (c_int32, c_int)),
    "srt_listen_callback": (c_int, (c_int32, ListenCallback, c_void_p)),
    "srt_accept": (c_int32, (c_int32, c_void_p, POINTER(c_int))),
    "srt_connect": (c_int, (c_int32, c_char_p, c_int)),
    "srt_rendezvous": (c_int, (c_int32, c_char_p, c_int, c_char_p, c_int)),
    "srt_getpeername": (c_int, (c_int32, c_void_p, POINTER(c_int))),
    "srt_getsockname": (c_int, (c_int32, c_void_p, POINTER(c_int))),
    "srt_getsockflag": (c_int, (c_int32, c_int, c_void_p, POINTER(c_int))),
    "srt_setsockflag": (c_int, (c_int32, c_int, c_void_p, c_int)),
    "srt_getsockstate": (c_int, (c_int32,)),
    "srt_sendmsg2": (c_int, (c_int32, c_void_p, c_int, c_void_p)),
    "srt_recvmsg2": (c_int, (c_int32, c_void_p, c_int, c_void_p)),
    "srt_getlasterror": (c_int, (POINTER(c_int),)),
    "srt_getlasterror_str": (c_char_p, ()),
    "srt_getrejectreason": (c_int, (c_int32,)),
    "srt_setrejectreason": (c_int, (c_int32, c_int)),
    "srt_bistats": (c_int, (c_int32, POINTER(Counters), c_int, c_int)),
    "srt_getsndbuffer": (c_int, (c_int32, POINTER(c_size_t), POINTER(c_size_t))),
    "srt_epoll_create": (c_int, ()),
    "srt_epoll_set": (c_int32, (c_int, c_int32)),
    "srt_epoll_add_usock": (c_int, (c_int, c_int32, POINTER(c_int))),
    "srt_epoll_update_usock": (c_int, (c_int, c_int32, POINTER(c_int))),
    "srt_epoll_remove_usock": (c_int, (c_int, c_int32)),
    "srt_epoll_uwait": (c_int, (c_int, POINTER(EpollEvent), c_int, c_int64)),
    "srt_epoll_release": (c_int, (c_int,)),
    "srt_setloglevel": (None, (c_int,)),
    "srt_setloghandler": (None, (c_void_p, _LogHandler)),
}


class SrtUnavailable(Exception):
    """There is no usable libsrt on this machine; `reason` says so and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CallFailed(OSError):
    """A function of libsrt failed. `code` is its error number (SRT_ERRNO), `errno` the system's."""

    def __init__(self, code: int, system: int, text: str) -> None:
        super().__init__(system, text)
        self.code = code


class Library:
    """The functions of libsrt that we use. Any thread may call them; each call frees the GIL.

    `api` has the C functions by their names, for the hot paths.
    """

    def __init__(self, name: str, api: Any) -> None:
        for function, (result, arguments) in _SIGNATURES.items():
            pointer = getattr(api, function)
            pointer.restype, pointer.argtypes = result, arguments
        self.name = name
        self.api = api
        self.closing = False
        self._users: weakref.WeakSet[Any] = weakref.WeakSet()
        number = int(api.srt_getversion())
        self.version_number = (number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF)
        self._on_log = _LogHandler(_logged)

    @property
    def version(self) -> str:
        """Such as 1.5.1."""
        return ".".join(map(str, self.version_number))

    def start(self) -> None:
        """Once per process."""
        self.api.srt_setloglevel(_LOG_CRITICAL)
        self.api.srt_setloghandler(None, self._on_log)
        if self.api.srt_startup() == ERROR:
            raise SrtUnavailable(f"libsrt {self.version} does not start: {self.failure()}")
        atexit.register(self.shutdown)

    def shutdown(self) -> None:
        """End everything; waits for libsrt's threads. Nothing of it may be used afterwards."""
        if self.closing:
            return
        self.closing = True
        for user in list(self._users):
            user.shutdown()
        self.api.srt_setloghandler(None, _LogHandler())
        self.api.srt_cleanup()

    def on_shutdown(self, user: Any) -> None:
        """`user.shutdown()` is called before libsrt ends, if the user still lives by then."""
        self._users.add(user)

    def failure(self) -> CallFailed:
        """The last error of this thread."""
        system = c_int(0)
        code = self.api.srt_getlasterror(byref(system))
        if code in PORT_TAKEN:
            return CallFailed(code, errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
        text = self.api.srt_getlasterror_str().decode(errors="replace")
        return CallFailed(code, system.value, text)

    def check(self, result: int) -> int:
        """`result` of a call; raises CallFailed when it says so."""
        if result == ERROR:
            raise self.failure()
        return result

    def set_int(self, sock: int, option: int, value: int) -> None:
        """Raises CallFailed."""
        kind = c_int64 if option in WIDE_OPTIONS else c_int32
        number = kind(value)
        self.check(
            self.api.srt_setsockflag(sock, option, byref(number), ctypes.sizeof(number)),
        )

    def set_text(self, sock: int, option: int, value: str) -> None:
        """Raises CallFailed."""
        raw = value.encode()
        self.check(self.api.srt_setsockflag(sock, option, raw, len(raw)))

    def get_int(self, sock: int, option: int) -> int:
        """Raises CallFailed."""
        number, length = c_int64(0), c_int(8)
        self.check(self.api.srt_getsockflag(sock, option, byref(number), byref(length)))
        raw = bytes(number)[: length.value]
        return int.from_bytes(raw, "little" if _LITTLE else "big", signed=True)

    def get_text(self, sock: int, option: int) -> str:
        """Raises CallFailed."""
        buffer, length = ctypes.create_string_buffer(1024), c_int(1024)
        self.check(self.api.srt_getsockflag(sock, option, buffer, byref(length)))
        return buffer.raw[: length.value].rstrip(b"\0").decode(errors="replace")

    def peer_address(self, sock: int) -> str:
        """`host:port`; "" when it is not connected."""
        return self._address(self.api.srt_getpeername, sock)

    def local_address(self, sock: int) -> str:
        """`host:port`; "" when it is not bound."""
        return self._address(self.api.srt_getsockname, sock)

    def _address(self, function: Callable[..., int], sock: int) -> str:
        raw, length = ctypes.create_string_buffer(128), c_int(128)
        return "" if function(sock, raw, byref(length)) == ERROR else text_of(raw.raw)


_LITTLE = bytes(c_int32(1))[0] == 1
_lock = threading.Lock()
_loaded: Library | None = None


def load() -> Library:
    """The library, started. Raises SrtUnavailable."""
    global _loaded
    with _lock:
        if _loaded is None:
            library = find()
            library.start()
            _loaded = library
        return _loaded


def find() -> Library:
    """The library, not started: to look at its version. Raises SrtUnavailable."""
    wanted = os.environ.get(ENVIRONMENT, "")
    for name in (wanted,) if wanted else _candidates():
        try:
            api = ctypes.CDLL(name)
        except OSError:
            continue
        return _checked(name, api)
    if wanted:
        raise SrtUnavailable(
            f"SRT is off: {ENVIRONMENT} names no library that can be loaded. Correct it, or leave "
            "it out to use the system's."
        )
    raise SrtUnavailable(f"SRT is off: the library libsrt is not installed. {HOW_TO_INSTALL}.")


def _candidates() -> Iterator[str]:
    yield from _SONAMES
    for name in ("srt-openssl", "srt-gnutls", "srt"):  # slow: it runs other programs
        found = ctypes.util.find_library(name)
        if found:
            yield found


def _checked(name: str, api: ctypes.CDLL) -> Library:
    try:
        library = Library(name, api)
    except AttributeError:
        raise SrtUnavailable(
            f"SRT is off: {name} is not a libsrt that can be used. {HOW_TO_INSTALL}."
        ) from None
    if library.version_number < SYMBOLS_SINCE:
        wanted = ".".join(map(str, SYMBOLS_SINCE))
        raise SrtUnavailable(f"SRT is off: libsrt {library.version} is older than {wanted}.")
    return library


def _logged(
    _opaque: Any, level: int, _file: bytes, _line: int, area: bytes, message: bytes
) -> None:
    """On a thread of libsrt. Only what is critical comes here."""
    words = (message or b"").decode(errors="replace").strip()
    _log.debug("libsrt says", level=level, area=(area or b"").decode(errors="replace"), words=words)
