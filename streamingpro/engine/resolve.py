"""Host names to addresses, each name in a thread of its own.

The event loop's own `getaddrinfo` looks up two names at a time (libuv): two destinations whose
name server does not answer would keep all others from connecting. A thread can't be stopped; who
asks again for a name that is still being looked up waits for the same answer.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future
from typing import Any

MAX_LOOKUPS = 64

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
_Key = tuple[str, int]

_asked: "dict[_Key, Future[list[Address]]]" = {}


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a TCP server as `socket.getaddrinfo` gives them.

    Raises OSError (socket.gaierror is one), UnicodeError for what is no name. Takes as long as the
    system's resolver does: give it a timeout.
    """
    try:
        return _getaddrinfo((host, port), socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass  # a name, not an address
    return await asyncio.wrap_future(_lookup((host, port)))


def _lookup(key: _Key) -> "Future[list[Address]]":
    answer = _asked.get(key)
    if answer is None:
        if len(_asked) >= MAX_LOOKUPS:
            raise socket.gaierror(socket.EAI_AGAIN, "Too many names are being looked up")
        answer = _asked[key] = Future()
        answer.set_running_or_notify_cancel()  # who stops waiting does not stop the others
        threading.Thread(target=_look_up, args=(key, answer), name="resolver", daemon=True).start()
    return answer


def _look_up(key: _Key, answer: "Future[list[Address]]") -> None:
    try:
        found = _getaddrinfo(key)
    except Exception as error:
        _asked.pop(key, None)
        answer.set_exception(error)
    else:
        _asked.pop(key, None)
        answer.set_result(found)


def _getaddrinfo(key: _Key, flags: int = 0) -> list[Address]:
    return list(socket.getaddrinfo(*key, type=socket.SOCK_STREAM, flags=flags))
