"""What endpoints of several features take from a request."""

from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from streamingpro.control.settings import ControlSettings

if TYPE_CHECKING:  # runtime's routers import what imports this
    from streamingpro.control.runtime import Runtime

_USUAL_RTMP_PORT = 1935


def host_of(connection: HTTPConnection) -> str:
    """The name by which the caller reached us (an IPv6 address without brackets)."""
    return connection.url.hostname or "localhost"


def rtmp_port(runtime: "Runtime", settings: ControlSettings) -> int:
    """The port encoders publish to: what the media server says, else the setting."""
    return runtime.media_status().rtmp_port or settings.rtmp_port or _USUAL_RTMP_PORT
