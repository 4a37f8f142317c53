"""What PyAV's errors mean, in plain words. Only for children: imports PyAV."""

import socket
import ssl

import av.error

from streamingpro.engine.children.notices import ERROR, Notice

GONE = "it is not there"


class Failure(Exception):
    """The job can't be done. `kind` as in `notices.Notice`; `message` is a plain sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def notice(self) -> Notice:
        """The last word of a source child."""
        return Notice(ERROR, self.message, kind=self.kind)


_SERVER_SAYS: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        av.error.HTTPUnauthorizedError,
        "auth",
        "The server wants a user name and password, or refuses the ones in the address.",
    ),
    (av.error.HTTPForbiddenError, "auth", "The server does not allow reading this stream."),
    (
        av.error.HTTPNotFoundError,
        "not_found",
        "The server knows no stream of this name. Check the address; nobody may be sending.",
    ),
    (av.error.HTTPError, "rejected", "The server refuses to send this stream."),
    (
        ConnectionRefusedError,
        "refused",
        "Nothing answers at this address and port. Check the address; the server may be down.",
    ),
    (TimeoutError, "timeout", "The server did not answer in time."),
    (av.error.ExitError, "timeout", "The server did not answer in time."),
    (
        av.error.ProtocolNotFoundError,
        "protocol",
        "The server wants to send the stream in a way that is not supported.",
    ),
    (
        av.error.InvalidDataError,
        "protocol",
        "What the server sends can't be read as a stream of this kind. Check the address.",
    ),
    (av.error.EOFError, "network", "The server has closed the connection."),
)


def of_server(error: BaseException) -> Failure:
    """What went wrong with a server."""
    for kind_of_error, kind, message in _SERVER_SAYS:
        if isinstance(error, kind_of_error):
            return Failure(kind, message)
    if isinstance(error, OSError):
        return Failure("network", f"The connection failed: {error.strerror or 'broken'}.")
    return Failure("protocol", "What the server sends can't be read.")


def of_connection(error: OSError) -> Failure:
    """Why our own connection to a server can't be had."""
    if isinstance(error, socket.gaierror):
        words = "The server's name was not found. Check the address for typing errors."
        return Failure("dns", words)
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message.strip(".") or "it does not fit"
        words = (
            f"The server's certificate is not valid ({reason}). If the server is your own, enter "
            "its certificate's fingerprint."
        )
        return Failure("tls", words)
    if isinstance(error, ssl.SSLError):
        words = "No encrypted connection is possible. The port may be another one."
        return Failure("tls", words)
    return of_server(error)


def of_file(error: BaseException) -> str:
    """Why a file can't be played: the end of a sentence about it."""
    if isinstance(error, FileNotFoundError):
        return GONE
    if isinstance(error, PermissionError):
        return "this server may not read it"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, av.error.InvalidDataError | av.error.ArgumentError | av.error.EOFError):
        return "it is damaged, or no audio or video file"
    if isinstance(error, OSError):
        return (error.strerror or "it can't be read").lower()
    return "it can't be read"
