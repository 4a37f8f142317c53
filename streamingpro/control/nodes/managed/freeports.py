"""Ports that nobody uses, for a server that can't say which ones it took by itself."""

import errno
import socket
from collections.abc import Iterable, Mapping
from contextlib import ExitStack

from streamingpro.control.nodes.managed.listeners import Listener, Ports

_TRIES = 200


def settle(listeners: Iterable[Listener], ports: Ports, known: Ports) -> dict[str, int | None]:
    """`ports` with every 0 replaced: by the `known` one, so that a server is found where it was,
    else by one that is free. Raises OSError when there is none."""
    settled: dict[str, int | None] = {}
    with ExitStack() as held:
        for listener in listeners:
            port = ports[listener.name]
            if port == 0:
                port = known.get(listener.name) or _free(listener, held)
            settled[listener.name] = port
    return settled


def free_ports(listeners: Iterable[Listener]) -> Mapping[str, int | None]:
    """One free port (or the first of a row) for each listener, no two alike."""
    wanted = tuple(listeners)
    return settle(wanted, {one.name: 0 for one in wanted}, {})


def _free(listener: Listener, held: ExitStack) -> int:
    """A free port; it stays bound as long as `held` is open, so that the next search goes on."""
    kinds = [socket.SOCK_STREAM] * listener.tcp + [socket.SOCK_DGRAM] * listener.udp
    for _ in range(_TRIES):
        with ExitStack() as attempt:
            first = _bind(attempt, kinds[0], 0)
            if first is None or (len(listener.steps) > 1 and first % 2):
                continue
            rest = [(kind, first + step) for step in listener.steps for kind in kinds][1:]
            if all(_bind(attempt, kind, port) is not None for kind, port in rest):
                held.enter_context(attempt.pop_all())
                return first
    raise OSError(errno.EADDRINUSE, "no free port was found")


def _bind(stack: ExitStack, kind: socket.SocketKind, port: int) -> int | None:
    if port > 65535:
        return None
    probe = socket.socket(socket.AF_INET, kind)
    try:
        probe.bind(("", port))
    except OSError:
        probe.close()
        return None
    stack.enter_context(probe)
    return int(probe.getsockname()[1])
