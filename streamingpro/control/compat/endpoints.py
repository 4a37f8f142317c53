"""Adds the earlier system's interface to the app."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.routing import Mount

from streamingpro.control.compat.entrada.endpoints import router as entrada_router
from streamingpro.control.compat.media.endpoints import router as media_router
from streamingpro.control.compat.nest import NestErrors
from streamingpro.control.compat.parts import Compat, make_compat
from streamingpro.control.compat.salida.endpoints import router as salida_router
from streamingpro.control.compat.sockets import Caller
from streamingpro.control.requests import host_of
from streamingpro.control.security import is_foreign
from streamingpro.control.services import Services
from streamingpro.control.users.auth import token_of


def install(app: FastAPI, services: Services) -> Compat:
    """Add routes, events and the shape of errors. Whoever runs the app starts and stops
    `.events`."""
    compat = make_compat(services, _caller)
    for router in (entrada_router, salida_router, media_router):
        app.include_router(router)
    app.router.routes.append(Mount("/socket.io", compat.events.asgi))
    app.add_middleware(NestErrors)
    return compat


def _caller(scope: Any) -> Caller:
    connection = HTTPConnection(scope)
    # A page opens a session by a GET, which the app lets everybody make.
    foreign = is_foreign(connection.headers)
    return Caller(host_of(connection), token_of(connection), foreign)
