"""The UDP ports that we call from, shared.

libsrt runs two threads for each UDP port, and one of them wakes up a hundred times a second: with a
port of its own a connection that sends 6 Mb/s costs twice as much. So calls go out from few ports.
Two connections to the same peer never come from the same port: a peer may tell its callers apart
by their addresses alone.
"""

from dataclasses import dataclass, field

from streamingpro.engine.srt import structs
from streamingpro.engine.srt.lib import CallFailed, Library

CALLS_PER_PORT = 64
"""One thread sends for them all: 64 of 6 Mb/s are some 40 % of what it can do."""

Peer = tuple[str, int]


@dataclass(slots=True)
class _Port:
    number: int
    peers: dict[int, Peer] = field(default_factory=dict)


class CallingPorts:
    """Binds sockets that are about to call. Used in the event loop only."""

    def __init__(self) -> None:
        self._ports: dict[str, list[_Port]] = {"0.0.0.0": [], "::": []}

    def bind(self, library: Library, sock: int, host: str, port: int) -> None:
        """Bind `sock`, which will call `host` (numeric) and `port`. Raises CallFailed."""
        any_host = "::" if ":" in host else "0.0.0.0"
        if any_host == "::":
            library.set_int(sock, structs.OPT_IPV6ONLY, 1)
        self._forget_ended(library)
        peer, ports = (host, port), self._ports[any_host]
        for shared in list(ports):
            if len(shared.peers) >= CALLS_PER_PORT or peer in shared.peers.values():
                continue
            try:
                _bind(library, sock, any_host, shared.number)
            except CallFailed:  # somebody else took it after our last connection had ended
                ports.remove(shared)
                continue
            shared.peers[sock] = peer
            return
        _bind(library, sock, any_host, 0)
        number = int(library.local_address(sock).rpartition(":")[2])
        ports.append(_Port(number, {sock: peer}))

    def _forget_ended(self, library: Library) -> None:
        for any_host, ports in self._ports.items():
            for shared in ports:
                shared.peers = {
                    sock: peer
                    for sock, peer in shared.peers.items()
                    if library.api.srt_getsockstate(sock) <= structs.STATE_CONNECTED
                }
            self._ports[any_host] = [shared for shared in ports if shared.peers]


def _bind(library: Library, sock: int, host: str, port: int) -> None:
    address = structs.sockaddr(host, port)
    library.check(library.api.srt_bind(sock, address, len(address)))


calling_ports = CallingPorts()
