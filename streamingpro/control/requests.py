"""What endpoints of several features take from a request."""

from starlette.requests import HTTPConnection, Request


def host_of(connection: HTTPConnection) -> str:
    """The name by which the caller reached us (an IPv6 address without brackets)."""
    return connection.url.hostname or "localhost"


async def until_gone(request: Request) -> None:
    """Returns when the caller has left; the request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
