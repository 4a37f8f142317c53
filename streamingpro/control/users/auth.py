"""Permissions as types: an endpoint says in its signature who may call it.

    async def list_inputs(who: Viewer, …)     anyone who is signed in
    async def create_input(who: Operator, …)  operators and administrators
    async def …(who: Admin, …)                administrators

They work for WebSockets as well (same-origin is checked before, in `security.py`).
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from streamingpro.control.errors import Forbidden, NotSignedIn
from streamingpro.control.services import services_of
from streamingpro.control.users.identity import Identity
from streamingpro.control.users.roles import Role

SESSION_COOKIE = "streamingpro_session"


def token_of(connection: HTTPConnection) -> str | None:
    """The token of the call: `Authorization: Bearer …`, else the session cookie."""
    scheme, _, value = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    return connection.cookies.get(SESSION_COOKIE) or None


async def identify(connection: HTTPConnection) -> Identity:
    """Who is calling. Raises NotSignedIn."""
    token = token_of(connection)
    if token is None:
        raise NotSignedIn("Please sign in.")
    identity = await services_of(connection).tokens.identify(token)
    if identity is None:
        raise NotSignedIn("Your session has ended. Please sign in again.")
    return identity


def require(role: Role) -> Callable[[HTTPConnection], Awaitable[Identity]]:
    """A dependency that lets only `role` and above through."""

    async def allowed(connection: HTTPConnection) -> Identity:
        identity = await identify(connection)
        if not identity.role.allows(role):
            raise Forbidden(f"This needs the role “{role}”; you have the role “{identity.role}”.")
        return identity

    return allowed


Viewer = Annotated[Identity, Depends(require(Role.VIEWER))]
Operator = Annotated[Identity, Depends(require(Role.OPERATOR))]
Admin = Annotated[Identity, Depends(require(Role.ADMIN))]
