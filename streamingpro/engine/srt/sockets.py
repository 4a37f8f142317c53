"""SRT sockets, made and set up: what connect.py and listener.py share."""

import errno

from streamingpro.engine.srt import structs
from streamingpro.engine.srt.lib import CallFailed, Library
from streamingpro.protocols.srt_url import SrtTarget

_NO_IPV6 = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})


def new_socket(library: Library) -> int:
    """A socket that never blocks and takes no peer without the encryption it was told to use.

    Raises CallFailed.
    """
    sock: int = library.check(library.api.srt_create_socket())
    for option in (structs.OPT_RCVSYN, structs.OPT_SNDSYN):
        library.set_int(sock, option, 0)
    library.set_int(sock, structs.OPT_ENFORCEDENCRYPTION, 1)
    return sock


def set_up(library: Library, sock: int, target: SrtTarget) -> None:
    """All that `target` asks for. Before anything is bound. Raises CallFailed."""
    for name, value in target.options:
        library.set_int(sock, structs.OPTION_NUMBERS[name], value)
    library.set_int(sock, structs.OPT_RCVLATENCY, target.latency_ms)
    library.set_int(sock, structs.OPT_PEERLATENCY, target.peer_latency_ms)
    library.set_int(sock, structs.OPT_CONNTIMEO, target.connect_timeout_ms)
    if target.passphrase:
        library.set_text(sock, structs.OPT_PASSPHRASE, target.passphrase)
        if target.pbkeylen:
            library.set_int(sock, structs.OPT_PBKEYLEN, target.pbkeylen)


def bind(library: Library, sock: int, host: str, port: int) -> None:
    """Bind to a numeric address; "" is every interface, of both IP versions where there are two.

    Raises OSError (CallFailed is one).
    """
    if host:
        _bind(library, sock, host, port)
        return
    try:
        _bind(library, sock, "::", port)
    except CallFailed as error:
        if error.errno in _NO_IPV6:
            _bind(library, sock, "0.0.0.0", port)
        else:
            raise


def _bind(library: Library, sock: int, host: str, port: int) -> None:
    if ":" in host:
        library.set_int(sock, structs.OPT_IPV6ONLY, int(host != "::"))
    address = structs.sockaddr(host, port)
    library.check(library.api.srt_bind(sock, address, len(address)))
