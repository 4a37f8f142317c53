"""One connection to an SRT peer: called, waited for, or met half-way (rendezvous)."""

import asyncio
import ctypes
import os
import socket
from collections.abc import Awaitable, Callable
from ctypes import byref, c_int

from streamingpro.engine.resolve import Address, resolve
from streamingpro.engine.srt import structs
from streamingpro.engine.srt.errors import REJ_TIMEOUT, SrtError, SrtErrorKind, from_reject_reason
from streamingpro.engine.srt.lib import CallFailed, Library
from streamingpro.engine.srt.poller import Poller, shared_poller
from streamingpro.engine.srt.ports import calling_ports
from streamingpro.engine.srt.sockets import bind, new_socket, set_up
from streamingpro.engine.srt.structs import EPOLL_ERR, EPOLL_IN, EPOLL_OUT, INVALID_SOCK
from streamingpro.protocols.srt_url import Mode, SrtTarget

_OF_A_PORT = frozenset({"mss", "iptos", "ipttl"})
"""Options of a UDP port: whoever sets one calls from a port of its own."""

Resolve = Callable[[str, int], Awaitable[list[Address]]]


async def connect(
    target: SrtTarget, timeout_s: float | None = None, *, resolve: Resolve = resolve
) -> int:
    """A connected socket for an SrtWire, whose it is from then on.

    A listener waits for its peer as long as it takes when `timeout_s` is None; a caller gives up
    after `target.connect_timeout_ms` for each address. `resolve` may be one that refuses addresses.

    Raises SrtError, SrtUnavailable, and what `resolve` raises besides OSError.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await _connect(target, resolve)
    except TimeoutError:
        raise from_reject_reason(REJ_TIMEOUT, target.address) from None


async def _connect(target: SrtTarget, resolve: Resolve) -> int:
    if target.mode is Mode.LISTENER:
        host = (await _addresses(target, resolve))[0] if target.host else ""
        return await _wait_for_peer(target, host)
    problem: SrtError | None = None
    for host in await _addresses(target, resolve):
        try:
            return await _call(target, host)
        except SrtError as error:
            problem = error
            if error.kind not in (SrtErrorKind.TIMEOUT, SrtErrorKind.NETWORK):
                break
    assert problem is not None
    raise problem


async def _addresses(target: SrtTarget, resolve: Resolve) -> list[str]:
    try:
        found = await resolve(target.host, target.port)
    except (socket.gaierror, UnicodeError):
        raise SrtError(
            SrtErrorKind.DNS,
            f"Could not connect to {target.address}: the server's name was not found. "
            "Check the address for typing errors, and this machine's internet connection.",
        ) from None
    hosts = list(dict.fromkeys(str(address[4][0]) for address in found))
    if not hosts:
        raise SrtError(SrtErrorKind.DNS, f"{target.address} has no address.")
    return hosts


async def _call(target: SrtTarget, host: str) -> int:
    poller = shared_poller()
    library = poller.library
    sock = _made(library, target)
    try:
        _start_call(library, sock, target, host)
        await _until(poller, sock, EPOLL_OUT)
        if library.api.srt_getsockstate(sock) != structs.STATE_CONNECTED:
            raise from_reject_reason(library.api.srt_getrejectreason(sock), target.address)
        _check_key(library, sock, target)
    except CallFailed as error:
        library.api.srt_close(sock)
        raise _refused_by_system(target, error) from None
    except BaseException:
        library.api.srt_close(sock)
        raise
    return sock


def _made(library: Library, target: SrtTarget) -> int:
    try:
        sock = new_socket(library)
    except CallFailed as error:
        raise _refused_by_system(target, error) from None
    try:
        set_up(library, sock, target)
    except CallFailed as error:
        library.api.srt_close(sock)
        raise SrtError(
            SrtErrorKind.PROTOCOL,
            f"libsrt does not take an option of the address: {error.strerror}.",
            error.code,
        ) from None
    return sock


def _start_call(library: Library, sock: int, target: SrtTarget, host: str) -> None:
    address = structs.sockaddr(host, target.port)
    if target.streamid and target.mode is Mode.CALLER:
        library.set_text(sock, structs.OPT_STREAMID, target.streamid)
    if target.mode is Mode.RENDEZVOUS:
        any_host = "::" if ":" in host else "0.0.0.0"
        own = structs.sockaddr(target.local_host or any_host, target.local_port or target.port)
        if ":" in host:
            library.set_int(sock, structs.OPT_IPV6ONLY, 1)
        library.check(
            library.api.srt_rendezvous(sock, own, len(own), address, len(address)),
        )
        return
    if target.local_host or target.local_port:
        any_host = "::" if ":" in host else "0.0.0.0"
        bind(library, sock, target.local_host or any_host, target.local_port)
    elif _OF_A_PORT.isdisjoint(name for name, _ in target.options):
        calling_ports.bind(library, sock, host, target.port)
    library.check(library.api.srt_connect(sock, address, len(address)))


async def _wait_for_peer(target: SrtTarget, host: str) -> int:
    """Listen until one peer has come in; then nobody else may."""
    poller = shared_poller()
    library = poller.library
    sock = _made(library, target)
    try:
        bind(library, sock, host, target.port)
        library.check(library.api.srt_listen(sock, 1))
        while True:
            await _until(poller, sock, EPOLL_IN)
            peer = _accepted(library, sock, target)
            if peer != INVALID_SOCK:
                return peer
    except CallFailed as error:
        raise _refused_by_system(target, error) from None
    finally:
        library.api.srt_close(sock)


def _accepted(library: Library, sock: int, target: SrtTarget) -> int:
    """A peer that knows the stream id, if there is one, or INVALID_SOCK."""
    raw, length = ctypes.create_string_buffer(128), c_int(128)
    peer: int = library.api.srt_accept(sock, raw, byref(length))
    if peer == INVALID_SOCK:
        return peer
    try:
        if target.streamid and library.get_text(peer, structs.OPT_STREAMID) != target.streamid:
            library.api.srt_close(peer)
            return INVALID_SOCK
        _check_key(library, peer, target)
    except BaseException:
        library.api.srt_close(peer)
        raise
    return peer


def _check_key(library: Library, sock: int, target: SrtTarget) -> None:
    """The key length is the caller's choice: a listener can only look what it has chosen."""
    if target.mode is not Mode.LISTENER or not target.pbkeylen:
        return
    length = library.get_int(sock, structs.OPT_PBKEYLEN)
    if length != target.pbkeylen:
        raise SrtError(
            SrtErrorKind.AUTH,
            f"The other side encrypts with AES-{length * 8}, but AES-{target.pbkeylen * 8} is "
            f"wanted; set its key length (pbkeylen) to {target.pbkeylen}.",
        )


async def _until(poller: Poller, sock: int, events: int) -> None:
    """Wait until `sock` is ready or broken."""
    ready = asyncio.get_running_loop().create_future()

    def on_ready(_data: bytes, _events: int, _lost: bool) -> None:
        if not ready.done():
            ready.set_result(None)

    watch = poller.add(sock, events | EPOLL_ERR, on_ready, receives=False)
    try:
        await ready
    finally:
        poller.remove(watch)


def _refused_by_system(target: SrtTarget, error: CallFailed) -> SrtError:
    words = os.strerror(error.errno).lower() if error.errno else "the network can't be used"
    doing = "listen on" if target.mode is Mode.LISTENER else "connect to"
    return SrtError(
        SrtErrorKind.NETWORK,
        f"Could not {doing} {target.address}: {words}.",
        error.code,
    )
