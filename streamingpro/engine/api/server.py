"""ApiServer: the API behind a listening socket, in the engine's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from streamingpro.kit.tasks import spawn

KEEP_ALIVE_S = 30  # longer than the media client keeps an idle connection
SHUTDOWN_S = 2


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the engine has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ApiServer:
    """Serves `app` between `start` and `stop`; a stopped server may not be started again."""

    def __init__(self, app: ASGIApp) -> None:
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                log_level="critical",  # the app logs its failures itself
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=SHUTDOWN_S,
            )
        )
        self._task: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen on `host` ("" means every interface) and `port` (0: any free one).

        Returns the port once connections are accepted. Raises OSError when it can't be bound.
        """
        listener = await _listen(host, port)
        # Connections wait in the socket's backlog until uvicorn takes them: no need to wait here.
        self._task = spawn(self._server.serve(sockets=[listener]), name="engine API server")
        bound: int = listener.getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Refuse new connections, finish running calls (at most 2 s), close the socket."""
        if self._task is None:
            return
        self._server.should_exit = True
        await asyncio.wait([self._task])
        self._task = None


async def _listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket. Raises OSError when the host is unknown or the port is taken."""
    infos = await asyncio.get_running_loop().getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    # Where every interface is meant, the IPv6 socket takes IPv4 connections too.
    family, _, _, _, address = max(infos, key=lambda info: not host and info[0] == socket.AF_INET6)
    if not host and family == socket.AF_INET6 and not socket.has_dualstack_ipv6():
        family, _, _, _, address = next(info for info in infos if info[0] == socket.AF_INET)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if not host else 1)
        listener.bind(address)
        listener.listen(128)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
