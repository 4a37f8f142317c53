"""Errors of the media client. Their texts may be shown to users and hold no secret.

MediaServerError
├── Unreachable      no answer: reset, timed out
│   ├── Refused      nobody listens there, no such host, a certificate that is not trusted
│   └── CircuitOpen  it failed so often that it is not asked for a moment; the last words
├── Unauthorized     401 or 403: the server does not accept our credentials
├── BadRequest       400: the server refuses what we asked for; `message` has its words
├── NotFound         404: the path, destination or connection does not exist
├── TooMany          429: the server does as many of these at once as it will
├── ServerError      5xx: the server failed
└── ProtocolError    an answer that is not of this API
    └── TooLarge     an answer that has no end within reason
"""


class MediaServerError(Exception):
    """A call to a media server failed. `message` is a plain sentence without secrets."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unreachable(MediaServerError):
    """The server gave no answer."""


class Refused(Unreachable):
    """There is no connection: nobody listens, no such host, a certificate that is not trusted."""


class CircuitOpen(Unreachable):
    """The server was not asked: it failed too often just now."""


class Unauthorized(MediaServerError):
    """The server does not accept our credentials."""


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


class TooLarge(ProtocolError):
    """The answer is larger than any of this API."""
