"""An app on a real port, for what needs real connections."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from streamingpro.kit.tasks import spawn


@asynccontextmanager
async def http_server(app: ASGIApp) -> AsyncIterator[int]:
    """Serves `app`, whose lifespan is entered already, on loopback; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                interface="asgi3",
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=1,
            )
        )
        serving = spawn(server.serve(sockets=[listener]), name="http server of a test")
        yield listener.getsockname()[1]
        server.should_exit = True
        await serving
