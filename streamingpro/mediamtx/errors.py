"""Errors of the media client. Their texts may be shown to users and hold no secret.

MediaServerError
├── Unreachable      no answer: refused, reset, timed out, no such host
├── Unauthorized     401 or 403: our token is not the server's
├── BadRequest       400: the server refuses what we asked for; `message` has its words
├── NotFound         404: the path, destination or connection does not exist
├── TooMany          429: the server does as many of these at once as it will
├── ServerError      5xx: the server failed
└── ProtocolError    an answer that is not of this API
"""


class MediaServerError(Exception):
    """A call to a media server failed. `message` is a plain sentence without secrets."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unreachable(MediaServerError):
    """The server gave no answer."""


class Unauthorized(MediaServerError):
    """The server does not accept our token."""


class BadRequest(MediaServerError):
    """The server refuses the request."""


class NotFound(MediaServerError):
    """What was asked for does not exist on the server."""


class TooMany(MediaServerError):
    """The server has enough of these to do; later it will."""


class ServerError(MediaServerError):
    """The server failed to answer the request."""


class ProtocolError(MediaServerError):
    """The answer is not of the Control API v3."""
