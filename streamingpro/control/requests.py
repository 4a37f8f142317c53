"""What endpoints of several features take from a request."""

from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection, Request

from streamingpro.control.nodes.ports import Ports, ports_of
from streamingpro.control.settings import ControlSettings

if TYPE_CHECKING:  # runtime's routers import what imports this
    from streamingpro.control.runtime import Runtime


def host_of(connection: HTTPConnection) -> str:
    """The name by which the caller reached us (an IPv6 address without brackets)."""
    return connection.url.hostname or "localhost"


async def until_gone(request: Request) -> None:
    """Returns when the caller has left; the request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def ports_now(runtime: "Runtime", settings: ControlSettings) -> Ports:
    """The listeners of the media server: what it says, else the settings."""
    return ports_of(runtime.media_status(), settings)
