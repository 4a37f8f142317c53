"""Pure: where a media server's stream is fetched by our engine, or by another server."""

from collections.abc import Mapping

from streamingpro.control.fleet.view import Listener
from streamingpro.mediamtx.urls import play_url

ORDER = ("rtmp", "rtsp")
"""RTMP first: what the engine reads natively, with the timestamps that it sends on."""
USER = "relay"


def relay_url(listeners: Mapping[str, Listener], host: str, path: str, key: str) -> str | None:
    """The URL with the relay's key in it; None when the server has no listener that would do."""
    for scheme in ORDER:
        listener = listeners.get(scheme)
        if listener is not None:
            break
    else:
        return None
    if scheme == "rtmp":
        return f"{play_url(scheme, host, listener.port, path)}?key={key}"
    plain = play_url(scheme, host, listener.port, path)
    return plain.replace("://", f"://{USER}:{key}@", 1)


def no_relay(name: str) -> str:
    """What to say when there is none."""
    return (
        f"The streams of the media server “{name}” can't be fetched, because RTMP and RTSP are both"
        " off there. Switch on one of them in its configuration."
    )
