"""Status codes of NetConnection and NetStream (RTMP 1.0 §7.2, Enhanced RTMP v2)."""

from __future__ import annotations

from typing import Final

CONNECT_SUCCESS: Final = "NetConnection.Connect.Success"
CONNECT_REJECTED: Final = "NetConnection.Connect.Rejected"
CONNECT_FAILED: Final = "NetConnection.Connect.Failed"
CONNECT_INVALID_APP: Final = "NetConnection.Connect.InvalidApp"
CONNECT_CLOSED: Final = "NetConnection.Connect.Closed"
CONNECT_APP_SHUTDOWN: Final = "NetConnection.Connect.AppShutdown"
CONNECT_RECONNECT_REQUEST: Final = "NetConnection.Connect.ReconnectRequest"
CALL_FAILED: Final = "NetConnection.Call.Failed"

PUBLISH_START: Final = "NetStream.Publish.Start"
PUBLISH_BAD_NAME: Final = "NetStream.Publish.BadName"
PUBLISH_DENIED: Final = "NetStream.Publish.Denied"
UNPUBLISH_SUCCESS: Final = "NetStream.Unpublish.Success"

PLAY_START: Final = "NetStream.Play.Start"
PLAY_RESET: Final = "NetStream.Play.Reset"
PLAY_STOP: Final = "NetStream.Play.Stop"
PLAY_FAILED: Final = "NetStream.Play.Failed"
PLAY_STREAM_NOT_FOUND: Final = "NetStream.Play.StreamNotFound"
PLAY_PUBLISH_NOTIFY: Final = "NetStream.Play.PublishNotify"
PLAY_UNPUBLISH_NOTIFY: Final = "NetStream.Play.UnpublishNotify"

NET_STREAM_FAILED: Final = "NetStream.Failed"

ENDING: Final = frozenset(
    {
        CONNECT_CLOSED,
        CONNECT_APP_SHUTDOWN,
        UNPUBLISH_SUCCESS,
        PLAY_STOP,
        PLAY_UNPUBLISH_NOTIFY,
        "NetStream.Play.Complete",
    }
)
"""After one of these from a server, nothing more will flow."""

_ERROR_WORDS = ("Rejected", "Failed", "BadName", "Denied", "InvalidApp", "NotFound", "InvalidArg")


def level_of(code: str) -> str:
    """``error`` for codes that say no, else ``status``.

    >>> level_of(PUBLISH_BAD_NAME), level_of(PUBLISH_START)
    ('error', 'status')
    """
    last = code.rpartition(".")[2]
    return "error" if last.endswith(_ERROR_WORDS) else "status"


def information(code: str, description: str, **more: object) -> dict[str, object]:
    """The information object of an onStatus, ``_result`` or ``_error``."""
    return {"level": level_of(code), "code": code, "description": description, **more}
